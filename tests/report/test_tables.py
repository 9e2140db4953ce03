"""What columns and cards take from the registry, and that none goes round it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import pandas as pd
import pytest
from markupsafe import Markup

from sales_assets import language
from sales_assets.report.pages import rows
from sales_assets.report.pages.rendering import Scope
from sales_assets.report.pages.tables import BLANK, Card, Column, filled
from sales_assets.settings import PROJECT_ROOT

PAGES = PROJECT_ROOT / "sales_assets" / "report" / "pages"
DAY = Scope(date(2025, 11, 17), date(2025, 11, 17))


def calls() -> Iterator[tuple[str, str]]:
    for path in sorted(PAGES.glob("*.py")):
        if path.name != "tables.py":
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call):
                    yield f"{path.name}:{node.lineno}", ast.unparse(node.func)


def test_a_column_or_a_card_has_an_indicator_or_says_that_it_has_none() -> None:
    made = [(where, name) for where, name in calls() if name.split(".")[0] in ("Column", "Card")]
    assert len(made) > 100
    assert [found for found in made if not found[1].endswith((".of", ".plain"))] == []


def test_no_page_writes_html() -> None:
    """Templates do: a cell, a link, a word in its colour is a macro of `pieces.html`."""
    written = []
    for path in sorted(PAGES.glob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        written += [
            f"{path.name}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in said  # a docstring may speak of it
            and re.search(r"</?[a-zA-Z!]", node.value)
        ]
    assert written == []


def test_rows_are_read_by_their_types() -> None:
    frame = pd.DataFrame({"ID_magasin": ["1", "2"], "part": pd.array([3, None], "Int64"),
                          "ca_e4": [5, 6], "unread": 0})  # fmt: skip
    assert list(rows.records(frame, rows.StoreTotals)) == [
        rows.StoreTotals("1", 5, 3),
        rows.StoreTotals("2", 6, None),
    ]
    assert list(rows.grouped(frame, "ID_magasin", rows.StoreTotals)) == ["1", "2"]
    with pytest.raises(KeyError):
        list(rows.records(frame.drop(columns="part"), rows.StoreTotals))


@pytest.mark.parametrize(
    ("key", "title", "unit", "number"),
    [
        ("ca", "CA", "€", True),
        ("part_ca", "Part", "%", True),
        ("quantite", "Quantité", "", True),
        ("couverture", "Couverture", "jours ouverts", True),
        ("evolution_n1", "vs N-1", "", True),  # its figures carry their sign
        ("abc", "ABC", "", False),
    ],
)
def test_a_column_heads_itself(key: str, title: str, unit: str, number: bool) -> None:
    column = Column.of(key)
    assert (column.title, column.unit, column.number) == (title, unit, number)
    assert column.indicator == key
    assert Column.of(key, proof=False).indicator == ""


@pytest.mark.parametrize(
    ("key", "figure", "shown", "order"),
    [
        ("ca", 12_345_600, "1\u202f234,56", "12345600"),
        ("ca", None, "—", ""),
        ("pvm", Fraction(1_000_000, 3), "33,33", "333333.333333333"),
        ("quantite", -3000, "−3", "-3000"),
        ("rectification", 10_000, "+1,00", "10000"),
        ("couverture", Fraction(27, 2), "14", "13.5"),
        ("sur_vente", Fraction(13, 10), "130", "1.3"),
        ("derniere_vente", date(2025, 11, 17), "17/11/2025", "739572"),
    ],
)
def test_a_column_writes_its_figures(key: str, figure: object, shown: str, order: str) -> None:
    (cell,) = filled([Column.of(key)], figure)  # type: ignore[arg-type]
    assert Markup(cell.shown).unescape() == shown
    assert cell.value == order


def test_a_row_has_a_figure_for_each_column() -> None:
    columns = [Column.plain("Produit"), Column.of("ca", format="round_euros"), Column.of("ca")]
    name, rounded, blank = filled(columns, "<b>", 12_345_600, BLANK)
    assert name.shown == "&#60;b&#62;"
    assert rounded.shown == "1\u202f235"
    assert blank.shown == ""
    with pytest.raises(ValueError, match="shorter"):
        filled(columns, "Thé")


def test_titles_are_in_the_language_in_use() -> None:
    language.use("en")
    assert Column.of("quantite").title == "Quantity"


def test_a_card_writes_its_figure_short() -> None:
    assert Card.of("cumul_mois", "CA", 12_345_600, DAY).figure == "1\u202f235\u202f€"
    assert Card.of("quantite", "Quantité", 1_234_000, DAY).figure == "1\u202f234"
    assert Card.of("a_commander", "À commander", Markup("2 produits"), DAY).figure == "2 produits"
    assert Card.plain("En rupture", Markup("2 produits")).indicator == ""
