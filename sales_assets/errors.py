"""Everything that can go wrong for a person, as one tree; whoever prints catches the root.

    SalesError
    ├── UsageError            what was asked makes no sense
    │   ├── SettingsError     a setting is not accepted
    │   ├── NoSuchDays        the shop had not begun, or was closed, on these days
    │   ├── CannotReprice     a correction of prices that cannot be done
    │   └── CannotGenerate    example files that cannot be written
    ├── NotReady              a folder, a port or a site that this machine does not offer
    ├── SystemRefused         the system refused a file or a folder
    ├── Refused               a delivered file cannot be read as what its name says
    ├── ArchiveError          the archive no longer holds what came
    ├── WarehouseError        the base cannot be opened, written or trusted
    │   ├── WarehouseBusy     the same, but it may succeed later
    │   ├── Damaged           the base is not what this program wrote
    │   ├── BaseBehind        the base does not know what the archive has recorded
    │   └── BackupError       a backup cannot be made, or not be trusted
    ├── RuleError             a rule cannot be read or applied
    ├── TotalsDiffer          the totals are not those of the sales or of the file
    ├── SiteDiffers           the site built does not say what the tables say
    ├── FewerDays             the site would show fewer days than it does
    └── NotSent               an alert did not leave

Each class has a code, stable for programs and for `docs/errors.md`, and the exit status of a
command that ends by it. Each error has its sentence: a French text marked where it is raised, and
its values; `str()` of it is the sentence in the language in use when it is told.

What stays out: the reasons that set a single row aside (`contract/reasons.py`), and exceptions that
only steer the module that catches them (a file still growing, a delivery that would take rows
away). Add a class here when a program must tell a new trouble from the others.
"""

from __future__ import annotations

from typing import ClassVar

from sales_assets.language import Words, cause, mark

ACT, USAGE = 1, 2
"""Exit status: a person must act; wrong usage or settings."""


class SalesError(Exception):
    """The root: a trouble that a person can act on.

    Args:
        sentence: French, marked; what is wrong and what to do, with `{names}` of values.
        values: What the names stand for. Words among them are translated along.
    """

    code: ClassVar[str]
    status: ClassVar[int] = ACT

    def __init__(self, sentence: str, /, **values: object) -> None:
        """Keep the sentence as it is written; it is translated when it is told."""
        super().__init__(sentence)
        self.sentence = Words(sentence, values)

    def __str__(self) -> str:
        """Return the sentence in the language in use."""
        return str(self.sentence)


class UsageError(SalesError):
    """What was asked makes no sense; nothing was done."""

    code = "USAGE"
    status = USAGE


class SettingsError(UsageError):
    """A setting that cannot be used; `str()` of it is one line for each bad variable."""

    code = "SETTING"


class NoSuchDays(UsageError):
    """The shop had not begun, or was closed, on all of the days asked for; nothing was run."""

    code = "NO_SUCH_DAYS"


class CannotReprice(UsageError):
    """A correction of prices that cannot be done."""

    code = "CANNOT_REPRICE"


class CannotGenerate(UsageError):
    """Example files that cannot be written there, or not of that size."""

    code = "CANNOT_GENERATE"


class NotReady(SalesError):
    """A folder, a port or a site that this machine does not offer yet."""

    code = "NOT_READY"


class SystemRefused(SalesError):
    """The system refused a file or a folder: rights, room, path."""

    code = "SYSTEM_REFUSED"

    @classmethod
    def of(cls, error: OSError) -> SystemRefused:
        """Say what the system refused, on what, and what to look at."""
        return cls(
            mark("{quoi} : {cause}. Vérifiez les droits, la place et le chemin."),
            quoi=error.filename2 or error.filename or Words(mark("Le système")),
            cause=cause(error),
        )


class Refused(SalesError):
    """A file that cannot be read as what its name says: nothing of it may be loaded.

    Args:
        sentence: French, marked, naming the file, the line, the column and what to do.
        cause: Short slug of what is wrong with the file, stable for programs.
        values: What the names of the sentence stand for.
    """

    code = "FILE_REFUSED"

    def __init__(self, sentence: str, cause: str, /, **values: object) -> None:
        """Keep the sentence for the reader and the slug for programs."""
        super().__init__(sentence, **values)
        self.cause = cause


class ArchiveError(SalesError):
    """The archive no longer holds what came: a file of it is missing or damaged."""

    code = "ARCHIVE_DAMAGED"


class WarehouseError(SalesError):
    """The database cannot be opened, written or trusted."""

    code = "WAREHOUSE"


class WarehouseBusy(WarehouseError):
    """The database is locked, out of room, or its server is away: the same may succeed later."""

    code = "WAREHOUSE_BUSY"


class Damaged(WarehouseError):
    """The base does not hold what this program wrote in it."""

    code = "BASE_DAMAGED"


class BaseBehind(WarehouseError):
    """The base does not know what the archive has recorded: lost, emptied, or an older copy."""

    code = "BASE_BEHIND"


class BackupError(WarehouseError):
    """A copy of the database cannot be made, or not be trusted."""

    code = "BACKUP"


class RuleError(SalesError):
    """A rule that cannot be read or applied."""

    code = "RULE"


class TotalsDiffer(SalesError):
    """The totals are not those of the sales or of the file; what was written is not kept."""

    code = "TOTALS_DIFFER"


class SiteDiffers(SalesError):
    """The site built does not say what the tables say; it is not published."""

    code = "SITE_DIFFERS"


class FewerDays(SalesError):
    """The site would show fewer days of sales than the live one; that one stays."""

    code = "FEWER_DAYS"


class NotSent(SalesError):
    """An alert that did not leave, and why; secrets are not named."""

    code = "ALERT_NOT_SENT"
