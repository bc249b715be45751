import re
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import close_old_connections, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localtime, now

from engagement.audit.models import Entry
from engagement.common.errors import DomainError, NotAllowedError
from engagement.common.sealed import unseal
from engagement.outbox.models import Job
from engagement.people.models import User
from tests.factories.group_cameras import (
    CONTACT,
    make_ask,
    make_camera,
    make_request,
)
from tests.factories.people import make_admin, make_officer, make_user
from tests.factories.places import (
    make_landmark,
    make_neighborhood,
    make_snap_point,
    make_town,
    middle_of,
)
from tests.harness.sessions import just_signed_in
from tests.watchgroups.test_wall import addressed, run_jobs
from watchgroups.choices import CameraAnswer
from watchgroups.errors import (
    CameraIncompleteError,
    DecidedAlreadyError,
    TooManyLettersError,
)
from watchgroups.models import Camera, CameraAsk, CameraLook, CameraRequest
from watchgroups.services.cameras import (
    MOST_CAMERAS,
    Spot,
    answer_request,
    ask_for_recordings,
    forget_cameras,
    join_cameras,
    leave_cameras,
    look_at_contact,
)

pytestmark = pytest.mark.django_db
OWN, DESK = "/my/cameras/", "/desk/cameras/"


def spot_in(place: Any) -> Spot:
    lat, lon = middle_of(place)
    return Spot(neighborhood_id=place.pk, lat=lat, lon=lon, label="Mill Lane")


def asked_by(officer: User, place: Any, **how: Any) -> CameraRequest:
    said: dict[str, Any] = {
        "spot": spot_in(place),
        "metres": 200,
        "begins_at": now() - timedelta(hours=3),
        "ends_at": now() - timedelta(hours=2),
        "reason": "A window was broken",
        "actor": officer,
        "now": now(),
    }
    return ask_for_recordings(**(said | how))


# -- joining and leaving -------------------------------------------------------------------
def test_a_camera_is_kept_at_the_public_point_with_its_contact_sealed() -> None:
    make_town()
    place = make_neighborhood()
    make_landmark("Old Mill", neighborhood=place)
    point = make_snap_point(place, "Mill Lane, 100 block")
    owner = make_user()
    said = {
        "near": "Old Mill",
        "kind": "shop",
        "direction": "The bus stop",
        "hours_kept": "48",
        "contact": CONTACT,
    }

    assert just_signed_in(owner).post(OWN, said).status_code == 302

    camera = Camera.objects.get()
    where = (camera.owner, camera.lat, camera.lon, camera.area, camera.hours_kept)
    assert where == (owner, point.lat, point.lon, "Mill Lane, 100 block", 48)
    assert unseal(camera.sealed) == CONTACT
    assert Entry.objects.filter(action__startswith="camera").count() == 0


def test_a_name_that_only_sounds_alike_or_stands_twice_is_asked_about() -> None:
    make_town()
    here, there = make_neighborhood("Millbrook"), make_neighborhood("Old Town")
    for place in (here, there):
        make_landmark("Old Mill", neighborhood=place)
        make_snap_point(place, f"Mill Lane, {place.name}")
    make_landmark("Shore Gate", neighborhood=here)
    client = just_signed_in(make_user())
    said = {
        "kind": "shop",
        "direction": "The bus stop",
        "hours_kept": "48",
        "contact": CONTACT,
    }

    offered = [
        re.findall(
            r'name="pick" value="([^"]+)"',
            client.post(OWN, said | {"near": near}).content.decode(),
        )
        for near in ("Old Mill", "Shore Gates", "Quite elsewhere")
    ]
    client.post(OWN, said | {"near": "Old Mill", "pick": "Old Mill, Old Town"})

    assert offered == [
        ["Old Mill, Millbrook", "Old Mill, Old Town"],
        ["Shore Gate, Millbrook"],
        [],
    ]
    assert [camera.area for camera in Camera.objects.all()] == ["Mill Lane, Old Town"]


