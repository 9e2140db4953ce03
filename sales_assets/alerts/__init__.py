"""A person is told, once, of what they must act on: by e-mail, by webhook; and the day, by e-mail.

In: the causes open now, or the bulletin published, and what was sent before. Out: one message for
each cause that is new to a channel, one mail for each reader to whom the day is new. `causes.py`
says what a cause is, `mail.py` and `webhook.py` how a message travels, `memory.py` what was sent,
`sending.py` ties them. What stays out: finding out what is wrong (the ledger, Dagster:
`graph/alerts.py`), writing the bulletin (`report/pages/bulletin.py`), and when to look.
"""

from sales_assets.alerts.causes import Alert
from sales_assets.alerts.sending import Report, send_bulletin, send_new, send_trial

__all__ = ["Alert", "Report", "send_bulletin", "send_new", "send_trial"]
