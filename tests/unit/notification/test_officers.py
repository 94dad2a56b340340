"""The officer a letter names: asked for when it goes, and gone without where nobody answers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from uuid import UUID

import pytest

from contracts.events.clock import DossierPaused
from contracts.events.course import SuspensionLifted
from contracts.events.result import DossierReopened
from services.notification.dispatch.domain.mail import Mail
from services.notification.dispatch.domain.message import EMAIL, Message
from services.notification.dispatch.domain.outcome import Outcome, Result
from services.notification.dispatch.usecases.deliver_message import deliver_message
from services.notification.people.clients.routing_officers import RoutingOfficers
from services.notification.people.domain.contact import Contact, SealedContact
from services.notification.templates.domain.agency import AgencyWords
from services.notification.templates.domain.errors import TextFaultyError
from services.notification.templates.domain.facts import Facts, facts_from_document
from services.notification.templates.domain.greeting import Greeting
from services.notification.templates.domain.template import LANGUAGES, Rendered, Template
from services.notification.templates.ports import Published
from services.notification.templates.store.texts import FileTexts
from services.notification.templates.usecases.gather_facts import gather_facts
from services.notification.templates.usecases.lint_texts import WIDEST
from tests.integration.notification.routing_stub import FakeRouting

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
NAME = "Lê Thị Duyên"
FACTS = replace(WIDEST, officer="o-1", handled_by=None)
EVERY = list(product(Template, LANGUAGES))


def routing(*, status: int = 200, body: bytes | None = None, away: bool = False) -> FakeRouting:
    """Return a routing that knows one officer."""
    return FakeRouting(names={"o-1": NAME}, status=status, body=body, away=away)


@dataclass
class Seconds:
    """A clock of seconds that a test moves."""

    at: float = 1000.0

    def __call__(self) -> float:
        return self.at


def test_a_batch_is_asked_for_at_once_and_remembered() -> None:
    """Who is no officer is not asked for again either; after ten minutes both are."""
    register, tick = routing(), Seconds()
    officers = RoutingOfficers(register, tick=tick)
    first = officers.of({"o-1", "citizen"})
    again = [officers.of({"o-1"}), officers.of({"citizen"})]
    tick.at += 601
    officers.of({"o-1"})

    assert first == {"o-1": NAME}
    assert again == [{"o-1": NAME}, {}]
    assert register.asked == [["citizen", "o-1"], ["o-1"]]


@pytest.mark.parametrize(
    "broken",
    [
        routing(away=True),
        routing(status=403),
        routing(body=b"<html>"),
        routing(body=b'{"items": [{}]}'),
    ],
)
def test_without_an_answer_there_is_no_name_and_half_a_minute_of_peace(
    broken: FakeRouting,
) -> None:
    """A register that is away holds up the first letter of many, for two seconds at most."""
    tick = Seconds()
    officers = RoutingOfficers(broken, tick=tick)
    found = [officers.of({"o-1"}) for _ in range(5)]
    tick.at += 31
    broken.away, broken.status, broken.body = False, 200, None

    assert found == [{}] * 5
    assert len(broken.asked) == 1
    assert officers.of({"o-1"}) == {"o-1": NAME}


def test_a_name_known_is_used_on_while_routing_is_away() -> None:
    """It is older than ten minutes then, and true for nearly everybody."""
    register, tick = routing(), Seconds()
    officers = RoutingOfficers(register, tick=tick)
    officers.of({"o-1"})
    tick.at += 601
    register.away = True

    assert officers.of({"o-1"}) == {"o-1": NAME}


@dataclass
class Post:
    """Takes every letter, for mailboxes of which nothing is known."""

    mails: list[Mail] = field(default_factory=list)

    def send(self, mail: Mail) -> Outcome:
        self.mails.append(mail)
        return Outcome(result=Result.ACCEPTED, code=250)

    def marks(self, mailbox: str) -> frozenset[str]:
        assert mailbox == "e@example.vn"
        return frozenset()

    def stop_link(self, mailbox: str, kind: str, language: str) -> str:
        return f"https://x/{mailbox}/{kind}/{language}"


def deliver(officers: RoutingOfficers) -> tuple[Outcome, Mail]:
    """Hand over the letter of an acceptance by `o-1`."""
    facts = Facts(
        code="H56.14797-261123-0001",
        procedure="Đăng ký khai sinh",
        agency=AgencyWords(code="H56.14797", name="UBND xã Hoằng Giang"),
        accepted_at=AT,
        officer="o-1",
    )
    message = Message(
        id=UUID(int=1),
        event_id=UUID(int=1),
        recipient="applicant/1",
        channel=EMAIL,
        template=Template.ACCEPTED,
        template_version=1,
        dossier="H56.14797-261123-0001",
        language="vi",
        facts=facts.to_document(),
        reference="1@example.vn",
        queued_at=AT,
    )
    sealed = SealedContact(dossier=message.dossier, key_id="k", ciphertext="", indexed=True)
    post = Post()
    outcome = deliver_message(
        message,
        sealed,
        open_contact=lambda _: Contact(name="Nguyễn Thị Ế", email="e@example.vn", phone=None),
        texts=FileTexts("https://motcua.example.vn"),
        sender=post,
        mailboxes=post,
        named=lambda known: known.handled(officers.of({"o-1"})),
    )
    return outcome, post.mails[0]


@pytest.mark.parametrize("away", [False, True])
def test_a_letter_goes_with_the_name_or_without_it(*, away: bool) -> None:
    """A status notice is told at once (Decree 224/2026 art. 15), whatever routing does."""
    outcome, mail = deliver(RoutingOfficers(routing(away=away)))

    assert outcome.result is Result.ACCEPTED
    assert (f"Cán bộ thực hiện: {NAME}\n" in mail.text) is not away
    assert (NAME in mail.html) is not away
    assert NAME not in mail.subject


def render(template: Template, language: str, facts: Facts) -> Rendered:
    texts = FileTexts("https://motcua.example.vn")
    return texts.render(template, texts.newest_version(template), language, facts, Greeting())


@pytest.mark.parametrize(("template", "language"), EVERY)
def test_a_letter_names_the_officer_once_and_its_subject_does_not(
    template: Template, language: str
) -> None:
    """One line of the facts, in every form of every letter; never the account."""
    facts = FACTS.handled({"o-1": NAME})
    rendered = render(template, language, facts)
    label = {"vi": "Cán bộ thực hiện", "en": "Handled by"}[language]

    assert rendered.text.count(f"  {label}: {NAME}\n") == 1
    assert rendered.html.count(NAME) == 1
    assert NAME not in rendered.subject
    assert "o-1" not in rendered.text + rendered.html + rendered.subject


@pytest.mark.parametrize(("template", "language"), EVERY)
def test_without_a_name_there_is_no_such_line(template: Template, language: str) -> None:
    """Who acted is no officer, or nobody knows what they are called."""
    rendered = render(template, language, FACTS.handled({"o-2": NAME}))
    seen = rendered.text + rendered.html

    assert "Cán bộ thực hiện" not in seen
    assert "Handled by" not in seen


def test_a_text_cannot_show_an_account(tmp_path: Path) -> None:
    """There is no variable that holds it."""
    broken = tmp_path / "dossier-accepted" / "1"
    broken.mkdir(parents=True)
    (broken / "vi.jinja").write_text("{{ officer }}", "utf-8")

    with pytest.raises(TextFaultyError):
        FileTexts("https://x", tmp_path).render(Template.ACCEPTED, 1, "vi", FACTS, Greeting())


def test_an_account_is_kept_and_a_name_is_not() -> None:
    """Also where somebody had written one down: it is not read back."""
    kept = FACTS.handled({"o-1": NAME}).to_document()

    assert kept["officer"] == "o-1"
    assert NAME not in str(kept)
    assert facts_from_document({**kept, "handled_by": NAME}).handled_by is None


class Everything:
    """Names of any agency and procedure."""

    def published(self, *, agencies: Collection[str], procedures: Collection[str]) -> Published:
        return Published(
            agencies={code: AgencyWords(code=code, name=code) for code in agencies},
            procedures={code: code for code in procedures},
        )

    def put_agency(self, agency: AgencyWords) -> None:
        raise AssertionError(agency)

    def put_procedure(self, code: str, name: str) -> None:
        raise AssertionError(code, name)


def test_facts_have_the_account_of_an_event_that_says_one() -> None:
    """An owner's word has an empty one, and what the suite notes none at all."""
    about = {
        "code": "H56.14797-261123-0001",
        "procedure": "1.001193",
        "receiving_agency": "H56.14797",
        "competent_agency": "H56.14797",
    }
    lifted = SuspensionLifted(**about, lifted_at=AT, officer="o-1")
    objected = DossierReopened(
        **about, cause="objection", finished_at=AT, reopened_at=AT, due_at=None, officer=""
    )
    paused = DossierPaused(**about, paused_at=AT)

    facts = gather_facts([lifted, objected, paused], names=Everything())

    assert [one.to_document().get("officer") for one in facts] == ["o-1", None, None]


@pytest.mark.parametrize(("template", "language"), EVERY)
@pytest.mark.parametrize("named", [True, False])
def test_a_blank_line_stands_between_the_facts_and_what_is_next(
    template: Template, language: str, *, named: bool
) -> None:
    """Whoever is named in the last fact, or nobody."""
    text = render(template, language, FACTS.handled({"o-1": NAME} if named else {})).text
    lines = text.splitlines()
    last = max(number for number, line in enumerate(lines) if line.startswith("  "))

    assert lines[last + 1] == ""
