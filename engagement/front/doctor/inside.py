"""What the database tells: is everything there, on time, and in order."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from engagement.audit.services import verify
from engagement.common.roles import Role
from engagement.common.weeks import week_just_ended
from engagement.concerns.models import DriftCheck, Issue
from engagement.front.doctor.findings import Finding, State, broken, late, well
from engagement.front.ledger import ledger_path, read_ledger
from engagement.front.models import Departure, Erasure, Heartbeat
from engagement.front.services.beating import CLOCK
from engagement.outbox.queries import dead_jobs, oldest_waiting, waiting_jobs
from engagement.people.models import Grant
from engagement.people.queries import lasting_administrators
from engagement.places.queries import neighborhoods_on_the_map, town
from engagement.priorities.models import Run
from engagement.priorities.queries.runs import places_without_report, stuck_runs

SILENCE = timedelta(seconds=120)
WAIT = timedelta(minutes=2)
TWO_NIGHTS = timedelta(hours=50)
WAIT_FOR_LEDGER = timedelta(hours=2)
BEAT_HOUR = timedelta(hours=7)  # built at six; an hour later it should be there


def migrations() -> Finding:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        return broken(
            "migrations", f"{len(missing)} not applied. Run: manage.py migrate"
        )
    return well("migrations", "All are applied.")


def the_town(now: datetime) -> Finding:
    here, places = town(), neighborhoods_on_the_map().count()
    if here is None:
        return late("town", "Nobody has set the town up yet. Open /set-up/.")
    if not places:
        return broken("town", f"{here.name} has no neighborhoods. Run: manage.py import_neighborhoods")  # fmt: skip
    alone = _without_officer(now)
    if alone:
        return late("town", f"No officer looks after {', '.join(alone[:5])}.")
    many = "1 neighborhood" if places == 1 else f"{places} neighborhoods, each"
    return well("town", f"{here.name}, {many} with an officer.")


def _without_officer(now: datetime) -> list[str]:
    officers = Grant.objects.current(now).filter(role=Role.OFFICER)
    if officers.filter(neighborhood=None).exists():
        return []
    covered = officers.values("neighborhood")
    left = neighborhoods_on_the_map().exclude(pk__in=covered)
    return list(left.values_list("name", flat=True))


def administrators(now: datetime) -> Finding:
    """A rule of two bites only where there are two (RULINGS 30)."""
    many = lasting_administrators(now).values("user").distinct().count()
    if not many:
        return broken("administrators", "Nobody can give roles. Run: manage.py create_user ADDRESS --grant admin:*")  # fmt: skip
    if many == 1 and settings.TWO_PEOPLE_FOR:
        names = ", ".join(sorted(settings.TWO_PEOPLE_FOR))
        return Finding("administrators", State.OFF, f"There is one: nobody can agree as the second to what needs two ({names}). Make somebody else one under /manage/people/.")  # fmt: skip
    return well("administrators", "There is one." if many == 1 else f"There are {many}.")  # fmt: skip


def clock(now: datetime) -> Finding:
    """The heartbeat goes from beat through the broker to a worker, every minute."""
    last = Heartbeat.objects.filter(name=CLOCK).first()
    if last is None:
        return broken("clock", "No heartbeat yet. Start both: celery -A config beat, and a worker.")  # fmt: skip
    silent = now - last.at
    if silent > SILENCE:
        return broken("clock", f"The last heartbeat is {_ago(silent)} old: beat or the worker stands still.")  # fmt: skip
    return well("clock", f"The last heartbeat is {_ago(silent)} old.")


def relay(now: datetime) -> Finding:
    since = oldest_waiting(now)
    if since is not None and now - since > WAIT:
        many = waiting_jobs(now).count()
        return late("relay", f"{many} jobs wait, the oldest for {_ago(now - since)}. Start: manage.py relay")  # fmt: skip
    return well("relay", "Nothing waits longer than it should.")


def dead_letters() -> Finding:
    many = dead_jobs().count()
    if many:
        return broken(
            "dead letters", f"{many} jobs were given up. See /desk/dead-letters/."
        )
    return well("dead letters", "None.")


def counters(now: datetime) -> Finding:
    last = DriftCheck.objects.order_by("-at").first()
    if last is None:
        if Issue.objects.exists():
            return Finding("counters", State.OFF, "Not compared yet; the first night does.")  # fmt: skip
        return well("counters", "Nothing to count yet.")
    if last.drifted:
        return broken("counters", f"{last.drifted} of {last.issues} issues were off on {last.at:%Y-%m-%d}; they were put right.")  # fmt: skip
    if now - last.at > TWO_NIGHTS:
        return late("counters", f"Last compared {_ago(now - last.at)} ago.")
    return well("counters", f"{last.issues} issues compared, none off.")


def reports(now: datetime) -> Finding:
    zone = ZoneInfo(settings.TIME_ZONE)
    week = week_just_ended(now, zone)
    if stuck_runs(now).exists():
        return late("reports", "A build stands still; the sweep will take it up.")
    missing = places_without_report(week)
    if _opened_after(week.ends_at(zone)):
        return well("reports", "The town is new; its first report comes on Monday.")
    if missing.exists() and now > week.ends_at(zone) + BEAT_HOUR:
        names = ", ".join(missing.values_list("name", flat=True)[:5])
        return late("reports", f"No report of {week} for {names}. Run: manage.py build_reports")  # fmt: skip
    last = Run.objects.exclude(finished_at=None).order_by("-finished_at").first()
    when = f"last build finished {last.finished_at:%Y-%m-%d %H:%M}" if last else "none built yet"  # fmt: skip
    return well("reports", f"{week} is complete; {when} UTC." if last else f"{when}.")


def _opened_after(moment: datetime) -> bool:
    here = town()
    return here is not None and here.set_up_at is not None and here.set_up_at > moment


def retention(now: datetime) -> Finding:
    """What runs out has to leave every night (SECURITY promise 17)."""
    last = Departure.objects.order_by("-at", "-pk").first()
    if last is None:
        if _is_young(now):
            return Finding("retention", State.OFF, "Nothing has left yet; the first night sees to it.")  # fmt: skip
        return late("retention", "Nothing has ever left by itself. The clock asks for it at 4:10 each night.")  # fmt: skip
    if now - last.at > TWO_NIGHTS:
        return late("retention", f"Nothing has left for {_ago(now - last.at)}. The clock asks for it each night; look at the clock.")  # fmt: skip
    return well("retention", f"What had run out left {_ago(now - last.at)} ago.")


def _is_young(now: datetime) -> bool:
    here = town()
    return here is None or here.set_up_at is None or now - here.set_up_at < TWO_NIGHTS


def ledger(now: datetime) -> Finding:
    """The file beside the database names everybody who was ever erased."""
    lines = {line.erased for line in read_ledger()}
    known = set(Erasure.objects.values_list("erased", flat=True))
    forgotten = len(lines - known)
    if forgotten:
        return broken("erasures", f"{forgotten} people of the ledger are not erased in this database: it is an older one. Run: manage.py reapply_erasures")  # fmt: skip
    unwritten = Erasure.objects.filter(at__lt=now - WAIT_FOR_LEDGER)
    if missing := len(set(unwritten.values_list("erased", flat=True)) - lines):
        return late("erasures", f"{missing} erasures are not in {ledger_path()}: a restore would bring these people back.")  # fmt: skip
    return well("erasures", f"{len(lines)} in the ledger, all erased here.")


def record(now: datetime) -> Finding:
    verdict = verify(now=now)
    if verdict.broken_at is not None:
        return broken("record", f"The record was changed at entry {verdict.broken_at}. Run: manage.py verify_audit")  # fmt: skip
    if verdict.late:
        return late(
            "record",
            f"{verdict.late} acts are not chained yet. The clock does it every minute; if this stays, look at the clock.",
        )
    return well("record", "The record of acts is whole.")


def _ago(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    for size, name in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds // size} {name}"
    return f"{seconds} seconds"
