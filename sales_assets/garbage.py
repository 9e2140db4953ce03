"""How often Python looks for garbage in cycles: rarely, in a process made for one run.

Such a process ends soon and leaves few cycles. To look for them at each 700 new objects costs a
day's run a tenth of its time and the first site of a long history a third, for some tens of MB.
"""

from __future__ import annotations

import gc


def seek_rarely() -> None:
    """Have this process look for cycles every 2,000,000 new objects."""
    gc.set_threshold(2_000_000)
