"""A result leaves by post: ordered once, followed to its end, seen to again if it comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from chassis.auth import TokenVerifier
from contracts.events.intake import DossierHandedOver
from contracts.events.posting import PostingFailed, ResultPosted
from kernel.rights import Actor
from services.intake.delivery.domain.posting import GIVE_UP_AFTER, PostingState
from services.intake.delivery.store.postings import PgPostings
from services.intake.wiring.service import app_of
from tests.integration.intake.clocked import dossier
from tests.integration.intake.office import (
    CITIZEN,
    COPIES,
    HEAD,
    OFFICER,
    Office,
    at_desk,
    public_keys,
)
from tests.integration.intake.posted import (
    BY_POST,
    FEE,
    STREET,
    Post,
    ScriptedCarrier,
    give_to_post,
    postings,
)
from tests.integration.intake.test_delivery_wish import want
from tests.integration.intake.test_desk_queue import waiting
from tests.integration.intake.test_error_correction import correct
from tests.integration.intake.test_hand_over import APPLICANT, give, settled

OWNER = Actor(
    subject="owner-1",
    roles=CITIZEN.roles,
    id_number="038190000001",
)


@pytest.fixture
def post(office: Office) -> Post:
    return Post(office, ScriptedCarrier())


def test_a_parcel_that_arrives_hands_the_result_over(office: Office, post: Post) -> None:
    """9, on its way, then 10 by post; each state once, the number told, the address nowhere."""
    code = settled(office, delivery=BY_POST)
    before = dossier(office, code)

    given = give_to_post(office, code)
    on_its_way = dossier(office, code)
    said_by_then = len(office.said(code))
    steps = [post.step(), post.hear(PostingState.IN_TRANSIT), post.hear(PostingState.IN_TRANSIT)]
    middle = dossier(office, code)["status"]["code"]
    steps += [post.hear(PostingState.DELIVERED), post.hear(PostingState.DELIVERED)]

    assert (given.status_code, on_its_way["sub_status"]) == (201, "posted")
    assert waiting(office, "?kind=handover") == []
    assert steps == [True, True, True, True, None]
    after = dossier(office, code)
    assert (middle, after["status"]["code"], after["handover_method"]) == (9, 10, "post")
    assert after["timeliness"] == before["timeliness"]
    posted, handed = office.said(code)[said_by_then:]
    assert isinstance(posted, ResultPosted)
    assert isinstance(handed, DossierHandedOver)
    assert (posted.number, posted.tracking_number, handed.method) == (1, "EM1VN", "post")
    (shown,) = postings(office, code)
    states = [move["state"] for move in shown["moves"]]
    assert states == ["asked", "ordered", "in-transit", "delivered"]
    lines = office.get(f"/dossiers/{code}/timeline", OFFICER).json
    assert lines is not None
    kinds = [line["kind"] for line in lines["items"]][-4:]
    assert kinds == ["result-posted", "parcel-ordered", "parcel-moved", "handed-over"]
    record = office.get(f"/dossiers/{code}/handover", OFFICER).json
    assert record is not None
    assert (record["method"], record["receiver"]) == ("post", None)
    assert post.carrier.placed == {f"{code}-P1": STREET}
    assert STREET not in str([lines, shown, office.said(code)])


def test_a_repeated_call_is_one_posting_and_one_order(office: Office, post: Post) -> None:
    """By its key at the desk, by its reference with the carrier, though we died in between."""
    code = settled(office, delivery=BY_POST)
    version = dossier(office, code)["version"]

    first = give_to_post(office, code, key="post-it-once", version=version)
    again = give_to_post(office, code, key="post-it-once", version=version)
    with office.database.transaction() as tx:
        claimed = PgPostings(tx, office.ring).claim()
    assert claimed is not None
    post.carrier.order(claimed)  # and nobody writes down what came of it
    held = post.step()
    with office.database.transaction() as tx:
        tx.execute(text("UPDATE posting SET busy_until = clock_timestamp() - interval '1 s'"))
    post.step()

    assert (first.status_code, again.data) == (201, first.data)
    assert (held, post.carrier.orders, len(post.carrier.placed)) == (None, 2, 1)
    assert [one["state"] for one in postings(office, code)] == ["ordered"]


@pytest.mark.parametrize("end", [PostingState.RETURNED, PostingState.LOST])
def test_what_comes_back_waits_at_the_desk_and_goes_out_again(
    office: Office, post: Post, end: PostingState
) -> None:
    """The dossier stays in 9; a second posting has a number and an order of its own."""
    code = settled(office, delivery=BY_POST)
    give_to_post(office, code)
    post.step()

    post.hear(end)

    back = dossier(office, code)
    assert (back["status"]["code"], back["sub_status"]) == (9, "waiting-return")
    assert ("parcel", code) in waiting(office)
    failed = office.said(code)[-1]
    assert isinstance(failed, PostingFailed)
    assert (failed.cause, failed.tracking_number) == (end.value, "EM1VN")
    assert failed.in_charge == OFFICER.subject
    assert give_to_post(office, code).status_code == 201
    assert ("parcel", code) not in waiting(office)
    post.hear(PostingState.ORDERED)
    assert [(one["number"], one["state"]) for one in postings(office, code)] == [
        (1, end.value),
        (2, "ordered"),
    ]
    assert sorted(post.carrier.placed) == [f"{code}-P1", f"{code}-P2"]


def test_a_fee_is_taken_once_however_the_result_goes(office: Office, post: Post) -> None:
    """Before it is posted; then it comes back and is fetched, and nothing is due any more."""
    code = settled(office, COPIES, delivery=BY_POST)
    receiver = APPLICANT | {"number": "038085000012"}

    without = give_to_post(office, code)
    posted = give_to_post(office, code, fee=FEE)
    post.step()
    post.hear(PostingState.RETURNED)
    twice, problem = give(office, code, receiver=receiver, fee=FEE)
    given, _ = give(office, code, receiver=receiver)

    assert (without.status_code, posted.status_code) == (409, 201)
    assert (twice, problem["type"]) == (409, "/problems/return-fee-unpaid")
    assert given == 200
    kept = office.get(f"/dossiers/{code}/handover", OFFICER).json
    assert kept is not None
    assert (kept["method"], kept["fee"]) == ("desk", FEE)
    assert ("parcel", code) not in waiting(office)


def test_what_is_on_its_way_goes_no_other_way(office: Office, post: Post) -> None:
    """No second parcel, not over the desk, not online, not back into work; the wish stands."""
    code = settled(office, delivery=BY_POST)
    give_to_post(office, code)
    post.step()

    again = give_to_post(office, code)
    by_hand = give(office, code, receiver=APPLICANT)
    online = give(office, code, method="online")
    back = correct(office, code, HEAD)
    wish = want(office, code, {"method": "desk"}, OWNER)

    for status, problem in ((again.status_code, again.json), by_hand, online, back):
        assert problem is not None
        assert (status, problem["type"]) == (409, "/problems/result-on-its-way")
    assert wish.status_code == 409
    assert dossier(office, code)["sub_status"] == "posted"
    assert len(postings(office, code)) == 1


@pytest.mark.usefixtures("post")
def test_two_desks_at_once_make_one_parcel(office: Office) -> None:
    """Were the state of the dossier overlooked, the database has one under way alone."""
    code = settled(office, delivery=BY_POST)
    give_to_post(office, code)
    with office.database.transaction() as tx:
        tx.execute(
            text("UPDATE dossier SET sub_status = 'waiting-return' WHERE code = :c"), {"c": code}
        )

    second = give_to_post(office, code)

    assert second.status_code == 409
    assert second.json is not None
    assert second.json["type"] == "/problems/result-on-its-way"
    assert office.count("posting") == 1


def test_what_cannot_be_posted_is_refused(office: Office) -> None:
    """Not wanted by post, no result yet, no carrier: 409 each, and no row."""
    code = settled(office, delivery={"method": "desk"})
    early = office.file(OFFICER, at_desk()).json
    assert early is not None
    unwanted = give_to_post(office, code)
    too_early = give_to_post(office, str(early["code"]))
    ready = settled(office, delivery=BY_POST)
    alone = replace(office.parts, post_connected=False)
    verifier = TokenVerifier("intake", public_keys(), office.clock)
    client, office.client = office.client, app_of(alone, verifier).test_client()

    answers = [unwanted, too_early, give_to_post(office, ready)]
    office.client = client

    types = [answer.json and answer.json["type"].rpartition("/")[2] for answer in answers]
    assert types == ["post-not-wanted", "illegal-transition", "post-not-connected"]
    assert {answer.status_code for answer in answers} == {409}
    assert office.count("posting") == 0


def test_a_dead_carrier_is_asked_less_and_less_and_given_up(office: Office, post: Post) -> None:
    """Nobody answers: the posting waits longer each time; after three days the desk has it."""
    code = settled(office, delivery=BY_POST)
    give_to_post(office, code)
    post.carrier.reached = False
    post.carrier.says = None

    first = post.step()
    too_soon = post.hear(None, after=timedelta(seconds=20))
    later = post.hear(None, after=timedelta(seconds=20))
    soon_again = post.hear(None, after=timedelta(seconds=40))
    post.hear(None, after=GIVE_UP_AFTER)

    assert (first, too_soon, later, soon_again) == (False, None, False, None)
    assert [one["state"] for one in postings(office, code)] == ["unplaced"]
    assert dossier(office, code)["sub_status"] == "waiting-return"
    assert waiting(office, "?kind=parcel") == [("parcel", code)]
    assert not any(isinstance(said, ResultPosted) for said in office.said(code))
