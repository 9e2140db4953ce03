import re
import subprocess
import sys
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales_assets.indicators.ranking import abc
from sales_assets.report import charts, formats
from sales_assets.report.charts import colours, live, painted, ticks
from sales_assets.report.charts.model import Line, Tick, Trend, in_euros
from sales_assets.report.charts.ranked import labels
from tests.indicators.shop import EURO, daily, day, states

ROOT = Path(__file__).resolve().parents[1]
S = "\u202f"
AU = day("2025-11-16")
# Monday 3 to Sunday 16: Sundays closed, Thursday 6 absent, Wednesday 12 a true zero.
ETATS = states("2025-11-03", "vvvavvfvvzvvvf")
JOURS = daily([(f"2025-11-{n:02d}", 100 + n) for n in (3, 4, 5, 7, 8, 10, 11, 13, 14, 15)])
PAYLOAD = '<img src=x onerror=alert(1)><a href="https://x.example">%{x}</a>{{7*7}}\u202e&lt;b&gt;'


def ninety() -> charts.Chart:
    return charts.daily_revenue(JOURS, ETATS, AU)


def stores() -> charts.Chart:
    frame = pd.DataFrame(
        {
            "ID_magasin": ["M1", "M2", "M3", "M4"],
            "ville": ["Lyon", "Lyon", None, PAYLOAD],
            "ca_e4": [5 * EURO, 30 * EURO, -EURO, 15 * EURO],
        }
    )
    return charts.stores_ranked(frame, "novembre 2025")


def products(count: int = 40) -> charts.Chart:
    frame = pd.DataFrame(
        {
            "ID_produit": [f"P{n:02d}" for n in range(count)],
            "nom": [f"Produit {n}" for n in range(count)],
            "ca_e4": [n * EURO for n in range(count)],
        }
    )
    return charts.products_ranked(frame, "novembre 2025")


def months() -> charts.Chart:
    mois = {"2024-10": 4, "2024-11": 5, "2025-10": 6, "2025-11": 1}
    return charts.monthly_revenue({month: euros * EURO for month, euros in mois.items()}, AU)


def test_a_month_of_a_few_days_is_compared_with_no_other():
    sums = {"2024-10": 4, "2024-11": 5, "2025-10": 6, "2025-11": 10}
    changes = charts.monthly_revenue(sums, AU, {"2024-10"}).table["Évolution sur un an"]
    whole = charts.monthly_revenue(sums, AU).table["Évolution sur un an"]
    assert (whole[-2], changes[-2]) == (formats.change(Fraction(1, 2)), "—")


ALL = [ninety, stores, products, months]


@pytest.mark.parametrize("make", ALL)
def test_plotly_accepts_every_chart(make):
    chart = make()
    assert len(chart.figure.data) == len(chart.spec["data"])


@pytest.mark.parametrize("make", ALL)
def test_the_same_data_gives_the_same_bytes(make):
    first, second = make(), make()
    assert first.json() == second.json()
    assert first.svg == second.svg
    assert first.alternative == second.alternative
    assert "uid" not in first.json()


def test_the_bytes_do_not_depend_on_the_hash_seed():
    program = "from tests.test_charts import *; print([(m().json(), m().svg) for m in ALL])"
    runs = [
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]


