"""How a page template is filled: one Jinja environment in which foreign text is inert.

What goes in: the environment, its filters, the tables that templates draw. What stays out: what a
page says. Every string that is not `Markup` passes `formats.esc` on its way out, so a template
cannot forget it; only this project's own HTML and formats are `Markup`.
"""

from __future__ import annotations

import re
from collections import namedtuple
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd
from markupsafe import Markup

from sales_assets import language
from sales_assets.indicators import registry
from sales_assets.report import formats
from sales_assets.report.charts import Chart

TEMPLATES = Path(__file__).resolve().parents[3] / "site" / "templates"
_NARROW_BEFORE = re.compile(r" (?=[;!?%€])")
_WIDE = re.compile(r" [:»]|« ")


@lru_cache(maxsize=65_536)
def escaped(text: str) -> Markup:
    """Return foreign text as HTML in which it cannot be anything but text."""
    return Markup(formats.esc(text))  # noqa: S704 - esc leaves only letters, digits and entities


def spaced(text: str) -> str:
    """Put French no-break spaces in a sentence that was typed with plain ones."""
    if language.locale() != language.SOURCE:
        return text
    text = _NARROW_BEFORE.sub("\u202f", text)
    return _WIDE.sub(lambda found: found.group().replace(" ", "\u00a0"), text)


def own(text: str) -> Markup:
    """Mark text that this project wrote (a format, an SVG) as HTML; `<` in it is meant."""
    return Markup(text)  # noqa: S704


def _finalize(value: Any) -> Any:
    if value is None or isinstance(value, (Markup, bool, int, jinja2.Undefined)):
        return "" if value is None else value
    if formats.undefined(value):
        return formats.UNDEFINED
    return escaped(str(value))


@lru_cache(maxsize=1)
def environment() -> jinja2.Environment:
    """Return the environment of `site/templates`."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        finalize=_finalize,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda words: own(spaced(language._(words))),
        lambda one, many, number: own(spaced(language.plural(one, many, number))),
        newstyle=False,  # the new style takes every "%" of a sentence for a placeholder
    )
    for name in ("euros", "euros_moyens", "euros_ronds", "entier", "nombre", "pourcent", "indice",
                 "jour_long", "jour_court", "jour_moyen", "jour_mois", "jour_semaine", "mois_long",
                 "mois_moyen", "octets", "plage", "mot", "majuscule"):  # fmt: skip
        env.filters[name] = _own_format(getattr(formats, name))
    env.filters["propre"] = own
    env.filters["evolution"] = change
    env.filters["preuve"] = preuve
    env.filters["slug"] = formats.slug
    env.globals["compte"] = compte
    env.globals["deux_points"] = deux_points
    env.globals["chiffres"] = chiffres
    return env


def _own_format(function: Any) -> Any:
    def apply(value: Any, *args: Any, **options: Any) -> Markup:
        return own(function(value, *args, **options))

    return apply


def change(ratio: Any) -> Markup:
    """Write a change with its arrow, its colour, and its direction in words for a reader aloud."""
    if formats.undefined(ratio):
        return own(f'<span title="{escaped(formats.mot(None))}">{formats.UNDEFINED}</span>')
    shown = formats.arrondie(ratio)
    kind = "hausse" if shown > 0 else "baisse" if shown < 0 else "stable"
    return own(f'<span class="v-{kind}">{formats.evolution(ratio)}</span>')


def deux_points() -> Markup:
    """Write the colon between two parts of a line as the language in use does."""
    return own("\u00a0: " if language.locale() == language.SOURCE else ": ")


def compte(number: int, one: str, many: str) -> Markup:
    """Write a number and the noun that agrees with it (gettext keyword `compte`)."""
    return own(formats.compte(number, one, many))


def records(frame: pd.DataFrame) -> Iterator[Any]:
    """Read a frame row by row, columns as attributes; `itertuples` is five times slower."""
    row = _row_type(tuple(frame.columns))
    return map(row._make, zip(*(frame[name].tolist() for name in frame.columns), strict=True))


def grouped(frame: pd.DataFrame, key: str) -> dict[str, list[Any]]:
    """Return the `records` of each value of `key`, in their order: a frame a sheet is slow."""
    found: dict[str, list[Any]] = {}
    for identifier, row in zip(frame[key].astype(str).tolist(), records(frame), strict=True):
        found.setdefault(identifier, []).append(row)
    return found


@lru_cache(maxsize=64)
def _row_type(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names)


def render(template: str, **values: Any) -> str:
    """Fill `site/templates/<template>`."""
    return environment().get_template(template).render(**values)


@dataclass(frozen=True)
class Perimetre:
    """What figures stand on: days from `du` to `au`, of one store or product where named.

    In a row that begins with the link to a day's, a store's or a product's sheet, that sheet
    narrows it; so does the sheet that the figures are on.
    """

    du: date
    au: date
    magasin: str | None = None
    produit: str | None = None

    @property
    def html(self) -> Markup:
        """The attributes that `preuve.js` reads."""
        named = {"magasin": self.magasin, "produit": self.produit}
        items = "".join(
            f' data-{kind}="{formats.slug(identifier)}"'
            for kind, identifier in named.items()
            if identifier is not None
        )
        return own(f' data-p="{self.du.isoformat()}/{self.au.isoformat()}"{items}')


def preuve(shown: Any, key: str, racine: str = "", perimetre: Perimetre | None = None) -> Markup:
    """Write a figure that opens its proof; without a script it leads to its definition.

    Args:
        shown: The figure as written; foreign text is escaped.
        key: Its indicator.
        racine: The way to the site's root, such as `../`.
        perimetre: What it stands on, where that is not what stands around it.
    """
    registry.known(key)
    around = perimetre.html if perimetre else ""
    href = f"{racine}glossaire.html#{key}"
    return own(f'<a class="v-chiffre" href="{href}" data-i="{key}"{around}>{_finalize(shown)}</a>')


_CLASSES = {
    (False, False): "",
    (True, False): ' class="v-nombre"',
    (False, True): ' class="v-large"',
    (True, True): ' class="v-nombre v-large"',
}


@dataclass(frozen=True)
class Column:
    """A column's heading.

    `number` aligns right and sorts as numbers; `wide` hides on a phone. `indicateur` is the key of
    the indicator that the column shows (`indicators.registry`; KeyError for another), for the
    proof of its figures; `perimetre` is theirs where it is not the table's.
    """

    title: str
    unit: str = ""
    number: bool = False
    wide: bool = False
    sortable: bool = True
    indicateur: str = ""
    perimetre: Perimetre | None = None

    def __post_init__(self) -> None:
        """Refuse an indicator that does not exist."""
        if self.indicateur:
            registry.known(self.indicateur)

    @property
    def classe(self) -> str:
        """The attribute that sets its heading and its cells."""
        return _CLASSES[self.number, self.wide]


@dataclass(frozen=True)
class Cell:
    """What a cell shows and, where it is not its text, what it sorts by (None: unknown)."""

    html: Any
    value: Any = None

    @property
    def texte(self) -> str:
        """What it shows, as HTML."""
        return str(_finalize(self.html))


@dataclass(frozen=True)
class Table:
    """A table as a template draws it: cells by row, an optional first row of totals."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    total: Sequence[Cell] = ()
    id: str = ""
    sortable: bool = False
    page: int = 0
    search: str = ""
    caption: str = ""
    note: str = ""
    perimetre: Perimetre | None = None
    suite: str = ""
    """The script of its other rows (`suite.cut`)."""

    def __bool__(self) -> bool:
        """An empty table is false, so that a template says its empty state instead."""
        return bool(self.rows)

    def cellules(self, row: Sequence[Cell]) -> Markup:
        """Write the cells of a row; a macro would take four times as long, on thousands of pages.

        The first cell names the row.
        """
        text = ""
        for column, cell in zip(self.columns, row, strict=False):
            tag, scope = ("td", "") if text else ("th", ' scope="row"')
            value = cell.value if self.sortable else None
            sort = "" if value is None else f' data-v="{_finalize(value)}"'
            text += f"<{tag}{scope}{column.classe}{sort}>{cell.texte}</{tag}>"
        return own(text)


