"""The web inbox: what was told is there for its applicant, whatever way it went."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Integer, literal_column, select, table
from werkzeug.test import TestResponse

from chassis.auth import Caller
from chassis.db import Database
from kernel.rights import Actor, Role
from services.notification.dispatch.domain.outcome import Result
from services.notification.dispatch.domain.retry import NAME_TRIES
from services.notification.people.clients.routing_officers import RoutingOfficers
from services.notification.wiring.service import app_of
from tests.integration.notification.intake_stub import CODE, accepted, erased, finished
from tests.integration.notification.rig import Notification
from tests.integration.notification.routing_stub import FakeRouting
from tests.integration.notification.tables import TABLES
from tests.integration.notification.test_gathering import know, pass_time, wrote

OTHER = "H56.14797-261123-0002"
OFFICER = "Lê Thị Duyên"


class Citizens:
    """Takes the token for the account of a citizen whom the gateway brings."""

    def verify(self, token: str) -> Caller:
        return Caller("gateway", Actor(subject=token, roles=frozenset({Role.CITIZEN})))


@pytest.fixture
def client(notification: Notification) -> FlaskClient:
    """Give the API, with a dossier of `an` and one of `binh`."""
    notification.know_names()
    notification.intake.of_actor.own = {"an": [CODE], "binh": [OTHER]}
    return app_of(notification.parts(), Citizens()).test_client()


def ask(client: FlaskClient, path: str, who: str = "an", **headers: str) -> TestResponse:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get(path, headers={"Authorization": f"Bearer {who}", **sent})


def test_a_notice_is_there_for_who_left_no_address_at_all(
    notification: Notification, client: FlaskClient
) -> None:
    """At once, before anything was sent, and after nothing could be."""
    notification.hear(notification.intake.contact(email=None), accepted())
    before = ask(client, "/inbox").get_json()
    notification.send_all()
    after = ask(client, "/inbox").get_json()

    assert [item["template"] for item in before["items"]] == ["dossier-accepted"]
    assert (before["total"], before["unread"]) == (1, 1)
    assert after == before


def test_it_says_what_the_letter_says(notification: Notification, client: FlaskClient) -> None:
    """Subject, text and HTML are those of the e-mail, to the name."""
    notification.hear(notification.intake.contact(), accepted())
    notification.send_all()
    (line,) = ask(client, "/inbox").get_json()["items"]
    letter = ask(client, f"/inbox/{line['id']}").get_json()
    (mail,) = notification.provider.mails
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None

    assert letter["subject"] == line["subject"] == mail["Subject"]
    assert "Nguyễn Thị Ế" in letter["text"]
    assert letter["text"].split() == plain.get_content().split()
    assert letter["html"].split() == html.get_content().split()


def digest_read_by(notification: Notification, client: FlaskClient, who: str) -> tuple[str, str]:
    """Have a digest about both dossiers sent; return the e-mail and what somebody reads."""
    know(notification)
    notification.hear(wrote(CODE), wrote(OTHER))
    pass_time(notification)
    (mail,) = notification.provider.mails
    body = mail.get_body(("plain",))
    assert body is not None
    lines = ask(client, "/inbox", who).get_json()["items"]
    (digest,) = [one for one in lines if one["template"] == "digest"]
    return body.get_content(), ask(client, f"/inbox/{digest['id']}", who).get_json()["text"]


def test_a_digest_is_read_with_the_lines_of_the_mail(
    notification: Notification, client: FlaskClient
) -> None:
    """When each happened and who did it with it."""
    notification.intake.of_actor.own["an"] = [CODE, OTHER]
    mail, read = digest_read_by(notification, client, "an")

    assert f"Hồ sơ {CODE}: có tin nhắn mới" in read
    assert f"Hồ sơ {OTHER}: có tin nhắn mới" in read
    assert read.split() == mail.split()


def test_lines_about_dossiers_of_others_are_not_read(
    notification: Notification, client: FlaskClient
) -> None:
    """Two people left one mailbox: the mail told both, an account is shown its own."""
    mail, read = digest_read_by(notification, client, "binh")

    assert f"Hồ sơ {CODE}: có tin nhắn mới" in mail
    assert CODE not in read
    assert f"Hồ sơ {OTHER}: có tin nhắn mới" in read


def kept(database: Database, words: str) -> list[str]:
    """Return the tables that hold these words anywhere."""
    found = {
        name: select(literal_column("1", Integer))
        .select_from(table(name).alias("t"))
        .where(literal_column("t::text").contains(words))
        for name in TABLES
    }
    with database.read() as tx:
        return [name for name, query in found.items() if tx.execute(query).first()]


def test_letter_and_inbox_name_the_officer_whose_name_is_kept_nowhere(
    notification: Notification,
) -> None:
    """Asked for once for a batch when it goes, and again when somebody reads; an SMS has none."""
    routing = FakeRouting(names={"officer-017": OFFICER})
    notification.officers = RoutingOfficers(routing)
    notification.know_names()
    notification.intake.of_actor.own = {"an": [CODE]}
    client = app_of(notification.parts(), Citizens()).test_client()
    for code in (CODE, OTHER):
        notification.hear(notification.intake.contact(code=code), accepted(code))
    results = notification.send_all()
    (line,) = ask(client, "/inbox").get_json()["items"]
    letter = ask(client, f"/inbox/{line['id']}").get_json()
    mails = [mail.get_body(("plain",)) for mail in notification.provider.mails]

    assert results == [Result.ACCEPTED] * 2
    assert all(plain and OFFICER in plain.get_content() for plain in mails)
    assert OFFICER in letter["text"]
    assert OFFICER not in line["subject"]
    assert routing.asked == [["officer-017"]]
    assert kept(notification.database, CODE) != []
    assert kept(notification.database, OFFICER) == []


def test_a_letter_goes_and_is_read_while_routing_is_away(notification: Notification) -> None:
    """A status notice does not wait for ever: it goes without the officer."""
    notification.officers = RoutingOfficers(FakeRouting(away=True))
    notification.know_names()
    notification.intake.of_actor.own = {"an": [CODE]}
    client = app_of(notification.parts(), Citizens()).test_client()
    notification.hear(notification.intake.contact(), accepted())
    waited = []
    for _ in range(NAME_TRIES):
        waited += notification.send_all()
        notification.execute("UPDATE message SET next_attempt_at = now()")
    results = notification.send_all()
    (line,) = ask(client, "/inbox").get_json()["items"]
    letter = ask(client, f"/inbox/{line['id']}").get_json()

    assert waited == [Result.DEFERRED] * NAME_TRIES
    assert results == [Result.ACCEPTED]
    assert "Cán bộ thực hiện" not in letter["text"]


def test_newest_first_in_pages_without_gap_or_double(
    notification: Notification, client: FlaskClient
) -> None:
    """Of all dossiers of the reader together; a page may end anywhere."""
    notification.intake.of_actor.own["an"] = [CODE, OTHER]
    for hour in range(5):
        notification.clock.advance(hours=1)
        notification.hear(accepted(CODE if hour % 2 else OTHER))
    whole = ask(client, "/inbox").get_json()["items"]
    first = ask(client, "/inbox?limit=2")
    second = ask(client, f"/inbox?limit=2&cursor={first.get_json()['cursor']}").get_json()
    third = ask(client, f"/inbox?limit=2&cursor={second['cursor']}").get_json()
    pages = [*first.get_json()["items"], *second["items"], *third["items"]]

    assert pages == whole
    assert [item["at"] for item in whole] == sorted((i["at"] for i in whole), reverse=True)
    assert 'rel="next"' in first.headers["Link"]
    assert third["cursor"] is None


def test_reading_is_marked_once_and_for_one_account(
    notification: Notification, client: FlaskClient
) -> None:
    """An agent who reads does not read for the applicant; looking alone marks nothing."""
    notification.intake.of_actor.own["agent"] = [CODE]
    notification.hear(accepted(), finished())
    (newest, _) = ask(client, "/inbox").get_json()["items"]
    path = f"/inbox/{newest['id']}"
    ask(client, path)
    first = client.put(f"{path}/read", headers={"Authorization": "Bearer an"}).get_json()
    notification.clock.advance(hours=1)
    again = client.put(f"{path}/read", headers={"Authorization": "Bearer an"}).get_json()

    assert first == again
    assert first["read_at"] == "2026-11-23T08:00:00+07:00"
    assert ask(client, "/inbox").get_json()["unread"] == 1
    assert ask(client, "/inbox?unread=true").get_json()["total"] == 2
    assert len(ask(client, "/inbox?unread=true").get_json()["items"]) == 1
    assert ask(client, "/inbox", "agent").get_json()["unread"] == 2


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_letters_of_others_are_not_there(
    notification: Notification, client: FlaskClient, method: str
) -> None:
    """The same 404 as for a letter that does not exist; the list says nothing of it either."""
    notification.hear(accepted(OTHER))
    (theirs,) = ask(client, "/inbox", "binh").get_json()["items"]
    path = f"/inbox/{theirs['id']}" + ("/read" if method == "PUT" else "")
    answer = client.open(path, method=method, headers={"Authorization": "Bearer an"})

    assert answer.status_code == 404
    assert answer.get_json()["type"] == "/problems/letter-not-found"
    assert ask(client, "/inbox").get_json()["items"] == []
    assert ask(client, f"/inbox?dossier={OTHER}").get_json()["items"] == []


def test_what_did_not_change_is_not_sent_again(
    notification: Notification, client: FlaskClient
) -> None:
    """304 to who has it; another letter, or a mark, is another entity tag."""
    notification.hear(accepted())
    first = ask(client, "/inbox")
    tag = first.headers["ETag"]
    unchanged = ask(client, "/inbox", If_None_Match=tag)
    notification.hear(finished())

    assert unchanged.status_code == 304
    assert ask(client, "/inbox", If_None_Match=tag).status_code == 200
    assert first.headers["Cache-Control"] == "private, no-cache"


def test_while_intake_is_away_nobody_reads(
    notification: Notification, client: FlaskClient
) -> None:
    """Without knowing whose dossiers are whose there is no answer, and none is guessed."""
    notification.hear(accepted())
    notification.intake.of_actor.status = 500

    assert ask(client, "/inbox").status_code == 503


def test_erasure_forgets_who_read_what(notification: Notification, client: FlaskClient) -> None:
    """The letters stay counted, the marks of reading go; the text names nobody any more."""
    notification.hear(notification.intake.contact(), accepted())
    notification.send_all()
    (line,) = ask(client, "/inbox").get_json()["items"]
    client.put(f"/inbox/{line['id']}/read", headers={"Authorization": "Bearer an"})
    notification.hear(erased())

    assert ask(client, "/inbox").get_json()["unread"] == 1
    assert "Nguyễn" not in ask(client, f"/inbox/{line['id']}").get_json()["text"]