def test_an_officer_is_asked_only_where_the_own_area_has_two_of_a_name() -> None:
    make_town()
    here, there = make_neighborhood("Millbrook"), make_neighborhood("Old Town")
    for place in (here, there):
        make_landmark("Old Mill", neighborhood=place)
    began = localtime(now() - timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M")
    said = {
        "near": "Old Mill",
        "metres": "500",
        "begins_at": began,
        "hours": "1",
        "reason": "A window was broken",
    }

    answer = just_signed_in(make_officer(of=there)).post(DESK, said)

    assert answer.status_code == 302
    assert CameraRequest.objects.get().neighborhood == there


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "drone"},
        {"direction": " "},
        {"contact": ""},
        {"hours_kept": 0},
        {"hours_kept": 24 * 91},
    ],
)
def test_a_camera_needs_all_that_is_asked(wrong: dict[str, Any]) -> None:
    place = make_neighborhood()
    make_snap_point(place)
    said: dict[str, Any] = {
        "spot": spot_in(place),
        "kind": "home",
        "direction": "The bus stop",
        "hours_kept": 72,
        "contact": CONTACT,
        "owner": make_user(),
        "now": now(),
    }

    assert join_cameras(**said).pk
    with pytest.raises(CameraIncompleteError):
        join_cameras(**(said | wrong))
    assert Camera.objects.count() == 1


def test_ten_cameras_are_enough() -> None:
    place, owner = make_neighborhood(), make_user()
    make_snap_point(place)
    for _each in range(MOST_CAMERAS):
        make_camera(owner, neighborhood=place)

    with pytest.raises(CameraIncompleteError):
        join_cameras(
            spot=spot_in(place),
            kind="home",
            direction="The bus stop",
            hours_kept=72,
            contact=CONTACT,
            owner=owner,
            now=now(),
        )


def test_one_press_takes_a_camera_out_and_its_contact_is_gone_at_once() -> None:
    make_town()
    camera = make_camera()
    officer = make_officer(of=camera.neighborhood)
    request = make_request(officer, neighborhood=camera.neighborhood)
    ask = make_ask(request, camera, answer="yes")
    page = reverse("watchgroups:camera_leave", args=[camera.pk])

    assert just_signed_in(make_user()).post(page).status_code == 404
    assert just_signed_in(camera.owner).post(page).status_code == 302

    camera.refresh_from_db()
    assert (bytes(camera.sealed), camera.left_at is not None) == (b"", True)
    with pytest.raises(NotAllowedError):
        look_at_contact(ask_id=ask.pk, actor=officer, now=now())
    with pytest.raises(NotAllowedError):
        leave_cameras(camera_id=camera.pk, owner=officer, now=now())


# -- asking -----------------------------------------------------------------------------------
def test_owners_near_who_may_still_hold_it_are_asked_once_each() -> None:
    make_town()
    place = make_neighborhood()
    lat, _lon = middle_of(place)
    officer = make_officer(of=place)
    near = make_camera(neighborhood=place)
    make_camera(neighborhood=place, lat=lat + 0.003)  # some 330 m away
    make_camera(neighborhood=place, hours_kept=1)  # the recording is gone
    make_camera(neighborhood=place, left_at=now(), sealed=b"")
    make_camera(officer, neighborhood=place)
    make_camera()

    request = asked_by(officer, place)
    run_jobs()

    assert [ask.camera for ask in request.asks.all()] == [near]
    assert addressed() == [near.owner.email]
    assert "A window was broken" in mail.outbox[0].body
    assert [e.reason for e in Entry.objects.filter(action="camera.ask")] == [
        "A window was broken"
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": " "},
        {"metres": 5_000},
        {"begins_at": timedelta(days=-4)},
        {"ends_at": timedelta(hours=1)},
    ],
)
def test_a_question_needs_a_reason_a_small_place_and_a_short_time_ago(
    wrong: dict[str, Any],
) -> None:
    place = make_neighborhood()
    moved = {
        key: now() + value if isinstance(value, timedelta) else value
        for key, value in wrong.items()
    }

    with pytest.raises(CameraIncompleteError):
        asked_by(make_officer(of=place), place, **moved)


def test_officers_of_the_place_alone_ask_and_five_times_a_day() -> None:
    place = make_neighborhood()
    officer = make_officer(of=place)
    for person in (make_user(), make_admin(), make_officer(of=make_neighborhood())):
        with pytest.raises(NotAllowedError):
            asked_by(person, place)
    for _each in range(5):
        asked_by(officer, place)

    with pytest.raises(TooManyLettersError):
        asked_by(officer, place)
    assert asked_by(officer, place, now=now() + timedelta(days=1)).pk