@dataclass(frozen=True)
class Card:
    """A figure with its change, its small line, the page that explains it, and its proof's key."""

    nom: str
    chiffre: Markup
    details: list[Markup] = field(default_factory=list)
    svg: str = ""
    lien: str = ""
    indicateur: str = ""
    perimetre: Perimetre | None = None


def chiffres(chart: Chart) -> Markup:
    """Write the figures of a chart; the first column says what the others are of."""
    proved = {name: f' data-i="{key}"' for name, key in chart.indicators.items()}
    head = "".join(
        f'<th scope="col"{kind}{proved.get(name, "")}>{escaped(name)}</th>'
        for name, kind in zip(chart.table, chain([""], repeat(_CLASSES[True, False])), strict=False)
    )
    stands_on = [Perimetre(day, day).html for day in chart.days] or repeat("")
    rows = "".join(map(_line, stands_on, zip(*chart.table.values(), strict=True)))
    return own(f"<table><thead><tr>{head}</tr></thead>\n<tbody>{rows}</tbody></table>")


def _line(perimeter: str, texts: Iterable[str]) -> str:
    first, *others = map(escaped, texts)
    numbers = "".join(f'<td class="v-nombre">{shown}</td>' for shown in others)
    return f"<tr{perimeter}><td>{first}</td>{numbers}</tr>"


def text(value: Any, sort: Any = None) -> Cell:
    """A cell of foreign or plain text."""
    return Cell(value, sort)


def number(shown: str, value: Any) -> Cell:
    """A cell of a formatted figure and the number it sorts by ("" when undefined)."""
    return Cell(own(shown), _order(value))


def _order(value: Any) -> Markup:
    # "g" would keep six digits only, and sort two close amounts as equal
    return own("" if formats.undefined(value) else f"{float(value):.15g}")


def euros(e4: Any) -> Cell:
    """A cell of an exact amount."""
    return number(formats.euros(e4), e4)


def whole(value: Any) -> Cell:
    """A cell of a whole number."""
    return number(formats.entier(value), value)


def ratio(value: Any, *, decimals: int = 1) -> Cell:
    """A cell of a percentage."""
    return number(formats.pourcent(value, decimals), value)


def variation(value: Any) -> Cell:
    """A cell of a change, arrow first."""
    return Cell(change(value), _order(value))


def link(href: str, shown: Any, after: Any = "") -> Cell:
    """A cell that leads to a sheet, sorted by its text; `shown` and `after` are foreign text."""
    words = escaped(str(shown))
    small = own(f' <span class="v-ref">{escaped(str(after))}</span>') if after else ""
    return Cell(own(f'<a href="{href}">{words}</a>{small}'))
