"""`sales-assets`: a person's way in. Runs go through the Dagster instance that the UI shows.

Exit status: 0 all published (quarantined rows are warnings), 1 a person must act (a file refused or
held, a critical rule failed), 2 wrong usage or settings. Messages go to standard error. A command
raises what goes wrong, as a class of `errors`; `main` alone prints it and ends by its exit status.
"""

from __future__ import annotations

import errno
import os
import socket
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from sales_assets import garbage, language
from sales_assets.cli import console
from sales_assets.errors import (
    ACT,
    NotReady,
    Refused,
    SalesError,
    SystemRefused,
    UsageError,
)
from sales_assets.language import _, mark
from sales_assets.settings import PROJECT_ROOT, Settings, asked_locale

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help=mark("Les ventes d’une PME : des fichiers CSV à un site contrôlé."),
)
_DAY: dict[str, Any] = {"formats": ["%Y-%m-%d"], "metavar": mark("AAAA-MM-JJ")}


def main() -> None:
    """Run a command; a known trouble ends with one sentence and no traceback."""
    language.use(asked_locale())
    console.fit_the_terminal()
    try:
        _translated(app)()
    except SalesError as error:
        sys.exit(_told(error))
    except OSError as error:
        sys.exit(_told(SystemRefused.of(error)))


def _told(error: SalesError) -> int:
    """Print what went wrong and its code; the exit status that says it."""
    console.problem(str(error), error.code)
    return error.status


def _translated(app: typer.Typer) -> Any:
    """Return the command with its help in the language in use."""
    command: Any = typer.main.get_command(app)
    for one in (command, *command.commands.values()):
        one.help = _(one.help)
        for parameter in one.params:
            if parameter.metavar:
                parameter.metavar = _(parameter.metavar)
            if getattr(parameter, "help", None):
                parameter.help = _(parameter.help)
    return command


def _settings() -> Settings:
    settings = Settings()
    language.use(settings.locale)
    return settings


@app.command(help=mark("Charger tout ce qui est nouveau, contrôler, publier."))
def run(
    first: Annotated[
        datetime | None, typer.Option("--from", help=mark("Premier jour à refaire."), **_DAY)
    ] = None,
    last: Annotated[
        datetime | None, typer.Option("--to", help=mark("Dernier jour à refaire."), **_DAY)
    ] = None,
    allow_shrink: Annotated[
        bool, typer.Option(help=mark("Accepter les livraisons qui enlèvent des lignes."))
    ] = False,
    site: Annotated[bool, typer.Option(help=mark("Publier le site."))] = True,
) -> None:
    """Load all that is new, check, publish."""
    settings = _settings()
    begin, end = first.date() if first else None, last.date() if last else None
    if begin and end and begin > end:
        raise UsageError(mark("--from vient après --to."))
    config = {"allow_shrink": True} if allow_shrink else {}
    raise typer.Exit(_run(settings, begin, end, config=config, site=site))


@app.command(
    help=mark(
        "Charger une livraison en attente, même si elle enlève des lignes, ou les lignes d’une "
        "livraison qu’une limite retient, puis publier."
    )
)
def accept(
    livraison: Annotated[int, typer.Argument(help=mark("Le numéro de la livraison."))],
) -> None:
    """Load a delivery on hold, or the lines of one that a limit holds, then publish."""
    raise typer.Exit(_run(_settings(), None, None, config={"accept": [livraison]}, site=True))


@app.command(
    help=mark("Corriger un prix qui était faux : revaloriser des jours au prix actuel, publier.")
)
def reprice(
    produit: Annotated[str, typer.Argument(help=mark("L’identifiant du produit."))],
    first: Annotated[
        datetime, typer.Option("--from", help=mark("Premier jour au prix faux."), **_DAY)
    ],
    last: Annotated[
        datetime, typer.Option("--to", help=mark("Dernier jour au prix faux."), **_DAY)
    ],
) -> None:
    """Value past sales of a product again at its price now, then publish."""
    from sales_assets.loading import repricing

    settings = _settings()
    begin, end = first.date(), last.date()
    repricing.check_days(begin, end, settings.today())
    asked = {"produit": produit, "du": begin.isoformat(), "au": end.isoformat()}
    raise typer.Exit(_run(settings, None, None, config={"reprice": [asked]}, site=True))


def _run(
    settings: Settings, first: date | None, last: date | None, *, config: Any, site: bool
) -> int:
    """Launch the graph over these days, by default the last complete one; the exit status."""
    garbage.seek_rarely()  # before the large imports
    from sales_assets.cli import running

    _check_folder(settings)
    return ACT if running.launch(settings, first, last, config=config, site=site) else 0


def _check_folder(settings: Settings) -> None:
    """Stop before a mistyped folder is made by the database that would go there."""
    if not settings.data_dir.is_dir():
        raise NotReady(
            mark(
                "Le dossier {dossier} n’existe pas. Créez-le et déposez-y produits.csv, "
                "magasins.csv et ventes.csv, ou indiquez le bon dossier par SALES_DATA_DIR."
            ),
            dossier=settings.data_dir,
        )