def test_an_officer_learns_nothing_of_who_has_not_said_yes() -> None:
    make_town()
    place = make_neighborhood()
    make_landmark("Old Mill", neighborhood=place)
    officer = make_officer(of=place)
    camera = make_camera(neighborhood=place, area="canary corner", hours_kept=500)
    client = just_signed_in(officer)
    began = localtime(now() - timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M")
    said = {
        "near": "Old Mill",
        "metres": "500",
        "begins_at": began,
        "hours": "1",
        "reason": "A window was broken",
    }

    assert client.post(DESK, said).status_code == 302

    ask = CameraAsk.objects.get()
    page = f"{DESK}{ask.request_id}/"
    assert b"canary corner" not in client.get(page).content
    assert b"canary corner" not in client.get(DESK).content
    look = reverse("watchgroups:camera_look", args=[ask.request_id, ask.pk])
    assert client.post(look).status_code == 404

    answer_request(ask_id=ask.pk, accepts=False, owner=camera.owner, now=now())
    assert b"canary corner" not in client.get(page).content


def test_a_yes_opens_the_contact_to_who_asked_and_each_look_is_told() -> None:
    make_town()
    camera = make_camera()
    officer = make_officer(of=camera.neighborhood)
    officer.name = "Officer Bell"
    officer.save()
    request = make_request(officer, neighborhood=camera.neighborhood)
    ask = make_ask(request, camera)
    owner = just_signed_in(camera.owner)
    answer = reverse("watchgroups:camera_answer", args=[ask.pk])
    look = reverse("watchgroups:camera_look", args=[request.pk, ask.pk])

    assert owner.post(answer, {"act": "yes"}).status_code == 302
    page = just_signed_in(officer).get(f"{DESK}{request.pk}/")
    assert CONTACT.encode() not in page.content
    opened = just_signed_in(officer).post(look)

    assert CONTACT.encode() in opened.content
    assert [(one.officer, one.ask) for one in CameraLook.objects.all()] == [
        (officer, ask)
    ]
    assert Entry.objects.filter(action="camera.look").count() == 1
    assert "Officer Bell looked at how to reach you" in owner.get(OWN).content.decode()


@pytest.mark.parametrize("who", ["other officer", "admin", "resident", "owner"])
def test_nobody_else_reads_the_question_or_the_contact(who: str) -> None:
    camera = make_camera()
    request = make_request(
        make_officer(of=camera.neighborhood), neighborhood=camera.neighborhood
    )
    ask = make_ask(request, camera, answer="yes")
    people = {
        "other officer": make_officer(of=camera.neighborhood),
        "admin": make_admin(),
        "resident": make_user(),
        "owner": camera.owner,
    }
    client = just_signed_in(people[who])
    look = reverse("watchgroups:camera_look", args=[request.pk, ask.pk])

    assert client.get(f"{DESK}{request.pk}/").status_code == 404
    assert client.post(look).status_code == 404
    with pytest.raises(NotAllowedError):
        look_at_contact(ask_id=ask.pk, actor=people[who], now=now())
    assert CameraLook.objects.count() == 0
    assert Client().post(look).status_code == 302


def test_an_officer_who_no_longer_serves_there_opens_nothing() -> None:
    camera = make_camera()
    officer = make_officer(of=camera.neighborhood)
    request = make_request(officer, neighborhood=camera.neighborhood)
    ask = make_ask(request, camera, answer="yes")
    client = just_signed_in(officer)
    officer.grants.update(ends_at=now() - timedelta(seconds=1))

    look = reverse("watchgroups:camera_look", args=[request.pk, ask.pk])
    assert client.post(look).status_code == 404
    assert client.get(DESK).status_code == 404


def test_who_looked_stays_to_be_read_after_the_camera_is_out() -> None:
    make_town()
    camera = make_camera()
    officer = make_officer(of=camera.neighborhood)
    officer.name = "Officer Bell"
    officer.save()
    asks = [
        make_ask(
            make_request(officer, neighborhood=camera.neighborhood),
            camera,
            answer="yes",
        )
        for _each in range(2)
    ]
    look_at_contact(ask_id=asks[0].pk, actor=officer, now=now())
    owner = just_signed_in(camera.owner)
    answer = reverse("watchgroups:camera_answer", args=[asks[1].pk])

    back = owner.post(answer, {"act": "no"}, follow=True).content.decode()
    leave_cameras(camera_id=camera.pk, owner=camera.owner, now=now())
    page = owner.get(OWN).content.decode()

    assert "The officer cannot open how to reach you any more." in back
    assert page.count("Officer Bell looked at how to reach you") == 1
    assert 'name="act"' not in page


def test_the_owner_answers_on_the_page_and_the_buttons_carry_its_token() -> None:
    make_town()
    camera = make_camera()
    officer = make_officer(of=camera.neighborhood)
    ask = make_ask(make_request(officer, neighborhood=camera.neighborhood), camera)
    owner = just_signed_in(camera.owner, Client(enforce_csrf_checks=True))
    path = reverse("watchgroups:camera_answer", args=[ask.pk])
    form = owner.get(OWN).content.decode().split(f'action="{path}"')[1]
    token = form.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]

    owner.post(path, {"act": "yes", "csrfmiddlewaretoken": token})

    ask.refresh_from_db()
    assert ask.answer == CameraAnswer.YES


