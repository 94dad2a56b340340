"""Many messages at a time: queued, claimed and settled together, none at another's cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import text

from chassis.db import Transaction
from services.notification.dispatch.domain.lane import Lane
from services.notification.dispatch.domain.message import EMAIL
from services.notification.dispatch.domain.outcome import Outcome, Result
from services.notification.dispatch.ports import Claimed
from services.notification.dispatch.store.messages import PgMessages
from tests.integration.notification.intake_stub import CODE, accepted, erased, finished
from tests.integration.notification.rig import Notification, wait_until

CODES = [f"H56.14797-261123-{number:04}" for number in range(1, 6)]


def claim_letters(tx: Transaction, notification: Notification) -> Sequence[Claimed]:
    """Claim for the one provider of letters there is."""
    messages, now = PgMessages(tx), notification.clock()
    return messages.claim(EMAIL, now, 25, provider="smtp", lanes=sorted(Lane))


def queue(notification: Notification, *codes: str) -> None:
    """Queue one letter a dossier, in this order."""
    contacts = [notification.intake.contact(code=code) for code in codes]
    notification.know_names()
    notification.hear_together(*contacts, *(accepted(code) for code in codes))


def test_events_of_many_dossiers_are_queued_in_one_call(notification: Notification) -> None:
    """Contacts that come with the letters keep none of them waiting, wherever they stand."""
    notification.know_names()
    letters = [accepted(code, "en") for code in CODES]
    contacts = [notification.intake.contact(code=code) for code in CODES]
    notification.hear_together(*letters, *contacts, finished(CODES[0]))

    assert notification.send_all() == [Result.ACCEPTED] * 6
    assert {mail["Content-Language"] for mail in notification.provider.mails} == {"en"}
    assert [CODES[0] in mail["Subject"] for mail in notification.provider.mails].count(True) == 2


def test_an_erased_dossier_gets_no_letter_of_the_same_batch(notification: Notification) -> None:
    """The contact is gone with the erasure, whatever was queued before it."""
    notification.know_names()
    notification.hear_together(notification.intake.contact(), accepted(), erased())
    notification.send_all()

    assert notification.provider.mails == []
    assert notification.said()[0][1]["reason"] == "no-contact"


def test_one_event_that_cannot_be_applied_is_set_aside_alone(notification: Notification) -> None:
    """A procedure nobody has heard of holds up its own dossier, and the others go on."""
    notification.know_names()
    unknown = accepted(CODES[2])
    object.__setattr__(unknown, "procedure", "9.999999")
    others = [accepted(code) for code in CODES if code != CODES[2]]
    notification.hear_from_the_bus(unknown, *others)

    with notification.database.read() as tx:
        statuses = Counter(tx.scalars(text("SELECT status FROM inbox")))
    assert statuses == {"done": 4, "retry": 1}
    assert len(notification.statuses()) == 4


def test_a_later_letter_waits_for_the_earlier_one_of_its_dossier(
    notification: Notification,
) -> None:
    """Due or being sent by another sender: letters do not overtake each other."""
    queue(notification, CODE)
    notification.hear(finished())
    one, other = notification.dispatching(), notification.dispatching()
    first = one.claim(25)
    meanwhile = other.claim(25)
    one.settle([(first[0], one.deliver(first[0]))], [])

    assert [claimed.message.template for claimed in first] == ["dossier-accepted"]
    assert meanwhile == []
    assert [claimed.message.template for claimed in other.claim(25)] == ["dossier-finished"]


def test_only_a_claim_does_not_wait_for_the_disk(notification: Notification) -> None:
    """What came of a letter is kept whatever crashes; the setting ends with the claim."""
    queue(notification, CODE)
    show = text("SHOW synchronous_commit")
    with notification.database.transaction() as tx:
        claimed = claim_letters(tx, notification)
        meanwhile = tx.scalar(show)
    with notification.database.at_once() as tx:
        claim_letters(tx, notification)
        after = tx.scalar(show)

    assert len(claimed) == 1
    assert (meanwhile, after) == ("off", "on")


def test_a_letter_that_was_put_off_holds_up_no_later_one(notification: Notification) -> None:
    """A mailbox that is busy for hours must not hide that the result can be had."""
    queue(notification, CODE)
    work = notification.dispatching()
    (first,) = work.claim(25)
    work.settle([(first, Outcome(result=Result.DEFERRED, reason="mailbox-busy"))], [])
    notification.hear(finished())

    assert [claimed.message.template for claimed in work.claim(25)] == ["dossier-finished"]


def test_letters_released_together_go_in_their_order(notification: Notification) -> None:
    """Two that waited for the contact are due at one moment."""
    notification.know_names()
    notification.hear(accepted(), finished())
    notification.hear(notification.intake.contact())
    notification.send_all()

    templates = [message.template for message, _ in notification.messages()]
    sent = [mail["Subject"] for mail in notification.provider.mails]
    assert templates == ["dossier-accepted", "dossier-finished"]
    assert ["tiếp nhận" in subject for subject in sent] == [True, False]


def test_provider_that_is_away_costs_one_message_an_attempt(notification: Notification) -> None:
    """The rest of the batch stands as it stood, as if it had not been claimed."""
    queue(notification, *CODES)
    notification.provider.rcpt_answer = "421 closing"
    work = notification.dispatching()
    notification.send(work, 25)

    assert notification.statuses() == [("queued", 1, 1)] + [("queued", 0, 0)] * 4


def test_an_unknown_message_that_is_given_back_stays_unknown(
    notification: Notification,
) -> None:
    """What may have left once is not forgotten."""
    queue(notification, CODE)
    work = notification.dispatching()
    (first,) = work.claim(25)
    work.settle([(first, Outcome(result=Result.UNKNOWN, reason="no-answer"))], [])
    notification.execute("UPDATE message SET next_attempt_at = now()")
    work.settle([], work.claim(25))

    assert notification.statuses() == [("unknown", 1, 1)]


def test_what_was_taken_over_is_not_given_back(notification: Notification) -> None:
    """A sender that stood still for long must not undo what another did meanwhile."""
    queue(notification, CODE)
    slow = notification.dispatching()
    claimed = slow.claim(25)
    notification.execute("UPDATE message SET claimed_at = now() - interval '3 minutes'")
    notification.sweep()
    notification.send_all()
    slow.settle([], claimed)

    assert notification.statuses() == [("accepted", 2, 2)]


def test_a_message_that_breaks_us_harms_no_other(notification: Notification) -> None:
    """Facts that no text can be made of put their own message off."""
    queue(notification, *CODES)
    notification.execute("""
        UPDATE message SET facts = '{"agency": 3}' WHERE dossier = 'H56.14797-261123-0002'
    """)

    assert sorted(notification.send_all()) == ["accepted"] * 4 + ["deferred"]
    ((message, (attempt,)),) = notification.messages(CODES[1])
    assert (message.reason, attempt.reason) == ("fault", "fault")
    assert len(notification.provider.mails) == 4


def test_several_senders_bring_out_each_letter_once(notification: Notification) -> None:
    """Woken by one commit, with as many connections as there are senders."""
    codes = [f"H56.14797-261124-{number:04}" for number in range(1, 121)]
    with notification.sending(4) as loops:
        wait_until(lambda: all(loop.ready() for loop in loops))
        queue(notification, *codes)
        wait_until(lambda: len(notification.said()) >= len(codes))

    references = Counter(mail["Message-ID"] for mail in notification.provider.mails)
    assert len(references) == len(codes)
    assert set(references.values()) == {1}
    assert notification.statuses() == [("accepted", 1, 1)] * len(codes)