@app.command(
    help=mark(
        "Dire ce qui se chargerait de ces fichiers, et pourquoi le reste non ; rien n’est gardé."
    )
)
def check(
    files: Annotated[
        list[Path], typer.Argument(metavar=mark("FICHIER…"), help=mark("Fichiers à examiner."))
    ],
    write: Annotated[
        bool,
        typer.Option(
            "--write", help=mark("Ajouter à correspondances.toml ce que les titres veulent dire.")
        ),
    ] = False,
) -> None:
    """Say what these files would load; keep nothing but, if asked, what their titles mean."""
    from sales_assets.loading import preview

    settings = _settings()
    today = settings.today()
    catalogue = preview.known(
        settings.data_dir, settings.warehouse_url, today, files, settings.prices
    )
    results = [_check_one(settings, path, catalogue, write=write) for path in files]
    raise typer.Exit(0 if all(results) else ACT)


def _check_one(settings: Settings, path: Path, catalogue: Any, *, write: bool) -> bool:
    from sales_assets.context import Limits
    from sales_assets.contract import Shop, own_layouts
    from sales_assets.loading import preview, proposal

    try:
        own = own_layouts.load(settings.data_dir)
        shop = Shop(
            settings.today(),
            settings.max_quantity,
            settings.timezone,
            own=own,
            prices=settings.prices,
        )
        limits = Limits.of(settings)
        found = preview.look(path, catalogue, shop, settings.warehouse_url, limits)
    except Refused as refusal:
        _told(refusal)
        return proposal.can_help(refusal) and _propose(settings, path, catalogue, write=write)
    except OSError as error:
        _told(SystemRefused.of(error))
        return False
    console.preview(found)
    return not found.moindres


def _propose(settings: Settings, path: Path, catalogue: Any, *, write: bool) -> bool:
    """Propose what the titles of a file may mean; whether it can be read from now on."""
    from sales_assets.loading import preview, proposal

    ids = {"ID_produit": catalogue.products, "ID_magasin": catalogue.stores}
    found = proposal.propose(path, preview.genre_of(settings.data_dir, path), ids)
    if found is None or not found.guessed:
        return False
    if not write or found.unknown:
        console.proposal(found.text)
        return False
    console.written(proposal.write(settings.data_dir, found), found.text)
    return _check_one(settings, path, catalogue, write=False)


@app.command(
    help=mark("Dire où en est la boutique : jours, livraisons à reprendre, quarantaine, site.")
)
def status(
    as_json: Annotated[
        bool, typer.Option("--json", help=mark("Le dire en JSON, pour un programme."))
    ] = False,
) -> None:
    """Say where the shop stands."""
    from sales_assets.cli import running

    settings = _settings()
    _check_folder(settings)
    if as_json:
        running.tell_status_as_json(settings, datetime.now(settings.timezone))
    else:
        running.tell_status(settings)


@app.command(
    help=mark("Vérifier la base et l’archive : structure, clés, empreintes, totaux, lignes.")
)
def verify() -> None:
    """Compare the whole base with itself, and with the archive."""
    from sales_assets.cli import running

    settings = _settings()
    _check_folder(settings)
    running.verify(settings)


@app.command(help=mark("Refaire la base depuis l’archive : mêmes fichiers, mêmes jours."))
def rebuild() -> None:
    """Make the base again from the archive alone."""
    garbage.seek_rarely()  # before the large imports
    from sales_assets.cli import running

    settings = _settings()
    _check_folder(settings)
    raise typer.Exit(0 if running.rebuild(settings) else ACT)


@app.command(help=mark("Revenir à la version du site publiée avant celle-ci."))
def rollback() -> None:
    """Show the release of the site that was live before this one."""
    from sales_assets.report import releases

    settings = _settings()
    published = releases.published_at(releases.go_back(settings.site_dir))
    console.went_back(settings.site_dir / "index.html", published.astimezone(settings.timezone))


@app.command(help=mark("Envoyer un message d’essai par chaque voie d’alerte réglée."))
def alert() -> None:
    """Send a trial message by each way of alert."""
    from sales_assets.alerts import send_trial

    settings = _settings()
    if not settings.alert_channels:
        raise UsageError(
            mark(
                "Aucune voie d’alerte n’est réglée : SALES_ALERT_SMTP_HOST et SALES_ALERT_TO, ou "
                "SALES_ALERT_WEBHOOK_URL."
            )
        )
    report = send_trial(settings, datetime.now(settings.timezone))
    for way, trouble in report.troubles.items():
        console.problem(_("Alerte par {voie} : {cause}").format(voie=way, cause=trouble))
    sent = console.counted(report.sent, "message d’essai envoyé", "messages d’essai envoyés")
    console.out.print(f"{sent}.")
    raise typer.Exit(ACT if report.troubles else 0)


@app.command(help=mark("Garder la base et les fichiers d’origine dans un seul fichier."))
def backup(
    file: Annotated[
        Path, typer.Argument(metavar=mark("FICHIER"), help=mark("La sauvegarde à écrire."))
    ],
) -> None:
    """Keep the base and the original files in one file."""
    from sales_assets.loading import backup

    settings = _settings()
    _check_folder(settings)
    place = settings.warehouse_url, settings.archive_dir
    console.saved(file, backup.save(*place, file, settings.sealing_key))


