"""The last gate: what a built site says against what the tables say, before it goes live.

Reads the files that a person would open: the downloads and Explorer's cells, added up exactly, and
the amount on each day's page. What stays out: the totals tables among themselves
(`loading/totals.py`).
"""

from __future__ import annotations

import html
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped]
from pyarrow import compute as pc
from pyarrow import csv as pa_csv
from pyarrow import parquet

from sales_assets.errors import FewerDays, SiteDiffers
from sales_assets.language import _, mark
from sales_assets.report import explorer, formats, releases
from sales_assets.warehouse.snapshot import Snapshot

_TOTALS = ("totaux_jours", "totaux_mois", "totaux_magasins_jours", "totaux_produits_jours")


def verify(release: Path, snapshot: Snapshot, made: Collection[str] | None = None) -> None:
    """Compare every amount that can be recomputed from the site's own files.

    Args:
        release: The built site.
        snapshot: What it was built from.
        made: The files written this time, None for all. The others were read back when they were
            written, and are the same since what they are made from is.

    Raises:
        SiteDiffers: With the first differences, each as file, amount found and amount expected.
    """
    found = list(differences(release, snapshot, made))
    if found:
        raise SiteDiffers(
            mark(
                "Le site construit ne dit pas la même chose que les tables, "
                "il n’est pas publié : {ecarts}"
            ),
            ecarts=" ".join(found[:5]),
        )


def keeps_days(live: Path, snapshot: Snapshot) -> None:
    """Check that no day of sales that readers see would be gone.

    Args:
        live: The live release.
        snapshot: What the next one is made from.

    Raises:
        FewerDays: One would.
    """
    shown = days_of(live)
    gone = sorted(shown - set(snapshot.jours["date"].dt.date))
    if gone:
        raise FewerDays(
            mark(
                "Le site publié montre {montres} jours de ventes, dont {nombre} que la base n’a "
                "plus ({jours}) : il reste en place. Si la base a été perdue, refaites-la : "
                "sales-assets rebuild. Si ces jours sont bien de trop : sales-assets run "
                "--allow-shrink. "
                "Si c’est une autre boutique, donnez-lui son propre site par SALES_SITE_DIR."
            ),
            montres=len(shown),
            nombre=len(gone),
            jours=", ".join(f"{day:%d/%m/%Y}" for day in gone[:3]),
        )


def days_of(live: Path) -> set[date]:
    """Return the days of sales that a release shows; none of a damaged one."""
    path = live / "donnees" / "totaux_jours.csv"
    if not releases.is_sound(path, releases.files(live).get(f"donnees/{path.name}")):
        return set()
    return set(_column(path, "date", pa.date32()).to_pylist())


def differences(
    release: Path, snapshot: Snapshot, made: Collection[str] | None = None
) -> Iterator[str]:
    """Each amount of the site that is not that of the tables, to the last digit."""
    daily = snapshot.jours
    days = dict(zip(daily["date"].dt.date, daily["ca_e4"].tolist(), strict=True))
    whole = int(daily["ca_e4"].sum())
    for name in _TOTALS:
        path = release / "donnees" / f"{name}.csv"
        yield from _compare(path.name, _sum(path, "ca"), whole)
        typed = path.with_suffix(".parquet")
        yield from _compare(
            typed.name, _total(parquet.read_table(typed, columns=["ca"])["ca"]), whole
        )
    lines = {path.stem.removeprefix("ventes-"): path for path in _daily(release)}
    for day, expected in days.items():
        name = day.isoformat()
        if name not in lines:
            yield _("{fichier} : jour manquant.").format(fichier=f"ventes-{name}.csv")
        if made is None or f"jours/{name}.html" in made:
            yield from _page(release / "jours" / f"{name}.html", formats.exact_euros(expected))
    for name, path in sorted(lines.items()):  # a day held back has a sheet too, without a sale
        if made is None or f"donnees/{path.name}" in made:
            yield from _compare(
                path.name, _sum(path, "total"), days.get(date.fromisoformat(name), 0)
            )
    months = dict(zip(snapshot.mois["mois"], snapshot.mois["ca_e4"].tolist(), strict=True))
    for path in sorted((release / explorer.FOLDER).glob("[0-9]*.js")):
        if made is None or f"{explorer.FOLDER}/{path.name}" in made:
            for found in explorer.totals(path.read_bytes()):
                yield from _compare(path.name, found, months[path.name.split(".")[0]])


def _daily(release: Path) -> Iterator[Path]:
    return (release / "donnees").glob("ventes-*.csv")


def _sum(path: Path, column: str) -> int:
    """The sum of a column of euros, in 1/10 000 €; exact."""
    return _total(_column(path, column, pa.decimal128(38, 4)))


def _total(euros: pa.ChunkedArray) -> int:
    return int((pc.sum(euros).as_py() or 0) * 10_000)


def _column(path: Path, column: str, kind: pa.DataType) -> pa.ChunkedArray:
    return pa_csv.read_csv(
        path,
        parse_options=pa_csv.ParseOptions(delimiter=";", newlines_in_values=True),
        convert_options=pa_csv.ConvertOptions(
            include_columns=[column], column_types={column: kind}
        ),
    )[column]


def _compare(name: str, found: int, expected: int) -> Iterator[str]:
    if found != expected:
        yield _("{fichier} : {lu} au lieu de {attendu}.").format(
            fichier=name, lu=formats.exact_euros(found), attendu=formats.exact_euros(expected)
        )


def _page(path: Path, amount: str) -> Iterator[str]:
    if amount not in html.unescape(path.read_text("utf-8")):  # an attribute has it in entities
        yield _("{fichier} : {attendu} n’y figure pas.").format(fichier=path.name, attendu=amount)
