"""The bulletin sent by mail once the site is published, where somebody reads it.

What stays out: whose news it is and its words (`report/pages/bulletin.py`), how it travels and what
was sent (`alerts/`).
"""

from collections.abc import Iterator
from datetime import datetime
from email.utils import parseaddr
from typing import TYPE_CHECKING

from sales_assets.alerts import send_bulletin
from sales_assets.etl_log import EtlLog
from sales_assets.language import _
from sales_assets.settings import Settings

if TYPE_CHECKING:
    from sales_assets.warehouse.snapshot import Snapshot

NAME = "bulletin"


def send(settings: Settings, snapshot: "Snapshot", now: datetime) -> Iterator[str]:
    """Send the bulletin that is this morning's news to who has not had it; yield what failed.

    A person who went back to an older site is not written to: the mail would say otherwise.

    Args:
        settings: The shop's.
        snapshot: What the live site shows.
        now: When it was published.
    """
    from sales_assets.report import releases
    from sales_assets.report.pages import bulletin
    from sales_assets.report.pages.context import Context

    if not settings.bulletin_to or releases.withdrawn(settings.site_dir):
        return
    given = settings.shop_name or ""
    context = Context(
        snapshot, now, due=settings.due, objective=settings.objective, shop_name=given
    )
    weekly = settings.bulletin == "weekly"
    day = bulletin.news(context, weekly=weekly)
    if day is None:
        return
    found = bulletin.letter(context, weekly=weekly, site_url=settings.site_url)
    name = given or parseaddr(settings.alert_from or "")[0] or _("Ventes")
    title = _("{boutique} : {titre}").format(boutique=name, titre=found.title)
    log = EtlLog(settings.log_dir, settings.timezone)
    try:
        report = send_bulletin(settings, day, (title, found.plain, found.html), now)
    except OSError as error:  # the memory of what was sent cannot be held
        trouble = str(error)
        log.write(NAME, "", 0, False, trouble)
        yield trouble
        return
    if report.sent:
        log.write(NAME, "", report.sent, True, title)
    for reader, cause in report.troubles.items():
        trouble = f"{reader} : {cause}"
        log.write(NAME, "", 0, False, trouble)
        yield trouble
