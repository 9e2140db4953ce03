"""The settings: the only reader of the environment, and of `.env` in the project's folder.

Each setting is a typed field whose docstring says what it is for. Paths come out absolute:
defaults hang on the project's folder, values given are read from the current folder. An invalid
value is a `SettingsError` that names the variable, the value and what is accepted.

What stays out: creating folders, opening the warehouse, anything that acts on a setting.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from sales_assets.errors import SettingsError
from sales_assets.feasts import METROPOLE, Feasts, Region, Zone
from sales_assets.language import _
from sales_assets.places import PROJECT_ROOT
from sales_assets.settings import alerts

_DUE, _LATEST = time(8), time(23, 59)
_WEEKDAYS = {
    name: number
    for names in (
        ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    )
    for number, name in enumerate(names)
}
_LONGEST_NAME = 80
_FIRST_DAY = date(1990, 1, 1)  # the data contract quarantines every earlier sale


@dataclass(frozen=True)
class Closing:
    """The closing calendar: `weekdays` (Monday is 0) and single `dates` without opening.

    On its `feasts` a shop may open or not.
    """

    weekdays: frozenset[int] = frozenset()
    dates: frozenset[date] = frozenset()
    feasts: Feasts = METROPOLE

    def covers(self, day: date) -> bool:
        """Return whether the shops are closed on `day`."""
        return day.weekday() in self.weekdays or day in self.dates

    def written(self) -> str:
        """Its weekdays and dates as `SALES_CLOSED` takes them."""
        names = [name for name, number in _WEEKDAYS.items() if number in self.weekdays]
        return ",".join([*names, *map(str, sorted(self.dates))])


UNSTATED = Closing()
"""That of a shop which states no closing."""


def _text_only(parse: Callable[[str], Any]) -> BeforeValidator:
    """Apply `parse` to a text (the environment) and let a typed value (a test) through."""
    return BeforeValidator(lambda value: parse(value.strip()) if isinstance(value, str) else value)


def _folder(value: str | Path) -> Path:
    # not `resolve()`: the site's folder is a link that each publication swaps
    path = Path(value).expanduser().absolute()
    str(path).encode()  # or no base, page or log could name it
    if path.exists() and not path.is_dir():
        raise ValueError
    return path


def _home(value: str | Path) -> Path:
    # Dagster makes addresses of its files' paths, in which these two mean something else
    if re.search("[?%]", str(path := _folder(value))):
        raise ValueError
    return path


def _day(text: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError
    day = date.fromisoformat(text)
    if day < _FIRST_DAY:
        raise ValueError
    return day


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (OSError, LookupError) as unknown:  # a folder's name, or no such zone
        raise ValueError from unknown


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name.isprintable() or len(name) > _LONGEST_NAME:  # it heads pages and a mail's subject
        raise ValueError
    return name


def _hour(text: str) -> time:
    if not re.fullmatch(r"[0-9]{1,2}:[0-9]{2}", text):
        raise ValueError
    hour, minute = map(int, text.split(":"))
    if hour in (2, 3):  # skipped or lived twice on the two nights when the clocks change
        raise ValueError
    return time(hour, minute)


def _change(text: str) -> Fraction:
    found = re.fullmatch(r"([+\-−]?)([0-9]{1,3})(?:[.,]([0-9]{1,2}))? ?%", text)
    if not found:
        raise ValueError
    sign, whole, cents = found.groups(default="")
    share = Fraction(f"{whole}.{cents or 0}") / 100
    if share > 1 and sign not in ("", "+"):
        raise ValueError
    return share if sign in ("", "+") else -share


def _closing(text: str) -> Closing:
    words = [word.strip().casefold() for word in text.split(",") if word.strip()]
    return Closing(
        weekdays=frozenset(_WEEKDAYS[word] for word in words if word in _WEEKDAYS),
        dates=frozenset(_day(word) for word in words if word not in _WEEKDAYS),
    )


def _warehouse(text: str) -> str:
    scheme, _found, rest = text.partition("://")
    if scheme == "sqlite" and rest.startswith("/") and rest.strip("/") not in ("", ":memory:"):
        return f"sqlite:///{Path(rest[1:]).expanduser().absolute()}"
    return _server(text)


def _server(text: str) -> str:
    scheme, found, rest = text.partition("://")
    login, at, place = rest.rpartition("@")
    url = urlsplit(f"//{place}")
    if not found or scheme not in ("postgresql", "postgresql+psycopg2"):
        raise ValueError
    if url.hostname and url.port != 0:  # reading a port that is no number raises
        user, colon, password = login.partition(":")
        login = f"{_spelt(user)}{colon}{_spelt(password)}{at}"
        return f"postgresql+psycopg2://{login}{place}"  # a bare scheme would pick another driver
    raise ValueError


def _spelt(word: str) -> str:
    """A name or a password as an address spells it, whether or not it was written so."""
    already = re.fullmatch(r"(?:%[0-9A-Fa-f]{2}|[^%@:/?#\[\]\s])*", word)
    return word if already else quote(word, safe="")


def _web_address(text: str) -> str:
    url = urlsplit(text)
    if url.scheme not in ("http", "https") or not url.hostname or url.username:
        raise ValueError
    return text.rstrip("/")


Locale = Literal["fr", "en"]
Folder = Annotated[Path, BeforeValidator(_folder)]


class Settings(alerts.AlertSettings, BaseSettings):
    """Every setting, read once at start; keyword arguments win over the environment.

    Raises:
        SettingsError: a value is not accepted.
    """

    model_config = SettingsConfigDict(
        env_prefix="SALES_",
        env_file=PROJECT_ROOT / ".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
        arbitrary_types_allowed=True,
        use_attribute_docstrings=True,
    )

    data_dir: Folder = PROJECT_ROOT / "data"
    """Folder of the shopkeeper's CSV files; the warehouse and the archive appear beside them."""

    warehouse_url: Annotated[str, _text_only(_warehouse)] = Field(
        default_factory=lambda known: f"sqlite:///{known['data_dir'] / 'ventes.db'}", repr=False
    )
    """Where the tables live: `sqlite:///FILE` or `postgresql://USER:PASSWORD@HOST/BASE`."""

    site_dir: Folder = PROJECT_ROOT / "site" / "public"
    """The published site: a link to its last release, swapped by each publication."""

    log_dir: Folder = PROJECT_ROOT / "logs"
    """Folder of `etl.log`."""

    dagster_home: Annotated[Path, BeforeValidator(_home)] = Field(
        default_factory=lambda known: known["log_dir"] / "dagster",
        validate_default=True,
        validation_alias="DAGSTER_HOME",
    )
    """Dagster's own home: its runs, events and schedules."""

    dagster_storage: Annotated[str, _text_only(_server)] | None = Field(default=None, repr=False)
    """Base of Dagster's runs and events: `postgresql://…`; unset, files in its home."""

    dagster_password: SecretStr | None = None
    """Password before Dagster's pages under Docker Compose; unset, one is made up."""

    start_date: Annotated[date, _text_only(_day)] | None = None
    """First day of the partitions; unset, the first day found in the files."""

    shop_name: Annotated[str, _text_only(_name)] | None = None
    """The shop's name, at the head of the pages, the bulletin and the order; unset, « Ventes »."""

    timezone: Annotated[ZoneInfo, _text_only(_zone)] = ZoneInfo("Europe/Paris")
    """Zone in which a day begins and ends."""

    locale: Locale = "fr"
    """Language of the site and of the command line."""

    schedule: Annotated[time, _text_only(_hour)] = time(6)
    """Hour of the daily run, in `timezone`."""

    closed: Annotated[Closing, NoDecode, _text_only(_closing)] = Closing()
    """Days on which no sale is expected: weekdays in French or English, and dates."""

    holidays: Region = "metropole"
    """Whose public holidays: of all France, or those of Alsace-Moselle too."""

    school_zone: Zone | None = None
    """Whose school holidays are shown; unset, none."""

    objective: Annotated[Fraction, _text_only(_change)] | None = None
    """What each period is asked to sell over its N-1, without `objectifs.csv`: `+5%`."""

    dagster_url: Annotated[str, _text_only(_web_address)] | None = Field(
        default=None, validation_alias="DAGSTER_URL"
    )
    """Address at which people reach Dagster's pages; unset, the site has no link to them."""

    site_url: Annotated[str, _text_only(_web_address)] | None = None
    """Address at which people reach the site; unset, an alert has no link to it."""

    openlineage_url: Annotated[str, _text_only(_web_address)] | None = None
    """Catalogue of lineage that runs are told to; unset, to none."""

    backup_key: Annotated[SecretStr, Field(min_length=16)] | None = None
    """Secret that seals the backups, 16 signs at least; with it, no other backup is restored."""

    max_quantity: int = Field(default=1_000_000, ge=1, le=1_000_000_000)
    """Largest quantity of one sale, in units, whatever its sign; beyond, it is quarantined."""

    plausible_quantity: int = Field(default=10_000, ge=1, le=1_000_000_000)
    """Quantity of one sale beyond which it waits for a person, in units, whatever its sign."""

    plausible_price: int = Field(default=100_000, ge=1, le=100_000_000)
    """Price of a unit beyond which it waits for a person, in euros."""

    plausible_amount: int = Field(default=1_000_000, ge=1, le=1_000_000_000)
    """Amount of one sale beyond which it waits for a person, in euros, whatever its sign."""

    prices: Literal["", "ttc", "ht"] = ""
    """Whether prices and amounts include VAT, where no column's title says so; "" is unknown."""

    @model_validator(mode="after")
    def _apart(self) -> Self:
        """Refuse one base for the shop and Dagster: each takes its version from the same table."""
        storage = self.dagster_storage
        if storage and storage.rpartition("@")[2] == self.warehouse_url.rpartition("@")[2]:
            raise alerts.wrong(
                _("{donnee} demande une autre base que {absente}."),
                "SALES_DAGSTER_STORAGE", "SALES_WAREHOUSE_URL",
            )  # fmt: skip
        return self

    def __init__(self, **values: Any) -> None:
        """Read the environment, then `values` over it."""
        try:
            super().__init__(**values)
        except ValidationError as invalid:
            lines = (_explain(error) for error in invalid.errors())
            message = "\n".join(dict.fromkeys(line for line in lines if line))
        else:
            return
        raise SettingsError(message)  # outside `except`: the cause would show the values

    @property
    def calendar(self) -> Closing:
        """The closing calendar, with the feasts of the shop's region."""
        return replace(self.closed, feasts=Feasts(self.holidays, self.school_zone))

    @property
    def archive_dir(self) -> Path:
        """Folder in which every delivery is kept, unchanged."""
        return self.data_dir / "archive"

    @property
    def sealing_key(self) -> str | None:
        """What seals the backups."""
        return self.backup_key.get_secret_value() if self.backup_key else None

    @property
    def due(self) -> time:
        """Hour by which the sales of the day before are published: 8, or one after the run's."""
        if self.schedule.hour == _LATEST.hour:
            return _LATEST
        return max(_DUE, self.schedule.replace(hour=self.schedule.hour + 1))

    @property
    def warehouse_label(self) -> str:
        """Return the warehouse's address without its password, fit for a log or a page."""
        return _without_secret(self.warehouse_url)

    def environment(self) -> dict[str, str]:
        """Return the environment for a child process that must see exactly these settings."""
        asked = "" if self.objective is None else f"{float(100 * self.objective):g}%"
        texts = {
            "schedule": f"{self.schedule:%H:%M}",
            "closed": self.closed.written(),
            "objective": asked,
        }
        values = {_variable(field): texts.get(field, _text(value)) for field, value in self}
        others = {
            "DAGSTER_DISABLE_TELEMETRY": "1",
            "DAGSTER_EVENT_BATCH_SIZE": "1000",
            # Its own keeps what it has freed: tens of megabytes of a large file.
            "ARROW_DEFAULT_MEMORY_POOL": "system",
        }
        return {**os.environ, **others, **values}

    def export(self) -> None:
        """Make Dagster, in this process, see these settings."""
        os.environ.update(self.environment())

    def today(self, now: datetime | None = None) -> date:
        """Return the civil day in `timezone` at `now` (aware; by default the clock's time)."""
        return (now or datetime.now(self.timezone)).astimezone(self.timezone).date()


