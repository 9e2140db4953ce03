"""`sales-assets`: a person's way in. Runs go through the Dagster instance that the UI shows.

Exit status: 0 all published (quarantined rows are warnings), 1 a person must act (a file refused or
held, a critical rule failed), 2 wrong usage or settings. Messages go to standard error.
"""

from __future__ import annotations


import subprocess
import sys
import warnings
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sales_assets import console, language
from sales_assets.language import _
from sales_assets.settings import Settings, SettingsError

if TYPE_CHECKING:
    from dagster import DagsterEvent

ACT, USAGE = 1, 2
# The summary tells what matters, the UI has the rest.
_SILENT = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Les ventes d’une PME : des fichiers CSV à un site contrôlé.",
)
_DAY: dict[str, Any] = {"formats": ["%Y-%m-%d"], "metavar": "AAAA-MM-JJ"}


def main() -> None:
    """Run a command; a known trouble ends with one sentence and no traceback."""
    from sales_assets.warehouse.engine import WarehouseError

    try:
        app()
    except SettingsError as error:
        console.problem(str(error))
        sys.exit(USAGE)
    except (WarehouseError, OSError) as error:
        console.problem(str(error))
        sys.exit(ACT)


def _settings() -> Settings:
    settings = Settings()
    language.use(settings.locale)
    return settings


@app.command()
def run(
    first: Annotated[
        datetime | None, typer.Option("--from", help="Premier jour à refaire.", **_DAY)
    ] = None,
    last: Annotated[
        datetime | None, typer.Option("--to", help="Dernier jour à refaire.", **_DAY)
    ] = None,
    allow_shrink: Annotated[
        bool, typer.Option(help="Accepter les livraisons qui enlèvent des lignes.")
    ] = False,
    site: Annotated[bool, typer.Option(help="Publier le site.")] = True,
) -> None:
    """Charger tout ce qui est nouveau, contrôler, publier."""
    settings = _settings()
    begin = first.date() if first else last.date() if last else None
    end = last.date() if last else settings.today() - timedelta(days=1) if first else None
    if begin and end and begin > end:
        console.problem(_("--from vient après --to."))
        raise typer.Exit(USAGE)
    config = {"allow_shrink": True} if allow_shrink else {}
    raise typer.Exit(_run(settings, begin, end, config=config, site=site))


@app.command()
def accept(livraison: Annotated[int, typer.Argument(help="Le numéro de la livraison.")]) -> None:
    """Charger une livraison en attente, même si elle enlève des lignes, puis publier."""
    raise typer.Exit(_run(_settings(), None, None, config={"accept": [livraison]}, site=True))


def _run(
    settings: Settings, first: date | None, last: date | None, *, config: Any, site: bool
) -> int:
    """Launch the graph over these days, by default the last complete one, and tell how it went."""
    from sales_assets.graph import instance, jobs
    from sales_assets.loading import summary
    from sales_assets.report.formats import euros
    from sales_assets.warehouse.engine import Warehouse

    warnings.simplefilter("ignore")  # of Dagster, on its own beta features
    settings.export()
    yesterday = settings.today() - timedelta(days=1)
    warehouse = Warehouse(settings.warehouse_url)
    before = summary.latest_delivery(warehouse)
    troubles: list[str] = []
    with instance.opened(settings.dagster_home) as dagster:
        days = instance.Days(first or yesterday, last or yesterday)
        events = instance.execute(
            dagster,
            days,
            job=jobs.EVERYTHING if site else jobs.TABLES,
            config={"ops": {"ventes_et_totaux": {"config": config}}, **_SILENT},
        )
        with console.steps(total=9) as steps:
            for event in events:
                if event.is_step_start:
                    steps.start(str(event.step_key))
                elif event.is_step_success:
                    steps.finish()
                troubles += _troubles(event)
    for message in dict.fromkeys(troubles):
        console.problem(message)
    found = summary.summarise(warehouse, since=before)
    page = settings.site_dir / "index.html"
    console.summary(found, euros(found.ca_e4), page if page.exists() else None)
    return ACT if troubles else 0


