"""The one door to translated words: French is the source language of every message.

A catalogue, `site/languages/<locale>.po`, is read as it is written: nothing is compiled ahead.
`make messages` brings new texts into each, empty, for a person to translate. A new language is
such a file (`pybabel init -i .venv/messages.pot -o site/languages/de.po -l de`), its name in
`settings.Locale` and Plotly's own words beside `site/theme/assets/plotly/fr.js`.

What stays out: number and date formats, which belong to `report/formats.py`.
"""

from __future__ import annotations

import errno
import gettext
from functools import lru_cache
from io import BytesIO
from pathlib import Path

SOURCE = "fr"
CATALOGUES = Path(__file__).resolve().parent.parent / "site" / "languages"


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


def cause(error: OSError) -> str:
    """Return what the system answered in the language in use; in its own where that is rare."""
    answers = {
        errno.ENOENT: _("fichier ou dossier introuvable"),
        errno.EACCES: _("droits insuffisants"),
        errno.EPERM: _("droits insuffisants"),
        errno.EROFS: _("disque en lecture seule"),
        errno.ENOSPC: _("disque plein"),
        errno.EDQUOT: _("disque plein"),
        errno.EISDIR: _("c’est un dossier"),
        errno.ENOTDIR: _("ce n’est pas un dossier"),
        errno.EIO: _("panne de lecture ou d’écriture"),
    }
    return answers.get(error.errno or 0) or error.strerror or str(error) or type(error).__name__


def plural(one: str, many: str, number: int) -> str:
    """Return the noun that agrees with `number` in the language in use."""
    return _translations.ngettext(one, many, number)
