"""What happens at a fixed hour: the daily run, the check of the base, the clearing of old runs."""

from datetime import datetime, timedelta, tzinfo

from dagster import (
    DefaultScheduleStatus,
    RunRequest,
    ScheduleDefinition,
    ScheduleEvaluationContext,
    SkipReason,
    schedule,
)

from sales_assets.graph import housekeeping, instance, jobs, verification
from sales_assets.language import _
from sales_assets.settings import Settings

DAILY = "tous_les_jours"
CLEARING = "menage_du_dimanche"
VERIFYING = "verification_de_la_nuit"


def schedules(settings: Settings) -> list[ScheduleDefinition]:
    """The daily run, the nightly check and the weekly clearing, on by default."""
    return [_daily(settings), _verifying(settings), _clearing(settings)]


def _daily(settings: Settings) -> ScheduleDefinition:
    @schedule(
        name=DAILY,
        job_name=jobs.EVERYTHING,
        cron_schedule=f"{settings.schedule.minute} {settings.schedule.hour} * * *",
        execution_timezone=settings.timezone.key,
        default_status=DefaultScheduleStatus.RUNNING,
        description=_(
            "Chaque jour à l’heure de SALES_SCHEDULE : charge en un lancement tout ce qui est "
            "arrivé, machine éteinte comprise, publie le site."
        ),
    )
    def tous_les_jours(context: ScheduleEvaluationContext) -> RunRequest | SkipReason:
        now = datetime.now(settings.timezone)
        if is_overtaken(context.scheduled_execution_time, now, settings.timezone):
            return SkipReason(_("Machine éteinte à cette heure : le passage suivant rattrape."))
        return RunRequest(tags=instance.Days.latest(settings).tags)

    return tous_les_jours


def is_overtaken(due: datetime, now: datetime, timezone: tzinfo) -> bool:
    """Whether the daily run of the day after `due` is due too, at `now`.

    After the machine was off, Dagster evaluates each tick it missed: only the last one runs.
    """
    local = due.astimezone(timezone).replace(tzinfo=None) + timedelta(days=1)
    return local.replace(tzinfo=timezone) <= now


def _clearing(settings: Settings) -> ScheduleDefinition:
    return ScheduleDefinition(
        name=CLEARING,
        job=housekeeping.clearing(),
        cron_schedule="30 4 * * 0",
        execution_timezone=settings.timezone.key,
        default_status=DefaultScheduleStatus.RUNNING,
        description=_("Chaque dimanche à 4 h 30 : oublie les vieux lancements."),
    )


def _verifying(settings: Settings) -> ScheduleDefinition:
    return ScheduleDefinition(
        name=VERIFYING,
        job=verification.verifying(),
        cron_schedule="10 4 * * *",
        execution_timezone=settings.timezone.key,
        default_status=DefaultScheduleStatus.RUNNING,
        description=_("Chaque nuit à 4 h 10 : vérifie toute la base, ligne par ligne."),
    )