def _troubles(event: DagsterEvent) -> list[str]:
    """What a person must act on, out of one event of a run."""
    from dagster import AssetCheckSeverity, DagsterEventType

    from sales_assets.graph.outcomes import MESSAGES

    if event.event_type == DagsterEventType.ASSET_CHECK_EVALUATION:
        check = event.asset_check_evaluation_data
        if check.passed or check.severity is not AssetCheckSeverity.ERROR:
            return []
        told = check.metadata.get(MESSAGES)
        return list(told.value) if told else [check.description or check.check_name]
    if event.event_type == DagsterEventType.STEP_FAILURE:
        error = event.step_failure_data.error
        cause = error.cause if error and error.cause else error
        return [cause.message.strip() if cause else str(event.message)]
    return []


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FICHIER…", help="Fichiers à examiner.")],
) -> None:
    """Dire ce qui se chargerait de ces fichiers, et pourquoi le reste non ; rien n’est gardé."""
    settings = _settings()
    results = [_check_one(settings, path) for path in files]
    raise typer.Exit(0 if all(results) else ACT)


def _check_one(settings: Settings, path: Path) -> bool:
    from sales_assets.contract import Reason, Refused, explain, read, recognise

    known = recognise(path.name)
    if known is None:
        console.problem(
            _(
                "{nom} : ce nom ne dit pas ce que contient le fichier (produits, magasins, ventes, "
                "ventes_jour)."
            ).format(nom=path.name)
        )
        return False
    try:
        reading = read(
            path,
            name=path.name,
            genre=known.genre,
            today=settings.today(),
            max_quantity=settings.max_quantity,
        )
        console.reading(path.name, reading)
        for block in reading.blocks():
            lines = block.rejects
            whys = [explain(Reason(reason)) for reason in lines["raison"]]
            console.rejects(zip(lines["ligne"], whys, lines["texte"], strict=True))
        console.reading_end(reading)
    except Refused as refusal:
        console.problem(refusal.message)
        return False
    return True


@app.command()
def status() -> None:
    """Dire où en est la boutique : jours, livraisons à reprendre, quarantaine, site."""
    from sales_assets.loading import summary
    from sales_assets.report.formats import euros
    from sales_assets.warehouse.engine import Warehouse

    settings = _settings()
    found = summary.summarise(Warehouse(settings.warehouse_url), since=0)
    waiting = [one for one in found.files if one.statut in ("refusee", "en_attente")]
    for one in waiting:
        console.problem(f"n° {one.livraison} {one.message}")
    page = settings.site_dir / "index.html"
    console.summary(found, euros(found.ca_e4), page if page.exists() else None)


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(metavar="DOSSIER")],
    rows: Annotated[int, typer.Option(min=1)] = 10_000,
    days: Annotated[int, typer.Option(min=1, max=36_000)] = 365,
    products: Annotated[int, typer.Option(min=1)] = 30,
    stores: Annotated[int, typer.Option(min=1, max=9_999)] = 7,
    seed: Annotated[int, typer.Option(min=0)] = 1,
) -> None:
    """Écrire des fichiers d’exemple de la taille voulue."""
    from sales_assets.demo import generate

    settings = _settings()
    try:
        written = generate(
            folder,
            rows=rows,
            days=days,
            products=products,
            stores=stores,
            seed=seed,
            last_day=settings.today() - timedelta(days=1),
        )
    except (FileExistsError, ValueError) as error:
        console.problem(str(error))
        raise typer.Exit(USAGE) from error
    for path in written.files:
        console.out.print(str(path))


@app.command()
def ui(port: Annotated[int, typer.Option(help="Port, sur cette machine seulement.")] = 3000) -> None:
    """Ouvrir l’interface de Dagster et son horloge, sur cette machine seulement."""
    from sales_assets.graph import instance

    settings = _settings()
    instance.prepare_home(settings.dagster_home)
    console.out.print(_("Dagster : http://127.0.0.1:{port} (Ctrl-C pour arrêter)").format(port=port))
    command = [sys.executable, "-m", "dagster", "dev", "-m", instance.MODULE]
    process = subprocess.run(  # noqa: S603 - our own interpreter, our own words
        [*command, "-h", "127.0.0.1", "-p", str(port)],
        env=settings.environment(),
        check=False,
    )
    raise typer.Exit(process.returncode)


@app.command()
def serve(port: Annotated[int, typer.Option(help="Port, sur cette machine.")] = 8000) -> None:
    """Servir le site publié, sur cette machine seulement."""
    from functools import partial
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

    settings = _settings()
    if not (settings.site_dir / "index.html").exists():
        console.problem(_("Aucun site n’est publié. Lancez d’abord : sales-assets run"))
        raise typer.Exit(ACT)
    handler = partial(SimpleHTTPRequestHandler, directory=str(settings.site_dir))
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        console.out.print(
            _("Site : http://127.0.0.1:{port} (Ctrl-C pour arrêter)").format(
                port=server.server_port
            )
        )
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            console.out.print()