def asked_locale() -> str:
    """Return the language asked for, whatever the other settings: their faults are told in it."""

    class Asked(BaseSettings):
        model_config = SettingsConfigDict(
            env_prefix="SALES_", env_file=Settings.model_config.get("env_file"), extra="ignore"
        )
        locale: str = "fr"

    asked = Asked().locale
    return asked if asked in get_args(Locale) else "fr"


def _without_secret(url: str) -> str:
    """Replace all that stands between the scheme and the host, and the query."""
    return re.sub(r"\?.*", "?…", re.sub(r"://.*@", "://…@", url, flags=re.DOTALL))


def _text(value: Any) -> str:
    """A setting as its variable says it."""
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return ",".join(value) if isinstance(value, tuple) else str(value or "")


def _variable(field: str) -> str:
    return str(Settings.model_fields[field].validation_alias or f"SALES_{field.upper()}")


def _explain(error: Any) -> str | None:
    """Say in French what is wrong with one variable; None when another error explains it."""
    if error["type"] == "default_factory_not_called":
        return None
    if error["type"] == "sentence":
        return str(error["msg"])
    field = str(error["loc"][0]).removeprefix("SALES_").lower()
    seen = str(error["input"])
    if field == "alert_webhook_url" or (
        field in ("warehouse_url", "dagster_storage", "dagster_url", "site_url", "openlineage_url")
        and re.search(r"@|postgres|password", seen)
    ):
        seen = seen.partition("://")[0] + "://…" if "://" in seen else "…"
    if field == "backup_key":
        seen = "…"
    return _(
        "{variable} : la valeur « {seen} » n’est pas acceptée. Valeurs possibles : {accepted}."
    ).format(variable=_variable(field), seen=seen, accepted=_accepted()[field])