def test_a_yes_is_taken_back_and_a_no_stays() -> None:
    camera = make_camera()
    officer = make_officer(of=camera.neighborhood)
    request = make_request(officer, neighborhood=camera.neighborhood)
    ask = make_ask(request, camera, answer="yes")
    said: dict[str, Any] = {"ask_id": ask.pk, "owner": camera.owner, "now": now()}

    answer_request(accepts=False, **said)

    with pytest.raises(NotAllowedError):
        look_at_contact(ask_id=ask.pk, actor=officer, now=now())
    with pytest.raises(DecidedAlreadyError):
        answer_request(accepts=True, **said)
    with pytest.raises(NotAllowedError):
        answer_request(ask_id=ask.pk, accepts=True, owner=officer, now=now())


def test_after_thirty_days_nothing_is_answered_and_nothing_opened() -> None:
    camera = make_camera()
    officer = make_officer(of=camera.neighborhood)
    old: dict[str, Any] = {
        "neighborhood": camera.neighborhood,
        "at": now() - timedelta(days=30),
    }
    closed = make_ask(make_request(officer, **old), camera, answer="yes")
    unanswered = make_ask(make_request(officer, **old), camera)

    with pytest.raises(NotAllowedError):
        look_at_contact(ask_id=closed.pk, actor=officer, now=now())
    with pytest.raises(DecidedAlreadyError):
        answer_request(
            ask_id=unanswered.pk, accepts=True, owner=camera.owner, now=now()
        )


@pytest.mark.parametrize("lost", ["left", "answered"])
def test_no_letter_leaves_once_it_no_longer_holds(lost: str) -> None:
    make_town()
    place = make_neighborhood()
    camera = make_camera(neighborhood=place)
    request = asked_by(make_officer(of=place), place)
    ask = request.asks.get()
    if lost == "left":
        leave_cameras(camera_id=camera.pk, owner=camera.owner, now=now())
    else:
        answer_request(ask_id=ask.pk, accepts=False, owner=camera.owner, now=now())

    run_jobs()

    assert mail.outbox == []
    assert Job.objects.filter(done_at=None).count() == 0


@pytest.mark.django_db(transaction=True)
def test_of_many_answers_at_once_one_counts() -> None:
    camera = make_camera()
    ask = make_ask(make_request(neighborhood=camera.neighborhood), camera)
    together = threading.Barrier(8)
    failed: list[str] = []

    def answer() -> None:
        together.wait()
        try:
            answer_request(ask_id=ask.pk, accepts=True, owner=camera.owner, now=now())
        except DomainError as error:
            failed.append(type(error).__name__)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=answer) for _each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    ask.refresh_from_db()
    assert (ask.answer, failed) == (CameraAnswer.YES, ["DecidedAlreadyError"] * 7)


@pytest.mark.parametrize("many", [1, 3])
def test_ones_own_page_is_read_in_so_many_questions(many: int) -> None:
    make_town()
    owner = make_user()
    for _each in range(many):
        camera = make_camera(owner)
        ask = make_ask(make_request(make_officer()), camera, answer="yes")
        CameraLook.objects.create(ask=ask, officer=ask.request.officer, at=now())
    client = just_signed_in(owner)
    client.get(OWN)

    with CaptureQueriesContext(connection) as asked:
        assert client.get(OWN).status_code == 200

    assert len(asked) == 6


def test_cameras_leave_a_month_after_they_left_and_questions_after_a_year() -> None:
    make_camera(left_at=now() - timedelta(days=31), sealed=b"")
    kept = make_camera(left_at=now() - timedelta(days=29), sealed=b"")
    make_request(at=now() - timedelta(days=366))
    recent = make_request()

    assert forget_cameras(now=now()) == 2
    assert list(Camera.objects.all()) == [kept]
    assert list(CameraRequest.objects.all()) == [recent]


@pytest.mark.parametrize(
    ("hours", "said"),
    [(336, "14 days"), (24, "1 day"), (36, "36 hours"), (1, "1 hour")],
)
def test_owners_read_whole_days_as_days(hours: int, said: str) -> None:
    make_town()
    camera = make_camera(hours_kept=hours)
    page = just_signed_in(camera.owner).get(OWN).content.decode()

    assert f"Recordings are kept for {said}." in page
