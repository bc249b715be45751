from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils.timezone import now

from engagement.common.errors import NotAllowedError
from engagement.common.roles import NOBODY, Viewer
from engagement.concerns.choices import Privacy
from engagement.moderation.choices import State, What
from engagement.moderation.models import Review
from engagement.outbox.models import Job
from engagement.people.models import User
from meetings.choices import ProposalState
from meetings.errors import (
    AgendaFullError,
    AgendaItemError,
    MeetingOverError,
    ProposalDecidedError,
)
from meetings.models import AgendaItem, Meeting, Proposal
from meetings.queries.agenda import (
    agenda_of,
    proposals_by,
    proposals_read_by_all,
)
from meetings.services.agenda import (
    MOST_ITEMS,
    Drawn,
    ItemWords,
    Step,
    add_item,
    draw_items,
    edit_item,
    move_item,
    remove_item,
)
from meetings.services.answered import tell_proposer
from meetings.services.proposing import (
    MOST_WAITING,
    accept_proposal,
    decline_proposal,
    propose_item,
)
from tests.factories.agendas import (
    make_item,
    make_link,
    make_past_meeting,
    make_proposal,
    make_published_minutes,
)
from tests.factories.concerns import make_issue
from tests.factories.meetings import make_meeting, make_meeting_organizer
from tests.factories.moderation import make_review
from tests.factories.people import make_officer, make_organizer, make_user
from tests.factories.places import make_neighborhood, make_town
from tests.factories.promises import make_open_promise

pytestmark = pytest.mark.django_db


def organizer_of(meeting: Meeting) -> User:
    user = make_organizer(of=meeting.neighborhood)
    make_meeting_organizer(meeting, user)
    return user


def order_of(meeting: Meeting) -> list[str]:
    """Every item as `1.2 title`."""
    return [f"{one.number} {one.item}" for one in agenda_of(meeting).all_entries]


def put(meeting: Meeting, title: str, actor: User, **fields: Any) -> AgendaItem:
    parent_id = fields.pop("parent_id", None)
    words = ItemWords(title=title, **({"minutes": 10} | fields))
    return add_item(
        meeting_id=meeting.pk,
        words=words,
        parent_id=parent_id,
        actor=actor,
        now=now(),
    )


# -- items and their order ---------------------------------------------------------
def test_items_stand_in_the_order_they_came_with_their_parts_and_hours() -> None:
    meeting = make_meeting()
    organizer = organizer_of(meeting)

    first = put(meeting, "Crossing", organizer, minutes=30)
    put(meeting, "Benches", organizer, minutes=20)
    put(meeting, "The count", organizer, parent_id=first.pk)
    put(meeting, "The lamps", organizer, parent_id=first.pk)

    agenda = agenda_of(meeting)
    since = [(e.number, e.at - meeting.begins_at) for e in agenda.all_entries]
    assert order_of(meeting) == [
        "1 Crossing",
        "1.1 The count",
        "1.2 The lamps",
        "2 Benches",
    ]
    assert since == [
        ("1", timedelta(0)),
        ("1.1", timedelta(0)),
        ("1.2", timedelta(minutes=10)),
        ("2", timedelta(minutes=30)),
    ]
    assert (agenda.planned, agenda.hours, agenda.left, agenda.over) == (50, 120, 70, 0)


def test_an_agenda_longer_than_the_meeting_says_by_how_much() -> None:
    meeting = make_meeting(hours=1)
    make_item(meeting, minutes=45)
    make_item(meeting, minutes=40)

    agenda = agenda_of(meeting)

    assert (agenda.planned, agenda.left, agenda.over) == (85, 0, 25)


def test_parts_that_take_longer_than_their_item_are_told() -> None:
    meeting = make_meeting()
    item = make_item(meeting, minutes=10)
    make_item(meeting, parent=item, minutes=11)

    assert [entry.is_too_short for entry in agenda_of(meeting).entries] == [True]


