"""What can pass by itself is tried again: a locked base, a full disk, a server that restarts.

Bad data is never tried again, nor a fault of this program: only what is listed here. The wait
doubles each time, give or take a fifth, so that two programs do not meet again.
"""

from __future__ import annotations

import errno
import functools
import random
from collections.abc import Callable, Iterator
from typing import Any

from dagster import AssetExecutionContext, RetryRequested

from sales_assets.errors import SystemRefused, WarehouseBusy

RETRIES = 3
_FIRST_WAIT = 10.0  # seconds
_PASSING = frozenset(
    {
        *(errno.ENOSPC, errno.EDQUOT, errno.EBUSY, errno.EAGAIN),
        *(errno.ETIMEDOUT, errno.ESTALE, errno.EIO, errno.ENETUNREACH, errno.EHOSTUNREACH),
    }
)
Body = Callable[..., Iterator[Any]]


def patient(body: Body) -> Body:
    """Make the body of an asset ask for another try where waiting may help.

    Raises:
        SystemRefused: The system refused a file, and waiting does not help.
    """

    @functools.wraps(body)
    def tried(*args: Any, **values: Any) -> Iterator[Any]:
        try:
            yield from body(*args, **values)
        except Exception as error:
            told = SystemRefused.of(error) if isinstance(error, OSError) else error
            if not passes_by_itself(error):
                raise told from error.__cause__  # whose words would be told instead
            raise RetryRequested(RETRIES, wait(AssetExecutionContext.get().retry_number)) from told

    return tried


def passes_by_itself(error: BaseException) -> bool:
    """Whether the same step may succeed a little later, with nobody's help."""
    return isinstance(error, WarehouseBusy) or (
        isinstance(error, OSError) and error.errno in _PASSING
    )


def wait(tries: int) -> float:
    """The seconds to wait after so many tries again."""
    return _FIRST_WAIT * float(2**tries) * random.uniform(0.8, 1.2)  # noqa: S311 - no secret
