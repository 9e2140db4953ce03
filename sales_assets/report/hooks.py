"""The words that MkDocs and the theme write, in the language in use: a hook of `mkdocs.yml`.

What stays out: the pages' words, written before MkDocs sees them; mkdocs itself is not imported.
"""

from __future__ import annotations

from typing import Any

from sales_assets.language import _, locale
from sales_assets.report.pages.rendering import spaced


def on_config(config: Any) -> Any:
    """Translate what `mkdocs.yml` names, unless the shop names itself.

    Material has its own words for `theme.language`.
    """
    config.theme["language"] = locale()
    config.site_name = config.extra.get("boutique") or _(config.site_name)
    config.nav = _named(config.nav)
    for scheme in config.theme["palette"]:
        name = scheme["toggle"]["name"]
        scheme["toggle"]["name"] = _(name)
    return config


def _named(nav: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            _(title): _named(part) if isinstance(part, list) else part
            for title, part in entry.items()
        }
        for entry in nav
    ]


def on_env(env: Any, **_others: Any) -> Any:
    """Let the theme's templates speak as the pages' do."""
    env.globals["_"] = lambda words: spaced(_(words))
    return env