def test_an_item_goes_up_down_under_and_out_again() -> None:
    meeting = make_meeting()
    organizer = organizer_of(meeting)
    names = ("Alpha", "Beta", "Gamma")
    alpha, beta, gamma = (make_item(meeting, name) for name in names)

    def step(item: AgendaItem, to: Step) -> list[str]:
        move_item(item_id=item.pk, step=to, actor=organizer, now=now())
        return order_of(meeting)

    assert step(gamma, Step.UP) == ["1 Alpha", "2 Gamma", "3 Beta"]
    assert step(alpha, Step.UP) == ["1 Alpha", "2 Gamma", "3 Beta"]
    assert step(alpha, Step.DOWN) == ["1 Gamma", "2 Alpha", "3 Beta"]
    assert step(alpha, Step.UNDER) == ["1 Gamma", "1.1 Alpha", "2 Beta"]
    assert step(beta, Step.UNDER) == ["1 Gamma", "1.1 Alpha", "1.2 Beta"]
    assert step(beta, Step.UP) == ["1 Gamma", "1.1 Beta", "1.2 Alpha"]
    assert step(beta, Step.OUT) == ["1 Gamma", "1.1 Alpha", "2 Beta"]
    assert step(beta, Step.OUT) == ["1 Gamma", "1.1 Alpha", "2 Beta"]


def test_there_is_one_level_of_parts() -> None:
    meeting = make_meeting()
    organizer = organizer_of(meeting)
    first, second = make_item(meeting, "First"), make_item(meeting, "Second")
    part = make_item(meeting, "Part", parent=second)

    with pytest.raises(AgendaItemError):
        move_item(item_id=second.pk, step=Step.UNDER, actor=organizer, now=now())
    with pytest.raises(AgendaItemError):
        put(meeting, "A part of a part", organizer, parent_id=part.pk)
    with pytest.raises(AgendaItemError):
        move_item(item_id=first.pk, step=Step.UNDER, actor=organizer, now=now())

    assert order_of(meeting) == ["1 First", "2 Second", "2.1 Part"]


def test_what_is_taken_away_takes_its_parts_along() -> None:
    meeting = make_meeting()
    organizer = organizer_of(meeting)
    first = make_item(meeting, "First")
    make_item(meeting, "Part", parent=first)
    second = make_item(meeting, "Second")

    remove_item(item_id=first.pk, actor=organizer, now=now())

    second.refresh_from_db()
    assert (order_of(meeting), second.position) == (["1 Second"], 1)


def test_an_agenda_of_400_items_ends_at_sixty_with_a_sentence() -> None:
    meeting = make_meeting()
    organizer = organizer_of(meeting)
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, title=f"Item {n}", minutes=1, position=n)
        for n in range(1, MOST_ITEMS + 1)
    )
    many = [Drawn(title=f"Drawn {number}", minutes=1) for number in range(400)]

    with pytest.raises(AgendaFullError) as one_more:
        put(meeting, "One more", organizer)
    with pytest.raises(AgendaFullError):
        draw_items(meeting_id=meeting.pk, drawn=many, actor=organizer, now=now())

    assert "60 items at most" in str(one_more.value)
    assert AgendaItem.objects.filter(meeting=meeting).count() == MOST_ITEMS


@pytest.mark.parametrize(
    "said",
    [
        {"title": "  "},
        {"title": "x" * 161},
        {"title": "Benches", "minutes": 0},
        {"title": "Benches", "minutes": 481},
        {"title": "Benches", "speaker": "x" * 121},
        {"title": "Benches", "note": "x" * 1001},
        {"title": "Benches", "references": ("NO-SUCH",)},
        {"title": "Benches", "references": tuple(str(n) for n in range(11))},
    ],
)
def test_an_item_that_says_too_little_or_too_much_is_refused(
    said: dict[str, Any],
) -> None:
    meeting = make_meeting()
    organizer = organizer_of(meeting)

    with pytest.raises(AgendaItemError):
        put(meeting, said.pop("title"), organizer, **said)

    assert not AgendaItem.objects.exists()


def test_the_agenda_stays_as_it_was_once_the_minutes_are_out() -> None:
    meeting = make_past_meeting()
    officer = make_officer(of=meeting.neighborhood)
    item = make_item(meeting)
    make_published_minutes(meeting, officer)

    with pytest.raises(MeetingOverError):
        put(meeting, "Too late", officer)
    with pytest.raises(MeetingOverError):
        remove_item(item_id=item.pk, actor=officer, now=now())


def test_only_organizers_and_officers_of_the_place_touch_an_agenda() -> None:
    meeting = make_meeting()
    item = make_item(meeting)
    outsiders = (
        make_user(),
        make_organizer(of=meeting.neighborhood),
        make_officer(of=make_neighborhood()),
    )

    for outsider in outsiders:
        with pytest.raises(NotAllowedError):
            put(meeting, "Mine", outsider)
        with pytest.raises(NotAllowedError):
            move_item(item_id=item.pk, step=Step.UP, actor=outsider, now=now())
    put(meeting, "The officer’s", make_officer(of=meeting.neighborhood))

    assert order_of(meeting) == ["1 The crossing at the school", "2 The officer’s"]