def test_charts_are_made_without_plotly():
    program = (
        "import sys; from tests.test_charts import ninety; ninety().json(); "
        "sys.exit('plotly' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_missing_and_closed_days_are_gaps_and_a_true_zero_is_zero():
    bars, silent, mean = ninety().spec["data"]
    height = dict(zip(ninety().days, bars["y"], strict=True))
    assert height[day("2025-11-03")] == 103
    assert height[day("2025-11-06")] is None
    assert height[day("2025-11-09")] is None
    assert height[day("2025-11-12")] == 0
    assert mean["connectgaps"] is False
    assert dict(zip(silent["x"], silent["text"], strict=True)) == {3: "?", 6: "", 13: ""}


def test_closed_and_missing_days_are_shaded_and_said():
    chart = ninety()
    shades = {(s["x0"], s["x1"], s["fillcolor"]) for s in chart.spec["layout"]["shapes"]}
    assert (5.5, 6.5, colours.light("ferme")) in shades
    assert (2.5, 3.5, colours.light("manquant")) in shades
    assert "jours fermés" in chart.subtitle
    assert "données manquantes" in chart.subtitle


def test_texts_are_exact_and_french():
    chart = charts.daily_revenue(daily([("2025-11-03", 0)]).assign(ca_e4=12_345_678), ETATS, AU)
    hover = chart.spec["data"][0]["hovertext"][0]
    assert hover == f"lundi 3 novembre 2025<br><b>1{S}234,57{S}€</b>"
    assert [texts[0] for texts in chart.table.values()][:2] == ["03/11/2025", f"1{S}234,57{S}€"]
    assert "Plus haut\u00a0: 1" in chart.alternative


def test_the_hover_compares_with_the_week_before():
    hover = {
        f"{when}": said for when, said in zip(ninety().days, ninety().picture.hover, strict=True)
    }
    assert f"▲\u00a0+6,8{S}% sur 103,00{S}€, la semaine d’avant" in hover["2025-11-10"]
    assert "la semaine d’avant" not in hover["2025-11-13"]  # the 6th is absent
    assert hover["2025-11-06"].endswith("données absentes")


def test_a_store_without_row_is_missing_that_day():
    serie = charts.store_daily_revenue(JOURS.iloc[:1], ETATS, day("2025-11-03"), day("2025-11-04"))
    assert serie.spec["data"][0]["y"] == [103, None]


def test_weeks_begin_with_the_first_known_one_and_say_gaps() -> None:
    chart = charts.weekly_revenue([None, 10_000, None, 30_000, 15_000], day("2025-11-16"))
    bars = chart.spec["data"][0]
    assert chart.table["Semaine"][0] == "du 20 au 26 octobre 2025"
    assert bars["y"] == [1, None, 3, 1.5]
    assert bars["hovertext"][1].endswith("aucune donnée")
    assert "d’avant" not in bars["hovertext"][2], "the week before is not known"
    assert f"▼\u00a0−50,0{S}% sur 3,00{S}€" in bars["hovertext"][3]
    assert f"Plus haut\u00a0: 3,00{S}€" in chart.alternative
    assert len(chart.table["CA"]) == 4


def test_names_are_data_and_inert():
    chart = stores()
    text = chart.json()
    assert "template" in chart.spec["layout"]
    assert "hovertemplate" not in text
    assert "texttemplate" not in text
    assert not re.search(r"[<>&]", text)
    bars, names = chart.spec["data"]
    for shown in (*bars["y"], *names["text"]):
        assert "<" not in shown
        assert "\u202e" not in shown
    for hover in bars["hovertext"]:
        assert re.findall(r"<[^>]*>", hover) == ["<br>", "<b>", "</b>"]
    assert "annotations" not in chart.spec["layout"]
    assert chart.spec["layout"]["yaxis"]["type"] == "category"
    assert "<img" not in chart.svg
    assert "<a" not in chart.svg


def test_two_stores_in_a_city_stay_two_bars():
    chart = stores()
    rows = chart.spec["data"][0]["y"]
    assert len(set(rows)) == 4
    assert rows[0] == "Lyon (M2)"
    assert chart.table["Part de CA"][-1] == f"−2,0{S}%"


def test_a_measure_has_one_colour_whatever_the_id():
    """One bar of sixty-seven was orange by accident of its id."""
    assert set(stores().spec["data"][0]["marker"]["color"]) == {colours.light("vente")}
    roles = charts.store_colours([f"M{n}" for n in range(1, 10)])  # Explorer tells stores apart
    assert roles["M1"] == "magasin1"
    assert roles["M8"] == roles["M9"] == "autre"


def test_the_other_products_are_said_and_never_in_euros():
    chart = products()
    rows = chart.spec["data"][0]
    assert len(rows["y"]) == 15
    assert sum(rows["x"]) == sum(range(25, 40))
    assert f"Les 25 autres produits\u00a0: {sum(range(25))},00{S}€" in chart.subtitle
    assert chart.table["Produit"][-1] == "Les 25 autres produits"
    assert "Produit 39" in chart.alternative
    assert len(products(15).spec["data"][0]["y"]) == 15


def test_the_pareto_curve_ends_at_the_whole_and_names_the_first_products():
    frame = pd.DataFrame({"ID_produit": list("abcd"), "ca_e4": [70, 20, 10, 0]})
    chart = charts.pareto(abc(frame, "ID_produit"), "novembre 2025")
    assert chart.title == f"2 produits sur 3 font 80{S}% du CA"
    assert chart.spec["data"][0]["y"] == [0, 0.7, 0.9, 1]
    assert chart.table["Produits"] == ["2", "1", "0", "1"]
    many = pd.DataFrame({"ID_produit": [f"{n:05}" for n in range(5000)], "ca_e4": 1})
    curve = charts.pareto(abc(many, "ID_produit"), "novembre 2025").spec["data"][0]
    assert len(curve["x"]) == 121
    assert curve["hovertext"][-1].startswith("5\u202f000 produits")


def test_a_month_under_way_is_marked_and_not_judged():
    chart = months()
    drawn = chart.spec["data"][0]["marker"]["pattern"]["shape"]
    assert chart.table["Mois"][-1] == "novembre 2025 (en cours)"
    assert chart.table["Évolution sur un an"][-2:] == [f"▲\u00a0+50,0{S}%", "—"]
    assert [bool(shape) for shape in drawn] == [False] * (len(drawn) - 1) + [True]
    assert f"Plus bas\u00a0: 4,00{S}€, octobre 2024" in chart.alternative
    assert chart.spec["data"][0]["y"][2:4] == [None, None]


def test_bars_start_at_zero():
    low, high = ninety().spec["layout"]["yaxis"]["range"]
    assert low == 0
    assert high >= 115
    low, high = stores().spec["layout"]["xaxis"]["range"]
    assert low == -1
    assert high > 30  # room for the words at the right of the longest bar
    bars = stores().spec["data"][0]
    assert [base + long for base, long in zip(bars["base"], bars["x"], strict=True)][-1] == 0
    assert bars["base"][0] == 0


@pytest.mark.parametrize(
    "make",
    [
        lambda: charts.daily_revenue(JOURS.iloc[:0], ETATS.iloc[:0], AU),
        lambda: charts.daily_revenue(JOURS.iloc[:0], ETATS, AU),
        lambda: charts.daily_revenue(JOURS, ETATS, day("2025-11-03")),
        lambda: charts.monthly_revenue({}, AU),
        lambda: charts.products_ranked(
            pd.DataFrame({"ID_produit": [], "nom": [], "ca_e4": []}), "x"
        ),
        lambda: charts.stores_ranked(
            pd.DataFrame({"ID_magasin": ["A"], "ville": [None], "ca_e4": [0]}), "x"
        ),
    ],
)
def test_little_or_nothing_known_still_makes_a_chart(make):
    chart = make()
    assert chart.figure is not None
    assert chart.json()
    assert chart.alternative


@pytest.mark.parametrize("make", ALL)
def test_every_colour_has_a_dark_counterpart(make):
    found = re.findall(r"#[0-9a-fA-F]{3,8}\b", make().json())
    assert found
    assert set(found) <= set(colours.dark_values())


def test_light_values_are_unique():
    light = [colour.light for colour in colours.PALETTE.values()]
    assert len(set(light)) == len(light)


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))


