"""A letter waits for the name of its officer: twice, and only where nobody could be asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.notification.dispatch.domain.mail import Mail
from services.notification.dispatch.domain.message import EMAIL, SMS, Message
from services.notification.dispatch.domain.naming import Asked, asked_by, asked_by_all
from services.notification.dispatch.domain.outcome import Outcome, Result
from services.notification.dispatch.domain.provider import marks_of
from services.notification.dispatch.domain.retry import NAME_TRIES, wait_after
from services.notification.dispatch.usecases.deliver_message import NOT_NAMED, deliver_message
from services.notification.people.domain.contact import Contact, SealedContact
from services.notification.people.domain.officer import Learnt
from services.notification.templates.domain.agency import AgencyWords
from services.notification.templates.domain.facts import Facts
from services.notification.templates.domain.template import Template
from services.notification.templates.store.texts import FileTexts

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
NAME = "Lê Thị Duyên"
NAMED = f"Cán bộ thực hiện: {NAME}\n"
DESK = "Đầu mối liên hệ: "
TAKEN = Outcome(result=Result.ACCEPTED, code=250)
GREYLISTED = Outcome(result=Result.DEFERRED, reason="provider-defers", code=450)
CODE = "H56.14797-261123-0001"
PLAIN = Facts(
    code=CODE,
    procedure="Đăng ký khai sinh",
    agency=AgencyWords(code="H56.14797", name="UBND xã Hoằng Giang"),
    happened_at=AT,
)
FACTS = replace(PLAIN, accepted_at=AT, officer="o-1")
KNOWN = Learnt(names={"o-1": NAME})
SILENT = Learnt(unanswered=frozenset({"o-1", "o-2"}))
NOBODY = Learnt()
"""Routing answered: nobody is known by these accounts."""


@dataclass
class Post:
    """Takes letters for mailboxes of which nothing is known, and routing's word on officers."""

    learnt: Learnt = KNOWN
    answer: Outcome = TAKEN
    mails: list[Mail] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    def send(self, mail: Mail) -> Outcome:
        self.mails.append(mail)
        return self.answer

    def learn(self, asked: Asked) -> Learnt:
        self.asked.append(asked)
        return self.learnt

    def marks(self, mailbox: str) -> frozenset[str]:
        assert mailbox == "e@example.vn"
        return frozenset()

    def stop_link(self, mailbox: str, kind: str, language: str) -> str:
        return f"https://x/{mailbox}/{kind}/{language}"


def letter(
    facts: Facts = FACTS, *, attempts: int = 1, template: Template = Template.ACCEPTED
) -> Message:
    """Return a letter about an acceptance by `o-1`, at its so-manyth try."""
    return Message(
        id=UUID(int=1),
        event_id=UUID(int=1),
        recipient="applicant/1",
        channel=EMAIL,
        template=template,
        template_version=1,
        dossier=CODE,
        language="vi",
        facts=facts.to_document(),
        reference="1@example.vn",
        queued_at=AT,
        attempts=attempts,
    )


def deliver(
    message: Message,
    post: Post,
    *,
    email: str | None = "e@example.vn",
    further: Callable[[Contact], tuple[str, ...]] = lambda _: (),
) -> Outcome:
    """Hand a letter over."""
    return deliver_message(
        message,
        SealedContact(dossier=message.dossier, key_id="k", ciphertext="", indexed=True),
        open_contact=lambda _: Contact(name="Nguyễn Thị Ế", email=email, phone=None),
        texts=FileTexts("https://motcua.example.vn"),
        sender=post,
        mailboxes=post,
        learn=post.learn,
        further=further,
    )


def test_a_letter_names_who_acted() -> None:
    """In both its forms, and not in the subject."""
    post = Post()
    outcome = deliver(letter(), post)
    (mail,) = post.mails

    assert outcome == TAKEN
    assert NAMED in mail.text
    assert NAME in mail.html
    assert NAME not in mail.subject
    assert post.asked == [Asked(accounts=frozenset({"o-1"}))]


def test_where_nobody_could_be_asked_it_waits_and_then_goes_with_the_desk() -> None:
    """The first tries are for the name (Decree 224/2026 art. 15); no notice is late for it."""
    post = Post(SILENT)
    outcomes = [deliver(letter(attempts=attempts), post) for attempts in range(1, 5)]
    waits = [wait_after(Result.DEFERRED, attempts) for attempts in range(1, NAME_TRIES + 1)]

    assert outcomes[:NAME_TRIES] == [NOT_NAMED] * NAME_TRIES
    assert [(one.result, one.reason, one.code) for one in outcomes[NAME_TRIES:]] == [
        (Result.ACCEPTED, NOT_NAMED.reason, 250)
    ] * (4 - NAME_TRIES)
    assert len(post.mails) == 4 - NAME_TRIES
    assert all(DESK in mail.text and NAMED not in mail.text for mail in post.mails)
    assert sum(waits, timedelta()) <= timedelta(seconds=6)


def test_what_the_provider_says_of_it_stands() -> None:
    """Only a letter that went is said to name nobody."""
    post = Post(SILENT, answer=GREYLISTED)

    assert deliver(letter(attempts=NAME_TRIES + 1), post) == GREYLISTED