# -- concerns behind the items -----------------------------------------------------
def test_an_item_links_public_concerns_by_their_number() -> None:
    meeting = make_meeting()
    organizer = organizer_of(meeting)
    one, other = make_issue(), make_issue()

    item = put(meeting, "Lamps", organizer, references=(str(one), str(other)))
    words = ItemWords(title="Lamps", minutes=5, references=(str(other).lower(),))
    edit_item(item_id=item.pk, words=words, actor=organizer, now=now())

    assert agenda_of(meeting).entries[0].issues == [other]


@pytest.mark.parametrize("privacy", [Privacy.SENSITIVE, Privacy.CONDUCT])
def test_what_is_not_public_is_never_on_an_agenda(privacy: Privacy) -> None:
    meeting = make_meeting()
    organizer = organizer_of(meeting)
    hidden, shown = make_issue(privacy=privacy), make_issue()
    item = make_item(meeting)
    make_link(item, hidden)
    make_link(item, shown)

    with pytest.raises(AgendaItemError):
        put(meeting, "Lamps", organizer, references=(str(hidden),))

    assert agenda_of(meeting).entries[0].issues == [shown]


def test_a_concern_that_was_merged_is_read_where_it_went() -> None:
    meeting = make_meeting()
    root = make_issue()
    merged = make_issue(merged_into=root, neighborhood=root.neighborhood)
    make_link(make_item(meeting), merged)

    assert agenda_of(meeting).entries[0].issues == [root]


def test_a_concern_stands_once_on_an_agenda() -> None:
    meeting = make_meeting()
    organizer = organizer_of(meeting)
    issue = make_issue()
    put(meeting, "Lamps", organizer, references=(str(issue),))

    with pytest.raises(AgendaItemError) as refused:
        put(meeting, "Lamps again", organizer, references=(str(issue),))

    assert "“Lamps”" in str(refused.value)


def test_an_agenda_is_read_at_one_price(
    django_assert_num_queries: Any,
) -> None:
    small, large = make_meeting(), make_meeting()
    make_link(make_item(small), make_issue())
    for _number in range(3):
        item = make_item(large)
        make_link(item, make_issue())
        make_item(large, parent=item)

    for meeting in (small, large):
        with django_assert_num_queries(3):
            agenda_of(meeting)


# -- drawn from elsewhere ----------------------------------------------------------
def test_what_is_drawn_has_the_promises_at_its_head_and_is_never_there_twice() -> None:
    meeting = make_meeting()
    organizer = organizer_of(meeting)
    promise, issue = make_open_promise(neighborhood=meeting.neighborhood), make_issue()
    make_item(meeting, "Welcome")
    drawn = [
        Drawn(title="Speeding", minutes=15, issue_ids=(issue.pk,)),
        Drawn(title="Promised: a count", minutes=5, promise_id=promise.pk),
    ]

    for _press in range(2):
        draw_items(meeting_id=meeting.pk, drawn=drawn, actor=organizer, now=now())

    assert order_of(meeting) == ["1 Promised: a count", "2 Welcome", "3 Speeding"]
    assert agenda_of(meeting).entries[2].issues == [issue]


# -- proposals ---------------------------------------------------------------------
def propose(meeting: Meeting, text: str = "More benches", **how: Any) -> Proposal:
    plain: dict[str, Any] = {"viewer": NOBODY, "language": "en", "now": now()}
    return propose_item(meeting_id=meeting.pk, text=text, **(plain | how))


def test_a_proposal_is_read_by_a_moderator_before_anybody_else() -> None:
    meeting = make_meeting()
    resident = make_user()
    made = propose(meeting, "More benches", viewer=Viewer(user=resident))
    before = list(proposals_read_by_all(meeting))

    Review.objects.filter(pk=made.review_id).update(state=State.PASSED)

    review = made.review
    assert (review.what, review.sent, review.is_in_queue) == (
        What.PROPOSAL,
        "More benches",
        True,
    )
    assert (before, list(proposals_read_by_all(meeting))) == ([], [made])
    assert list(proposals_by(Viewer(user=resident), meeting)) == [made]
    assert list(proposals_by(NOBODY, meeting)) == []


@pytest.mark.parametrize("text", ["", "   ", "x" * 301])
def test_a_proposal_says_something_and_not_too_much(text: str) -> None:
    with pytest.raises(AgendaItemError):
        propose(make_meeting(), text)


