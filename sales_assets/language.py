"""The one door to translated words: French is the source language of every message.

A text is marked where it is written and translated where it is shown: printed, rendered, stored.
`_` marks and translates at once, in the function that shows; `mark` marks a text that another place
shows (a table at the top of a module, an option's help, an error's sentence); `Words` carries such
a text with its values. Nothing translates while a module is imported, and no import sets the
language: whoever starts a process does, from its settings.

A catalogue, `site/languages/<locale>.po`, is read as it is written: nothing is compiled ahead.
`make messages` brings new texts into each, empty, for a person to translate. A new language is
such a file (`pybabel init -i .venv/messages.pot -o site/languages/de.po -l de`), its name in
`settings.Locale` and Plotly's own words beside `site/theme/assets/plotly/fr.js`.

What stays out: number and date formats, which belong to `report/formats.py`.
"""

from __future__ import annotations

import errno
import gettext
from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO

from sales_assets.places import FILES

SOURCE = "fr"
CATALOGUES = FILES / "site" / "languages"


class _Source(gettext.NullTranslations):
    """French: every text as it is in the code, 0 and 1 singular."""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return msgid1 if -2 < n < 2 else msgid2


_locale = SOURCE
_translations: gettext.NullTranslations = _Source()


def use(locale: str) -> None:
    """Speak `locale` ("fr" or "en") from now on; French text is shown where no word is known.

    Raises:
        FileNotFoundError: there is no such catalogue; the language stays what it was.
    """
    global _locale, _translations
    _translations = _catalogue(locale)
    _locale = locale


def locale() -> str:
    """Return the locale in use, "fr" unless `use` said otherwise."""
    return _locale


@lru_cache(maxsize=4)
def _catalogue(locale: str) -> gettext.NullTranslations:
    if locale == SOURCE:
        return _Source()
    from babel.messages import mofile, pofile  # only who does not speak French waits for it

    compiled = BytesIO()
    with (CATALOGUES / f"{locale}.po").open("rb") as words:
        mofile.write_mo(compiled, pofile.read_po(words, locale))
    compiled.seek(0)
    found = gettext.GNUTranslations(compiled)
    found.add_fallback(_Source())
    return found


def _(message: str) -> str:
    """Return `message` in the language in use."""
    return _translations.gettext(message) if message else ""  # "" is a catalogue's header


def mark(message: str) -> str:
    """Mark for the catalogues a text that is translated later, where it is shown."""
    return message


class Words:
    """A marked text and its values, translated each time it is shown by `str` or in a format."""

    def __init__(self, source: str, values: Mapping[str, object] | None = None) -> None:
        """Keep both; without values the text is shown as it is, braces included."""
        self._source = source
        self._values = values

    def __str__(self) -> str:
        """Return the text in the language in use."""
        text = _(self._source)
        return text.format(**self._values) if self._values else text

    def __format__(self, spec: str) -> str:
        """Take a place in a sentence."""
        return format(str(self), spec)


_ANSWERS = {
    errno.ENOENT: mark("fichier ou dossier introuvable"),
    errno.EACCES: mark("droits insuffisants"),
    errno.EPERM: mark("droits insuffisants"),
    errno.EROFS: mark("disque en lecture seule"),
    errno.ENOSPC: mark("disque plein"),
    errno.EDQUOT: mark("disque plein"),
    errno.EISDIR: mark("c’est un dossier"),
    errno.ENOTDIR: mark("ce n’est pas un dossier"),
    errno.EIO: mark("panne de lecture ou d’écriture"),
    errno.ECONNREFUSED: mark("connexion refusée"),
    errno.ECONNRESET: mark("connexion coupée"),
    errno.EHOSTUNREACH: mark("machine injoignable"),
    errno.ENETUNREACH: mark("réseau injoignable"),
}


def cause(error: OSError) -> Words:
    """Return what the system answered; in its own language where the answer is rare."""
    known = _ANSWERS.get(error.errno or 0)
    return Words(known or error.strerror or str(error) or type(error).__name__)


def plural(one: str, many: str, number: int) -> str:
    """Return the noun that agrees with `number` in the language in use."""
    return _translations.ngettext(one, many, number)
