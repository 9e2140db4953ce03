"""The watch over the data folder: a file dropped there is loaded within a minute or so.

One run at a time, for all that is new: it reads the whole folder whatever woke it. The ledger says
what is known, so a burst, a restart or a lost memory neither loses nor repeats work.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from dagster import (
    DagsterEventType,
    DagsterInstance,
    DagsterRunStatus,
    DefaultSensorStatus,
    RunRequest,
    RunsFilter,
    SensorDefinition,
    SensorEvaluationContext,
    SensorResult,
    SkipReason,
    sensor,
)

from sales_assets.graph import again, instance, jobs, watch
from sales_assets.language import _, cause
from sales_assets.settings import Settings
from sales_assets.warehouse import glance

NAME = "dossier"
INTERVAL = 10  # seconds; a file is taken at the second look that finds it unchanged
TAG = "sales/nouveautes"
_TRIES = 3
_UNDER_WAY = [
    DagsterRunStatus.QUEUED,
    DagsterRunStatus.NOT_STARTED,
    DagsterRunStatus.STARTING,
    DagsterRunStatus.STARTED,
    DagsterRunStatus.CANCELING,
]


def folder(settings: Settings) -> SensorDefinition:
    """The watch over the data folder, on by default."""

    @sensor(
        name=NAME,
        job_name=jobs.EVERYTHING,
        minimum_interval_seconds=INTERVAL,
        default_status=DefaultSensorStatus.RUNNING,
        description=_(
            "Regarde le dossier de données. Un fichier nouveau ou changé, une fois copié en "
            "entier, est chargé et le site publié, en un seul lancement pour tous."
        ),
    )
    def dossier(context: SensorEvaluationContext) -> SensorResult:
        known = glance.receipts(settings.warehouse_url)
        if known is None:
            return SensorResult(skip_reason=SkipReason(_("La base ne répond pas pour l’instant.")))
        memory = watch.Memory.read(context.cursor)
        try:
            found = watch.look(settings.data_dir, known, memory, settings.timezone)
        except OSError as error:
            reason = _("Le dossier {dossier} ne peut pas être lu : {cause}.").format(
                dossier=settings.data_dir, cause=cause(error)
            )
            return SensorResult(skip_reason=SkipReason(reason))
        asked = _ask(context.instance, settings, found, opened=bool(known))
        cursor = found.memory.write()
        if isinstance(asked, RunRequest):
            return SensorResult(run_requests=[asked], cursor=cursor)
        return SensorResult(skip_reason=SkipReason(asked), cursor=cursor)

    return dossier


def _ask(
    dagster: DagsterInstance, settings: Settings, found: watch.Look, *, opened: bool
) -> RunRequest | str:
    """The run to ask for, or why there is none.

    Args:
        dagster: Where runs are known.
        settings: The shop's.
        found: What is in the folder; what was told already is taken out of its news.
        opened: Whether anything was ever received: then there should be a site.
    """
    unpublished = opened and not (settings.site_dir / "index.html").exists()
    if not unpublished:
        found.memory.site = ""
    if dagster.get_runs_count(RunsFilter(statuses=_UNDER_WAY)):
        if not found.news:
            return _("Un lancement est en cours.")
        return _("Un lancement est en cours : {noms} attend sa fin.").format(
            noms=_names([*found.news])
        )
    told = _tell(dagster, found)
    if found.news:
        asked = _request(dagster, settings, found.news)
        found.memory.asked = dict(found.news)
        return asked or _(
            "Pas lu après {nombre} essais : {noms}. Le prochain passage réessaiera."
        ).format(nombre=_TRIES, noms=_names([*found.news]))
    if told:
        return _("Déjà signalé : {noms}.").format(noms=_names(told))
    if found.growing:
        return _("En cours de copie : {noms}.").format(noms=_names(found.growing))
    later = again.due(dagster, datetime.now(settings.timezone))
    if isinstance(later, RunRequest):
        return later
    if later is not None:
        return _("Le lancement en échec sera refait à {heure}.").format(
            heure=f"{later.astimezone(settings.timezone):%H:%M}"
        )
    today = settings.today().isoformat()
    if unpublished and found.memory.site != today:  # where it is never seen, once a day
        found.memory.site = today
        return _request(dagster, settings, {"site": today}) or _("Le site n’a pas pu être publié.")
    return _("Rien de nouveau.")


def _tell(dagster: DagsterInstance, found: watch.Look) -> list[str]:
    """Take for told what a run has looked at and the ledger knows nothing of; their names."""
    told = []
    for files in (dict(found.memory.asked), dict(found.news)):
        if found.news and files and _is_received(dagster, files):
            told += found.tell(files)
    if not found.news:
        found.memory.asked = {}
    return told


def _request(
    dagster: DagsterInstance, settings: Settings, files: Mapping[str, str]
) -> RunRequest | None:
    """A run for these files; None after too many that never looked at them."""
    key = watch.key(files)
    tries = dagster.get_runs_count(RunsFilter(tags={TAG: key}))
    if tries >= _TRIES:
        return None
    return RunRequest(
        run_key=f"{key}-{tries + 1}",
        tags={TAG: key, **instance.Days.latest(settings).tags},
    )


def _is_received(dagster: DagsterInstance, files: Mapping[str, str]) -> bool:
    """Whether a run asked for these files has looked at the folder."""
    runs = dagster.get_runs(RunsFilter(tags={TAG: watch.key(files)}))
    return any(
        entry.step_key == "deliveries"
        for run in runs
        for entry in dagster.all_logs(run.run_id, of_type=DagsterEventType.STEP_SUCCESS)
    )


def _names(names: Sequence[str]) -> str:
    shown = ", ".join(names[:3])
    return f"{shown}…" if len(names) > 3 else shown
