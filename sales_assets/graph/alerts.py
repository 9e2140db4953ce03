"""The sensor that tells a person what to act on: what the ledger, the checks and the runs say now.

Each tick looks at everything that is open, and `sales_assets.alerts` tells what it has not told
yet: neither a restart nor a lost cursor repeats or loses a message. What stays out: the words and
how they travel (`alerts/`), and the figures of a run.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from dagster import (
    AssetCheckEvaluation,
    AssetCheckKey,
    DagsterInstance,
    DagsterRun,
    DagsterRunStatus,
    DefaultSensorStatus,
    ResourceParam,
    RunsFilter,
    SensorDefinition,
    SensorEvaluationContext,
    SkipReason,
    sensor,
)

from sales_assets.alerts import Alert, causes, send_new
from sales_assets.etl_log import EtlLog
from sales_assets.graph import (
    housekeeping,
    jobs,
    lineage,
    troubles,
    verdict,
    verification,
)
from sales_assets.graph.private import WILL_RETRY_TAG
from sales_assets.graph.shop import Shop
from sales_assets.graph.totals import OPEN
from sales_assets.language import _
from sales_assets.settings import Settings

NAME = "alertes"
_SECONDS = 60


def alerts(settings: Settings) -> SensorDefinition:
    """The sensor; it runs by itself as soon as a way to tell somebody is set up."""

    @sensor(
        name=NAME,
        minimum_interval_seconds=_SECONDS,
        default_status=DefaultSensorStatus.RUNNING
        if settings.alert_channels
        else DefaultSensorStatus.STOPPED,
        description=_(
            "Prévient par courriel ou webhook, une fois par cause : lancement en échec, contrôle "
            "non respecté, fichier refusé ou en attente, ventes en retard."
        ),
    )
    def alertes(context: SensorEvaluationContext, shop: ResourceParam[Shop]) -> SkipReason:
        return SkipReason(_tick(context, shop))

    return alertes


def _tick(context: SensorEvaluationContext, shop: Shop) -> str:
    """Tell what is new; what became of it, in a sentence."""
    from sales_assets.errors import WarehouseError

    settings = shop.settings
    now = datetime.now(settings.timezone)
    told: list[Alert] | None = None
    busy = context.instance.get_runs_count(RunsFilter(statuses=[DagsterRunStatus.STARTED]))
    try:  # under a run, a file refused before is read again: what it will be is not known
        if not busy:
            told = of_shop(shop, now) if settings.data_dir.is_dir() else []
    except WarehouseError as error:  # the run that meets it fails, and that is told
        context.log.warning(str(error))
    graph = context.repository_def
    checks = sorted(graph.asset_graph.asset_check_keys) if graph else []
    found = [*(told or []), *of_dagster(context.instance, checks, told)]
    report = send_new(settings, found, now, all_known=told is not None)
    log = EtlLog(settings.log_dir, settings.timezone)
    if report.sent:
        log.write(NAME, "", report.sent, True)
    trouble = " ; ".join(f"{way} : {cause}" for way, cause in report.troubles.items())
    if trouble:
        context.log.error(trouble)
    if trouble and trouble != context.cursor:  # the same trouble, each minute, is written once
        log.write(NAME, "", 0, False, trouble)
    context.update_cursor(trouble)
    return trouble or _("{nombre} message(s) envoyé(s), {ouvertes} cause(s) ouverte(s)").format(
        nombre=report.sent, ouvertes=len(found)
    )


def of_shop(shop: Shop, now: datetime) -> list[Alert]:
    """The files that a person must see to, and the sales that are late."""
    from sales_assets.loading import late, summary

    warehouse = shop.warehouse()
    unsettled = summary.unsettled(summary.deliveries(warehouse))
    found = causes.of_deliveries((d.livraison, d.nom, d.statut, d.message) for d in unsettled)
    by = shop.settings.due
    missing = late.late(warehouse, now, shop.settings.calendar, by)
    if missing is not None:
        found.append(causes.of_late_day(missing.jour, missing.dernier, f"{by:%H:%M}"))
    return found


def of_dagster(
    instance: DagsterInstance, checks: Sequence[AssetCheckKey], told: Sequence[Alert] | None
) -> list[Alert]:
    """The checks whose last word is a failure, and the last run of each job if it did not end well.

    What follows from something already told (a site that stays for want of news) is no cause.
    Without `told`, when the shop's base cannot be read or changes, nobody knows which checks only
    repeat it: a run that failed for another reason is all there is to tell.
    """
    evaluated = list(_last_words(instance, checks))
    found = [] if told is None else causes.of_checks(_messages(evaluated), told)
    said = {alert.text for alert in (*(told or ()), *found)}
    said |= {text for _run, one in evaluated for part in troubles.of_check(one) for text in part}
    for run in _last_runs(instance):
        if run.status is DagsterRunStatus.CANCELED:
            found.append(causes.of_cancelled_run(run.job_name, run.run_id))
        elif run.status is DagsterRunStatus.FAILURE and run.tags.get(WILL_RETRY_TAG) != "true":
            logs = instance.all_logs(run.run_id)
            events = (log.get_dagster_event() for log in logs if log.is_dagster_event)
            texts = [text for text in troubles.of_run(events) if text not in said]
            found += causes.of_failed_run(run.job_name, run.run_id, texts)
    return found


def _last_runs(instance: DagsterInstance) -> Iterator[DagsterRun]:
    """The last run that ended of each job of this house: one job forgets nothing of another."""
    for job in (*jobs.OF_ASSETS, verification.NAME, housekeeping.NAME):
        its = RunsFilter(job_name=job, statuses=lineage.ENDED)
        yield from instance.get_runs(its, limit=1)


def _last_words(
    instance: DagsterInstance, checks: Sequence[AssetCheckKey]
) -> Iterator[tuple[str, AssetCheckEvaluation]]:
    """The last evaluation of each check, with its run."""
    summaries = instance.event_log_storage.get_asset_check_summary_records(checks)
    for summary in summaries.values():
        record = summary.last_completed_check_execution_record
        if record is not None and record.event is not None:
            event = record.event.get_dagster_event()
            yield record.run_id, event.asset_check_evaluation_data


def _messages(evaluated: Sequence[tuple[str, AssetCheckEvaluation]]) -> Iterator[tuple[str, str]]:
    """What these checks say, each once; the bare rules of a run that says nothing else."""
    told: dict[str, str] = {}
    rules: dict[str, dict[str, str]] = defaultdict(dict)
    for run, check in evaluated:
        # What keeps the shop closed is told by itself, what the verdict says by those it repeats.
        if check.check_name in (OPEN.name, verdict.NAME):
            continue
        messages, broken = troubles.of_check(check)
        told |= dict.fromkeys(messages, run)
        rules[run] |= dict.fromkeys(broken, run)
    yield from told.items()
    speaking = set(told.values())
    for run, broken_rules in rules.items():
        if run not in speaking:
            yield from broken_rules.items()
