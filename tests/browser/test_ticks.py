"""Explorer's axis in the browser against that of the painted charts: one rule, two languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sales_assets.report.charts import ticks
from sales_assets.report.explorer import EXACT
from sales_assets.settings import PROJECT_ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

SCRIPT = PROJECT_ROOT / "site" / "theme" / "assets" / "explorer-graphique.js"
AMOUNTS = st.one_of(
    st.integers(-EXACT // 8, EXACT // 8),
    st.builds(  # at and around the round steps, where a float would fall on the other side
        lambda digit, power, beside: digit * 10**power + beside,
        st.sampled_from([-8, -4, -2, -1, 0, 1, 2, 4, 5, 8]),
        st.integers(0, 14),
        st.integers(-1, 1),
    ),
)
EDGES = [[], [0], [1], [-1], [10_000], [40_000], [40_001], [-40_000, 1], [12_345_678, -1]]


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    """Explorer's picture alone, without its page."""
    context = chromium.new_context()
    page = context.new_page()
    page.evaluate("window.ventes = {}")
    page.add_script_tag(path=SCRIPT)
    yield page
    context.close()


def drawn(page: Page, series: list[list[int]]) -> list[list[int]]:
    found: list[list[int]] = page.evaluate(
        "series => series.map((values) => window.ventes.dessin.amounts(values).map(Number))", series
    )
    return found


@settings(max_examples=40)
@given(series=st.lists(st.lists(AMOUNTS, max_size=6), min_size=20, max_size=50))
def test_the_browser_marks_an_axis_as_python_does(page: Page, series: list[list[int]]) -> None:
    series = [*EDGES, *series]
    assert drawn(page, series) == [ticks.amounts(values) for values in series]
