"""The one door to translated words: French is the source language of every message.

Catalogues for other languages live in `site/languages`. What stays out: number and date formats,
which belong to `report/formats.py`.
"""

from __future__ import annotations

import gettext
from pathlib import Path

CATALOGUES = Path(__file__).resolve().parent.parent / "site" / "languages"

_translations: gettext.NullTranslations = gettext.NullTranslations()


def use(locale: str) -> None:
    """Speak `locale` ("fr" or "en") from now on; French text is shown where no word is known."""
    global _translations
    _translations = gettext.translation("messages", CATALOGUES, [locale], fallback=True)


def _(message: str) -> str:
    """Return `message` in the language in use."""
    return _translations.gettext(message)


def translations() -> gettext.NullTranslations:
    """Return the catalogue in use, for Jinja's i18n extension."""
    return _translations