def _accepted() -> dict[str, str]:
    """Return what each setting takes, in words; a function, so that the language is known."""
    folder = _("un dossier, existant ou à créer, au chemin écrit en UTF-8")
    up_to_a_billion = _("un nombre entier de 1 à 1 000 000 000")
    return {
        "data_dir": folder,
        "warehouse_url": _(
            "sqlite:///FICHIER ou postgresql://UTILISATEUR:MOT_DE_PASSE@SERVEUR/BASE"
        ),
        "site_dir": folder,
        "log_dir": folder,
        "dagster_home": _("un dossier, existant ou à créer, dont le chemin n’a ni ? ni %"),
        "dagster_storage": _("postgresql://UTILISATEUR:MOT_DE_PASSE@SERVEUR/BASE"),
        "dagster_password": _("un mot de passe"),
        "start_date": _("un jour AAAA-MM-JJ, à partir de 1990-01-01"),
        "shop_name": _("un nom sur une ligne, de 80 signes au plus"),
        "timezone": _("un fuseau horaire, par exemple Europe/Paris"),
        "locale": _("fr ou en"),
        "schedule": _(
            "une heure HH:MM, hors de 02:00–03:59 (sautées ou doublées au changement d’heure)"
        ),
        "closed": _(
            "des jours de la semaine et des dates AAAA-MM-JJ séparés par des virgules,"
            " par exemple « dimanche,2026-12-25 »"
        ),
        "holidays": _("metropole ou alsace-moselle"),
        "school_zone": _("A, B ou C"),
        "objective": _("un écart sur N-1, par exemple +5%"),
        "dagster_url": _("une adresse http:// ou https://, sans mot de passe"),
        "site_url": _("une adresse http:// ou https://, sans mot de passe"),
        "openlineage_url": _("une adresse http:// ou https://, sans mot de passe"),
        "backup_key": _("une phrase secrète de 16 signes au moins"),
        "max_quantity": up_to_a_billion,
        "plausible_quantity": up_to_a_billion,
        "plausible_price": _("un nombre entier d’euros, de 1 à 100 000 000"),
        "plausible_amount": up_to_a_billion,
        "prices": _("ttc ou ht"),
        **alerts.accepted(),
    }
