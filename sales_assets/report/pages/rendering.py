"""How a page template is filled: one Jinja environment in which foreign text is inert.

What goes in: the environment, its filters, the tables that templates draw. What stays out: what a
page says. Every string that is not `Markup` passes `formats.esc` on its way out, so a template
cannot forget it; only this project's own HTML and formats are `Markup`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import jinja2
from markupsafe import Markup

from sales_assets import language
from sales_assets.indicators import registry
from sales_assets.places import FILES
from sales_assets.report import formats

TEMPLATES = FILES / "site" / "templates"
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


def finalized(value: Any) -> Any:
    """Return what a template writes of a value: what is not this project's own, escaped."""
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
        finalize=finalized,
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
    for name in ("round_euros", "exact_euros", "whole", "quantity", "decimal", "percent",
                 "index", "long_day", "short_day", "medium_day", "day_and_month", "weekday_name",
                 "long_month", "medium_month", "file_size", "span_words", "direction",
                 "capital"):  # fmt: skip
        env.filters[name] = _own_format(getattr(formats, name))
    env.filters["own"] = own
    env.filters["euros"] = euros
    env.filters["to_euro"] = formats.to_euro
    env.filters["amount"] = lambda e4, rounded: own(
        formats.round_euros(e4) if rounded else euros(e4)
    )
    env.filters["change"] = change
    env.filters["proof"] = proof
    env.filters["slug"] = formats.slug
    env.globals["counted"] = counted
    env.globals["colon"] = colon
    env.globals["on_day"] = lambda day: Scope(day, day).html
    env.globals["zip"] = zip
    return env


def _own_format(function: Any) -> Any:
    def apply(value: Any, *args: Any, **options: Any) -> Markup:
        return own(function(value, *args, **options))

    return apply


def euros(e4: Any, *, signed: bool = False) -> Markup:
    """Write an amount to the cent, with all its digits for its proof where it has more."""
    shown = own(formats.euros(e4, signed=signed))
    if formats.undefined(e4) or e4 % 100 == 0 or e4 % 1:
        return shown
    return piece("cents", shown, formats.exact_euros(e4, signed=signed))


def change(ratio: Any) -> Markup:
    """Write a change with its arrow, its colour, and its direction in words for a reader aloud."""
    if formats.undefined(ratio):
        return piece("undefined", own(formats.UNDEFINED), formats.direction(None))
    shown = formats.rounded_change(ratio)
    kind = "hausse" if shown > 0 else "baisse" if shown < 0 else "stable"
    return piece("change", own(formats.change(ratio)), kind)


def colon() -> Markup:
    """Write the colon between two parts of a line as the language in use does."""
    return own("\u00a0: " if language.locale() == language.SOURCE else ": ")


def counted(number: int, one: str, many: str) -> Markup:
    """Write a number and the noun that agrees with it (gettext keyword `counted`)."""
    return own(formats.counted(number, one, many))


def render(template: str, **values: Any) -> str:
    """Fill `site/templates/<template>`."""
    return environment().get_template(template).render(**values)


def piece(name: str, *values: Any, **named: Any) -> Markup:
    """Draw one of `site/templates/pieces.html`; text that is not `Markup` is escaped there."""
    drawn: Markup = getattr(_pieces(), name)(*values, **named)
    return drawn


@lru_cache(maxsize=1)
def _pieces() -> Any:
    return environment().get_template("pieces.html").module


@dataclass(frozen=True)
class Scope:
    """What figures stand on: days from `first` to `last`, of one store or product where named.

    In a row that begins with the link to a day's, a store's or a product's sheet, that sheet
    narrows it; so does the sheet that the figures are on.
    """

    first: date
    last: date
    store: str | None = None
    product: str | None = None

    @property
    def html(self) -> Markup:
        """The attributes that `preuve.js` reads."""
        named = {"magasin": self.store, "produit": self.product}
        items = "".join(
            f' data-{kind}="{formats.slug(identifier)}"'
            for kind, identifier in named.items()
            if identifier is not None
        )
        return own(f' data-p="{self.first.isoformat()}/{self.last.isoformat()}"{items}')


def proof(shown: Any, key: str, root: str = "", scope: Scope | None = None) -> Markup:
    """Write a figure that opens its proof; without a script it leads to its definition.

    Args:
        shown: The figure as written; foreign text is escaped.
        key: Its indicator.
        root: The way to the site's root, such as `../`.
        scope: What it stands on, where that is not what stands around it.
    """
    registry.known(key)
    return piece("proof", shown, key, root, scope)
