"""A Markdown extension: a page that is one block of raw HTML is taken as it is.

Without it the result is the same and MkDocs parses each page's HTML twice more, which takes longer
than all the rest of a build. What stays out: pages written by hand, which are left to Markdown.
"""

from __future__ import annotations

from markdown import Markdown  # type: ignore[import-untyped]
from markdown.extensions import Extension  # type: ignore[import-untyped]
from markdown.preprocessors import Preprocessor  # type: ignore[import-untyped]

MARK = "<!-- brut -->"
# After Markdown has cleaned line ends (30), before MkDocs looks for anchors in raw HTML (21).
FIRST = 25


class _Whole(Preprocessor):  # type: ignore[misc]
    def run(self, lines: list[str]) -> list[str]:
        if not lines or lines[0] != MARK:
            return lines
        return [self.md.htmlStash.store("\n".join(lines[1:]))]


class RawPages(Extension):  # type: ignore[misc]
    """Takes pages that begin with `MARK` out of Markdown's hands."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name Markdown calls
        """Register before every other step that reads the page."""
        md.preprocessors.register(_Whole(md), "ventes_brut", FIRST)


def makeExtension(**options: object) -> RawPages:  # noqa: N802 - the name Markdown looks for
    """Return the extension, for `markdown_extensions` in mkdocs.yml."""
    return RawPages(**options)
