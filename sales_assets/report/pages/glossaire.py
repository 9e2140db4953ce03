"""Every indicator's words, read from the registry that the pages use too."""

from __future__ import annotations

from sales_assets.indicators import registry
from sales_assets.language import _
from sales_assets.report.pages import rendering
from sales_assets.report.pages.context import Context
from sales_assets.report.pages.model import Page


def build(context: Context) -> Page:
    """Return the glossary: label, formula, caveat, and the checks that guard each indicator."""
    phrases = {
        str(name): _(str(words))
        for name, words in zip(
            context.snap.controles["regle"], context.snap.controles["phrase"], strict=True
        )
    }
    body = rendering.render("glossaire.html", indicateurs=registry.indicators(), phrases=phrases)
    words = _("Comment chaque chiffre est calculé, et ce qu’il ne dit pas.")
    return Page("glossaire.md", _("Glossaire"), body, (), words, "glossaire.html")