def contrast(a: str, b: str) -> float:
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(
    ("role", "least"),
    [("encre", 4.5), ("gris", 4.5), ("vente", 4.5), ("attention", 4.5), ("autre", 4.5)]
    + [(f"magasin{n}", 4.5) for n in range(1, 8)]
    + [("jour", 3)],
)
def test_colours_stand_out_from_the_paper(role, least, mode):
    paper = getattr(colours.PALETTE["papier"], mode)
    assert contrast(getattr(colours.PALETTE[role], mode), paper) >= least


def test_the_palette_is_the_themes():
    theme = (ROOT / "site" / "theme" / "assets" / "ventes.css").read_text("utf-8")
    for colour in colours.PALETTE.values():
        if colour.css:
            assert f"--{colour.css}: {colour.light};" in theme
            assert f"--{colour.css}: {colour.dark};" in theme


@pytest.mark.parametrize("make", ALL)
def test_painted_pictures_are_well_formed(make):
    root = ElementTree.fromstring(make().svg)
    assert root.get("aria-hidden") == "true"
    assert not [node for node in root.iter() if node.tag in ("script", "a", "image")]


def test_a_sparkline_has_gaps_and_is_hidden_from_screen_readers():
    svg = charts.sparkline([1, 3, None, 2, None, 4, 6])
    path = re.search(r'd="([^"]*)"', svg).group(1)
    assert path.count("M") == 3
    assert "h0" in path  # the lone 2 is a dot
    assert 'aria-hidden="true"' in svg
    assert ElementTree.fromstring(svg) is not None
    assert charts.sparkline([]) == charts.sparkline([None, None]) == ""
    assert "nan" not in charts.sparkline([5, 5])


