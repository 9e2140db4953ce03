"""One chart: its words, its figures, its picture.

What stays out: what each chart shows, and how a picture is drawn. plotly is imported only when a
validated `figure` is asked for: pages need the specification only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sales_assets.report.charts import live, painted
from sales_assets.report.charts.model import Ranking, Trend

if TYPE_CHECKING:
    import plotly.graph_objects as go  # type: ignore[import-untyped]


@dataclass(frozen=True, eq=False)
class Chart:
    """One chart, its words and its figures.

    Attributes:
        id: Fixed HTML id, [a-z0-9-_].
        title: The finding or the measure, plain text (not escaped).
        subtitle: Unit and period, plain text.
        alternative: The text alternative, plain text; names in it are not escaped.
        table: The same figures as formatted strings, by the name of their column for the reader;
            not escaped.
        picture: What is drawn.
        indicators: Those of the columns of `table` whose figures open their proof, by its name.
        days: The day of each row of `table`, for these proofs.
    """

    id: str
    title: str
    subtitle: str
    alternative: str
    table: Mapping[str, Sequence[str]]
    picture: Trend | Ranking
    indicators: Mapping[str, str] = field(default_factory=dict)
    days: Sequence[date] = ()

    @property
    def height(self) -> int:
        """Height of its frame in pixels."""
        return self.picture.height

    @property
    def svg(self) -> str:
        """The painted picture shown before Plotly is loaded and on paper; safe HTML, or ""."""
        return painted.svg(self.picture)

    @property
    def narrow_svg(self) -> str:
        """The same for a phone, where it shows less of it; "" where it shows all."""
        narrow = self.picture.narrow if isinstance(self.picture, Trend) else None
        return painted.svg(narrow) if narrow else ""

    @cached_property
    def spec(self) -> dict[str, Any]:
        """{"data": […], "layout": {…}, "config": {…}} for `Plotly.newPlot`."""
        return live.specification(self.picture)

    @property
    def figure(self) -> go.Figure:
        """The validated Plotly figure of `spec`; ValueError when plotly refuses it."""
        import plotly.graph_objects as go

        return go.Figure({"data": self.spec["data"], "layout": self.spec["layout"]})

    def json(self) -> str:
        """Return `spec` as compact JSON, byte for byte the same for the same data.

        Safe inside a script element or file: no "<", ">", "&" nor line separator is left bare.
        """
        text = json.dumps(self.spec, separators=(",", ":"), allow_nan=False)
        return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