@app.command(help=mark("Remettre la base et les fichiers d’origine d’une sauvegarde."))
def restore(
    file: Annotated[
        Path, typer.Argument(metavar=mark("FICHIER"), help=mark("La sauvegarde à reprendre."))
    ],
) -> None:
    """Bring back the base and the original files of a backup."""
    from sales_assets.cli import running
    from sales_assets.loading import backup
    from sales_assets.report import releases

    settings = _settings()
    _check_folder(settings)
    place = settings.warehouse_url, settings.archive_dir
    console.restored(file, backup.restore(*place, file, settings.sealing_key))
    releases.allow_fewer_days(settings.site_dir)
    running.tell_status(settings)


@app.command(help=mark("Écrire des fichiers d’exemple de la taille voulue."))
def demo(
    folder: Annotated[Path, typer.Argument(metavar=mark("DOSSIER"))],
    rows: Annotated[int, typer.Option(min=1)] = 10_000,
    days: Annotated[int, typer.Option(min=1, max=36_000)] = 365,
    products: Annotated[int, typer.Option(min=1)] = 30,
    stores: Annotated[int, typer.Option(min=1, max=9_999)] = 7,
    seed: Annotated[int, typer.Option(min=0)] = 1,
    full: Annotated[
        bool,
        typer.Option(
            "--full",
            help=mark("Avec heures, tickets, remises, rayons, fournisseurs, coûts et TVA."),
        ),
    ] = False,
) -> None:
    """Write example files."""
    from sales_assets.tools.demo import generate

    settings = _settings()
    written = generate(
        folder,
        rows=rows,
        days=days,
        products=products,
        stores=stores,
        seed=seed,
        last_day=settings.today() - timedelta(days=1),
        full=full,
    )
    for path in written.files:
        console.out.print(str(path))


@app.command(hidden=True)  # of the service `prepare` of docker-compose.yml
def prepare(folder: Path) -> None:
    """Write what the other containers read before they start."""
    from sales_assets.tools import containers

    settings = _settings()
    password = containers.prepare(settings, folder)
    if password is not None:
        console.out.out(
            _("Dagster demande un nom et un mot de passe : {nom} {motdepasse}").format(
                nom=containers.USER, motdepasse=password
            )
        )


@app.command(
    help=mark("Ouvrir l’interface de Dagster et son horloge, sur cette machine seulement.")
)
def ui(
    port: Annotated[
        int, typer.Option(min=1, max=65_535, help=mark("Port, sur cette machine seulement."))
    ] = 3000,
) -> None:
    """Start Dagster in the place of this process."""
    from sales_assets.graph import instance

    settings = _settings()
    _take(port).close()
    instance.prepare_home(settings.dagster_home, settings.dagster_storage)
    console.out.print(
        _("Dagster : http://127.0.0.1:{port} (Ctrl-C pour arrêter)").format(port=port)
    )
    sys.stdout.flush()
    # Dagster takes the place of this process: Ctrl-C and `kill` reach the one that ends the others.
    os.chdir(PROJECT_ROOT)
    command = [sys.executable, "-W", "ignore:Function", "-m", "sales_assets.graph.webserver", "dev"]
    place = ["-m", instance.MODULE, "-h", "127.0.0.1", "-p", str(port)]
    os.execve(sys.executable, [*command, *place], settings.environment())  # noqa: S606 - our own


@app.command(help=mark("Répondre à un assistant (MCP), en lecture seule, tant qu’il écoute."))
def mcp() -> None:
    """Answer an assistant about the published site, over standard input and output."""
    try:
        from sales_assets.assistant import server
    except ModuleNotFoundError as missing:
        raise NotReady(
            mark("Il manque le paquet {paquet} : pip install 'sales-assets[mcp]'"),
            paquet=missing.name,
        ) from missing
    server.serve(_settings())


def _take(port: int) -> socket.socket:
    """Listen on a port of this machine; stop with a sentence when another program does."""
    try:
        return socket.create_server(("127.0.0.1", port))
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        raise NotReady(
            mark("Le port {port} n’est pas libre : choisissez-en un autre par --port."),
            port=port,
        ) from error


@app.command(help=mark("Servir le site publié, sur cette machine seulement."))
def serve(
    port: Annotated[
        int,
        typer.Option(min=0, max=65_535, help=mark("Port, sur cette machine ; 0 : un port libre.")),
    ] = 8000,
) -> None:
    """Serve the published site until Ctrl-C."""
    from sales_assets.report import releases
    from sales_assets.web import site

    settings = _settings()
    releases.published(settings.site_dir)
    with _take(port) as taken:
        console.out.print(
            _("Site : http://127.0.0.1:{port} (Ctrl-C pour arrêter)").format(
                port=taken.getsockname()[1]
            )
        )
        sys.stdout.flush()
        site.serve(settings.site_dir, taken, settings.site_url)