@given(st.lists(st.none() | st.integers(-(10**15), 10**15), max_size=50))
def test_any_series_can_be_painted(values):
    hover = ["x"] * len(values)
    trend = Trend([Tick(0, "0")], [], hover, bars=values, line=Line(values, "vente"))
    for svg in (charts.sparkline(values), painted.svg(trend)):
        assert not svg or ElementTree.fromstring(svg) is not None
        assert "nan" not in svg
        assert "inf" not in svg


names = st.lists(st.tuples(st.text(max_size=6), st.none() | st.text("ab<\u202e ", max_size=60)))


@given(names)
def test_labels_are_one_an_id_and_short(pairs):
    found = labels([i for i, _ in pairs], [nom for _, nom in pairs])
    assert len(set(found)) == len(pairs)
    assert len({live.plotly_text(label) for label in found}) == len(pairs)
    assert all(label and len(label) <= 80 for label in found)


@given(st.lists(st.integers(-(10**14), 10**14), min_size=1, max_size=9))
def test_ticks_cover_the_values_and_zero_and_are_few(values):
    marks = ticks.amounts(values)
    assert marks[0] <= min(0, *values)
    assert marks[-1] >= max(0, *values)
    assert 0 in marks
    assert len(marks) <= 8


def test_heights_are_exact_to_the_last_decimal():
    assert in_euros(12_345_678) == 1234.5678
    assert in_euros(10_000) == 1
    assert isinstance(in_euros(10_000), int)
    assert in_euros(None) is in_euros(pd.NA) is None


def test_a_run_of_missing_days_is_marked_once():
    etats = states("2025-11-03", "vaaavva")
    rows = daily([("2025-11-03", 100), ("2025-11-07", 90), ("2025-11-08", 80)])
    chart = charts.daily_revenue(rows, etats, day("2025-11-09"))
    silent = chart.spec["data"][1]
    marked = [x for x, text in zip(silent["x"], silent["text"], strict=True) if text]
    assert marked == [2, 6]
    assert chart.svg.count(">?<") == 2


def test_the_last_day_stands_out():
    *others, last = ninety().spec["data"][0]["marker"]["color"]
    assert set(others) == {colours.light("jour")}
    assert last == colours.light("vente")


def test_a_sparkline_needs_three_values():
    assert charts.sparkline([1, None, 2]) == ""
    assert charts.sparkline([1, None, 2, 3])