def test_nobody_known_by_an_account_is_an_answer() -> None:
    """There is nothing to wait for."""
    post = Post(NOBODY)

    assert deliver(letter(), post) == TAKEN
    assert DESK in post.mails[0].text


@pytest.mark.parametrize(
    "facts",
    [FACTS, replace(FACTS, officer=None, in_charge="o-2")],
    ids=["acted", "in-charge"],
)
def test_it_waits_for_who_acted_and_for_who_is_in_charge(facts: Facts) -> None:
    assert deliver(letter(facts), Post(SILENT)) == NOT_NAMED


def test_a_digest_waits_for_the_officers_of_its_lines() -> None:
    """Each line names its own."""
    line = {"template": Template.OFFICER_WROTE, "version": 1, "facts": FACTS.to_document()}
    kept = replace(FACTS, officer=None, count=1).to_document()
    digest = replace(letter(template=Template.DIGEST), facts={**kept, "joined": [line]})
    post = Post(SILENT)

    assert deliver(digest, post) == NOT_NAMED
    assert post.asked == [Asked(accounts=frozenset({"o-1"}))]


def test_who_carries_no_account_asks_for_none_and_does_not_wait() -> None:
    """What the owner did, and what the suite did by itself."""
    post = Post(SILENT)

    assert deliver(letter(replace(FACTS, officer=None)), post) == TAKEN
    assert post.asked == []


def test_others_of_the_batch_do_not_make_it_wait() -> None:
    """Their officers were asked for in the same call, in vain."""
    post = Post(Learnt(names={"o-1": NAME}, unanswered=frozenset({"o-2"})))

    assert deliver(letter(), post) == TAKEN


def test_without_an_address_nobody_is_asked_for() -> None:
    """It ends at once, and somebody telephones."""
    post = Post(SILENT)

    assert deliver(letter(), post, email=None).reason == "no-address"
    assert post.asked == []


def test_the_text_beside_it_does_not_wait() -> None:
    """It names nobody: what opened the contact queues it, however the letter fares."""
    outcome = deliver(letter(), Post(SILENT), further=lambda _: (SMS,))

    assert outcome.reason == NOT_NAMED.reason
    assert outcome.further == (SMS,)


WORK = {
    Template.PROCESSING: replace(PLAIN, office="Sở Y tế"),
    Template.REPLANNED: replace(PLAIN, clock="term", old_at=AT, new_at=AT),
    Template.OVERDUE: replace(PLAIN, due_at=AT, office="Sở Y tế"),
}
"""Letters of work whose event cannot say who has it."""
HELD = Learnt(names={"o-1": NAME}, in_charge={CODE: "o-1"})


@pytest.mark.parametrize("template", WORK)
def test_who_has_the_work_is_asked_for_with_the_letter_and_kept(template: Template) -> None:
    """As the one in charge: nobody is said to have acted."""
    post = Post(HELD)
    outcome = deliver(letter(WORK[template], template=template), post)

    assert outcome == replace(TAKEN, in_charge="o-1")
    assert f"Cán bộ phụ trách: {NAME}\n" in post.mails[0].text
    assert "Cán bộ thực hiện" not in post.mails[0].text
    assert post.asked == [Asked(dossiers=frozenset({CODE}))]


@pytest.mark.parametrize("template", WORK)
def test_work_that_nobody_has_is_asked_about_at_the_desk(template: Template) -> None:
    """It waits in a queue: that is an answer, and nothing is waited for."""
    post = Post(NOBODY)

    assert deliver(letter(WORK[template], template=template), post) == TAKEN
    assert DESK in post.mails[0].text


def test_it_waits_where_nobody_could_say_who_has_the_work() -> None:
    post = Post(Learnt(unanswered=frozenset({CODE})))

    assert deliver(letter(WORK[Template.OVERDUE], template=Template.OVERDUE), post) == NOT_NAMED


def test_who_has_the_work_is_kept_where_the_letter_cannot_go() -> None:
    """Who has no mailbox reads it in the web inbox; who left a telephone waits for nothing."""
    message = letter(WORK[Template.OVERDUE], template=Template.OVERDUE)
    found = deliver(message, Post(HELD), email=None)
    silent = deliver(message, Post(Learnt(unanswered=frozenset({CODE}))), email=None)

    assert (found.reason, found.in_charge) == ("no-address", "o-1")
    assert (silent.reason, silent.in_charge) == ("no-address", None)


def test_who_is_in_charge_is_asked_for_where_the_event_cannot_say_it_alone() -> None:
    """Not again once it is kept, and of no other letter."""
    overdue = letter(WORK[Template.OVERDUE], template=Template.OVERDUE)
    kept = replace(overdue, facts={**overdue.facts, "in_charge": "o-2"})

    assert asked_by(overdue) == Asked(dossiers=frozenset({CODE}))
    assert asked_by(kept) == Asked(accounts=frozenset({"o-2"}))
    assert asked_by(letter(replace(FACTS, officer=None))) == Asked()
    assert asked_by_all([overdue, kept, letter()]) == Asked(
        accounts=frozenset({"o-1", "o-2"}), dossiers=frozenset({CODE})
    )


def test_the_wait_says_nothing_bad_of_a_provider() -> None:
    """It was not asked for anything."""
    assert marks_of(NOT_NAMED, timedelta()).bad == 0