def test_nothing_is_proposed_once_the_meeting_has_begun() -> None:
    begun = make_past_meeting(days_ago=0.01)
    cancelled = make_meeting(
        state="cancelled", cancelled_at=now(), cancel_reason="Painting"
    )

    for meeting in (begun, cancelled):
        with pytest.raises(MeetingOverError):
            propose(meeting)


def test_a_meeting_takes_a_hundred_proposals() -> None:
    meeting = make_meeting()
    for number in range(MOST_WAITING):
        review = make_review(f"{number}", neighborhood=meeting.neighborhood)
        make_proposal(meeting, review=review)

    with pytest.raises(AgendaItemError):
        propose(meeting)


def test_an_accepted_proposal_is_an_item_and_its_proposer_is_told_once() -> None:
    meeting = make_meeting()
    organizer, resident = organizer_of(meeting), make_user()
    made = make_proposal(meeting, "More benches", person=resident)

    item = accept_proposal(proposal_id=made.pk, minutes=7, actor=organizer, now=now())
    with pytest.raises(ProposalDecidedError):
        decline_proposal(
            proposal_id=made.pk, reason="No time", actor=organizer, now=now()
        )

    made.refresh_from_db()
    jobs = list(Job.objects.values_list("task", "person"))
    assert (item.title, item.minutes, made.state, made.item) == (
        "More benches",
        7,
        ProposalState.ACCEPTED,
        item,
    )
    assert jobs == [("meetings.tell_proposer", resident.pk)]


@pytest.mark.parametrize(
    ("decide", "words"),
    [
        (
            lambda made, who: accept_proposal(
                proposal_id=made.pk, minutes=5, actor=who, now=now()
            ),
            "It is on the agenda.",
        ),
        (
            lambda made, who: decline_proposal(
                proposal_id=made.pk, reason="Next time", actor=who, now=now()
            ),
            "Next time",
        ),
    ],
    ids=["accepted", "declined"],
)
def test_the_letter_says_what_became_of_a_proposal(decide: Any, words: str) -> None:
    make_town()
    meeting = make_meeting()
    made = make_proposal(meeting, "More benches", person=make_user("ann@example.org"))

    decide(made, organizer_of(meeting))
    job = Job.objects.get()
    tell_proposer(job_id=job.pk, proposal_id=made.pk, now=now())

    (letter,) = mail.outbox
    said = str(letter.body)
    assert (letter.to, words in said, "More benches" in said) == (
        ["ann@example.org"],
        True,
        True,
    )


def test_no_letter_leaves_to_an_account_that_was_closed_meanwhile() -> None:
    meeting = make_meeting()
    person = make_user()
    made = make_proposal(meeting, person=person)
    accept_proposal(
        proposal_id=made.pk, minutes=5, actor=organizer_of(meeting), now=now()
    )
    User.objects.filter(pk=person.pk).update(is_active=False)

    tell_proposer(job_id=Job.objects.get().pk, proposal_id=made.pk, now=now())

    assert mail.outbox == []


def test_a_long_proposal_keeps_all_its_words_below_the_title() -> None:
    meeting = make_meeting()
    words = "Benches " * 30
    made = make_proposal(meeting, words.strip())

    item = accept_proposal(
        proposal_id=made.pk, minutes=5, actor=organizer_of(meeting), now=now()
    )

    assert (len(item.title), item.note) == (159, words.strip())


def test_a_proposal_is_declined_with_a_reason() -> None:
    meeting = make_meeting()
    organizer = organizer_of(meeting)
    made = make_proposal(meeting)

    with pytest.raises(AgendaItemError):
        decline_proposal(proposal_id=made.pk, reason=" ", actor=organizer, now=now())
    decline_proposal(
        proposal_id=made.pk, reason="Next time", actor=organizer, now=now()
    )

    made.refresh_from_db()
    assert (made.state, made.reason, Job.objects.count()) == (
        ProposalState.DECLINED,
        "Next time",
        0,  # without an account there is nobody to tell
    )
    assert list(proposals_read_by_all(meeting)) == []


def test_what_no_moderator_has_passed_cannot_be_accepted() -> None:
    meeting = make_meeting()
    waiting = make_review("Benches", neighborhood=meeting.neighborhood)
    made = make_proposal(meeting, review=waiting)

    with pytest.raises(ProposalDecidedError):
        accept_proposal(
            proposal_id=made.pk, minutes=5, actor=organizer_of(meeting), now=now()
        )