def test_the_curve_is_dotted_where_it_reaches_its_limit():
    frame = pd.DataFrame({"ID_produit": list("abcd"), "ca_e4": [70, 20, 6, 4]})
    chart = charts.pareto(abc(frame, "ID_produit"), "novembre 2025")
    assert chart.title == f"2 produits sur 4 font 80{S}% du CA"
    assert chart.spec["data"][1]["x"] == [2]
    assert "2 produits" in chart.svg
    alone = charts.pareto(abc(frame.head(1), "ID_produit"), "novembre 2025")
    assert alone.title == f"1 produit sur 1 fait 80{S}% du CA"


SHARES = st.none() | st.floats(-1e6, 1e6).map(lambda value: round(value, 4))


@st.composite
def trends(draw: st.DrawFn) -> Trend:
    """A picture of any values, gaps and shades."""
    count = draw(st.integers(1, 40))
    flags = st.lists(st.booleans(), min_size=count, max_size=count)
    values = st.lists(SHARES, min_size=count, max_size=count)
    return Trend(
        ticks=[Tick(0, "0"), Tick(10, "10")],
        across=[Tick(0, "lundi")],
        hover=[f"jour {slot}" for slot in range(count)],
        bars=draw(values | st.just([])),
        line=draw(st.none() | values.map(lambda found: Line(found, "encre", "N-1"))),
        closed=draw(flags),
        missing=draw(flags),
        gap=draw(st.sampled_from([0.2, 0.08])),
    )


def numbers(path: str) -> list[float]:
    return [float(found) for found in re.findall(r"-?[\d.]+(?:e[-+]\d+)?", path)]


@given(trends())
def test_the_painted_and_the_live_picture_are_one(picture: Trend):
    """Same slots, bars, shades, "?" and dots, whatever is drawn."""
    drawn, layout = live.specification(picture)["data"], live.specification(picture)["layout"]
    root = ElementTree.fromstring(painted.svg(picture))
    plot, words = root[0], [node.text for node in root if node.tag == "text"]
    slots = float(plot.get("viewBox", "").split()[2]) / painted.SLOT
    assert layout["xaxis"]["range"] == [-0.5, slots - 0.5]
    assert f"padding-left:{layout['margin']['l']}px" in root.get("style", "")
    paths = [node.get("d", "") for node in plot]
    filled = [node.get("d", "") for node in plot if "fill:" in node.get("style", "")]
    rectangles = sorted(
        (start, start + long)
        for path in filled
        if "v1000" in path
        for part in path.split("M")[1:]
        for start, _top, long, *_rest in [numbers(part)]
    )
    shades = sorted(
        ((shape["x0"] + 0.5) * painted.SLOT, (shape["x1"] + 0.5) * painted.SLOT)
        for shape in layout["shapes"]
    )
    assert rectangles == shades
    traces = {(trace["type"], trace.get("mode")): trace for trace in drawn}
    heights = [value for value in traces.get(("bar", None), {"y": []})["y"] if value]
    bars = [part for path in filled if "v1000" not in path for part in path.split("M")[1:]]
    assert len(bars) <= len(heights)  # a bar of less than a float's last digit has no height
    low, high = layout["yaxis"]["range"]
    for part in bars:
        start, _zero, top, wide, *_rest = numbers(part)
        slot = round((start - painted.SLOT * picture.gap / 2) / painted.SLOT)
        value = traces["bar", None]["y"][slot]
        assert top == pytest.approx((high - value) / (high - low) * painted.TALL, abs=0.06)
        assert wide == pytest.approx(painted.SLOT * (1 - layout["bargap"]), abs=0.06)
    signs = traces.get(("scatter", "text"), {"text": []})["text"].count("?")
    assert words.count("?") >= signs
    dots = traces.get(("scatter", "markers"), {"x": []})["x"]
    lone = [path for node, path in zip(plot, paths, strict=True) if node.get("stroke-width") == "8"]
    assert sum(path.count("h0") for path in lone) == len(dots)


