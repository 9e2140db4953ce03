"""The watch over the data folder: a file dropped there is loaded within a minute or so.

One run at a time, for all that is new: it reads the whole folder whatever woke it. The ledger says
what is known, so a burst, a restart or a lost memory neither loses nor repeats work.
"""

from collections.abc import Sequence

from dagster import (
    DagsterEventType,
    DagsterInstance,
    DagsterRun,
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

from sales_assets.graph import days, instance, jobs, watch
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
        asked = _ask(context.instance, settings, found)
        cursor = found.memory.write()
        if isinstance(asked, RunRequest):
            return SensorResult(run_requests=[asked], cursor=cursor)
        return SensorResult(skip_reason=SkipReason(asked), cursor=cursor)

    return dossier


def _ask(dagster: DagsterInstance, settings: Settings, found: watch.Look) -> RunRequest | str:
    """The run to ask for, or why there is none."""
    if not found.news:
        if found.growing:
            return _("En cours de copie : {noms}.").format(noms=_names(found.growing))
        return _("Rien de nouveau.")
    if dagster.get_runs_count(RunsFilter(statuses=_UNDER_WAY)):
        return _("Un lancement est en cours : {noms} attend sa fin.").format(
            noms=_names([*found.news])
        )
    before = dagster.get_runs(RunsFilter(tags={TAG: found.key}))
    if any(_has_received(dagster, run) for run in before):  # and the ledger knows nothing of it
        found.memory.told.update(found.news)
        return _("Déjà signalé : {noms}.").format(noms=_names([*found.news]))
    if len(before) >= _TRIES:
        return _("Pas lu après {nombre} essais : {noms}. Le prochain passage réessaiera.").format(
            nombre=_TRIES, noms=_names([*found.news])
        )
    return RunRequest(
        run_key=f"{found.key}-{len(before) + 1}",
        tags={TAG: found.key, **instance.Days(*days.due(settings, dagster)).tags},
    )


def _has_received(dagster: DagsterInstance, run: DagsterRun) -> bool:
    """Whether a run has looked at every file of the folder."""
    done = dagster.all_logs(run.run_id, of_type=DagsterEventType.STEP_SUCCESS)
    return any(entry.step_key == "deliveries" for entry in done)


def _names(names: Sequence[str]) -> str:
    shown = ", ".join(names[:3])
    return f"{shown}…" if len(names) > 3 else shown