def test_wide_bars_leave_a_narrow_gap_in_both_pictures():
    chart = charts.weekly_revenue([None, 5 * EURO], AU)
    assert chart.spec["layout"]["bargap"] == 0.08
    assert "h9.2" in chart.svg


def test_a_phone_shows_the_last_days_in_both_pictures():
    first = day("2025-08-19")
    rows = daily([(f"{first + timedelta(days=n)}", 100 + n) for n in range(90)])
    chart = charts.daily_revenue(rows, states("2025-08-19", "v" * 90), AU)
    assert chart.spec["layout"]["meta"]["etroit"] == [61.5, 89.5]
    assert 'viewBox="0 0 280 1000"' in chart.narrow_svg
    assert chart.picture.narrow.hover == chart.picture.hover[-28:]
    assert ninety().narrow_svg == ""


def comparison(part: int | None, n1: int | None) -> charts.Chart:
    """A month of one day: 300 € of which a part is compared."""
    amounts = {"ca_e4": 300 * EURO, "comparable_e4": part, "n1_e4": n1}
    columns = {name: pd.array([value], "Int64") for name, value in amounts.items()}
    sheet = pd.DataFrame({"date": pd.to_datetime(["2025-11-17"]), "etat": ["vendu"], **columns})
    return charts.month_compared(sheet.assign(indice=None))


def test_a_compared_bar_has_two_parts_and_n1_beside_it():
    chart = comparison(200 * EURO, 150 * EURO)
    part, apart, before = chart.spec["data"]
    assert (part["y"], apart["base"], apart["y"], before["y"]) == ([200], [200], [100], [150])
    assert part["offset"] == pytest.approx(before["offset"] + before["width"])
    assert apart["marker"]["line"]["color"] == colours.light("vente")
    assert "contour\u00a0: CA sans N-1" in chart.subtitle
    alone = comparison(None, None)
    assert [trace["y"] for trace in alone.spec["data"]] == [[300]]
    assert "aucun N-1 comparable" in alone.subtitle


def test_a_lone_point_of_a_line_is_seen_in_both_pictures():
    line = Line([None, 3, None, 4, 5], "encre")
    assert line.dots == [1]
    assert Line([1, 2, 3], "vente", dot=2).dots == [2]


def test_a_flag_is_drawn_twice_said_in_the_hover_and_in_the_table() -> None:
    when = day("2025-11-03")
    marks = {when: charts.Mark("Braderie <b>de</b> novembre"), AU: charts.Mark("Pluie", flag=False)}
    chart = charts.daily_revenue(JOURS, ETATS, AU, marks=marks)
    slot = list(chart.days).index(when)
    assert chart.picture.flags == [slot]
    assert "Braderie &lt;b&gt;de&lt;/b&gt; novembre" in chart.picture.hover[slot]
    assert "Pluie" in chart.picture.hover[-1]
    assert chart.table["À savoir"][slot] == "Braderie <b>de</b> novembre"
    assert chart.subtitle.endswith("fête ou événement")
    assert chart.svg.count("◆") == 1
    flags = [one for one in chart.figure.layout.annotations if one.text == "◆"]
    assert [one.x for one in flags] == [slot]


def test_a_phone_shows_the_flags_of_the_days_it_shows() -> None:
    marks = {AU - timedelta(days=back): charts.Mark("x") for back in (1, 60)}
    rows = daily([((AU - timedelta(days=back)).isoformat(), 10) for back in range(89, -1, -1)])
    etats = states((AU - timedelta(days=89)).isoformat(), "v" * 90)
    chart = charts.daily_revenue(rows, etats, AU, marks=marks)
    assert chart.svg.count("◆") == 2
    assert chart.narrow_svg.count("◆") == 1


def test_nothing_known_leaves_a_chart_as_it_was() -> None:
    chart = charts.daily_revenue(JOURS, ETATS, AU)
    assert "À savoir" not in chart.table
    assert "◆" not in chart.svg + chart.subtitle
