"""Messages no law asks for: several of one citizen become one, and no more than so many a day."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from chassis.identifiers import new_id
from contracts.events.result import OfficerWrote
from services.notification.dispatch.domain.gathering import WINDOW
from tests.integration.notification.intake_stub import (
    AGENCY,
    AT,
    CODE,
    PROCEDURE,
    accepted,
    erased,
    finished,
)
from tests.integration.notification.rig import Notification

OTHER, STRANGER = "H56.14797-261123-0002", "H56.14797-261123-0003"


def wrote(code: str = CODE) -> OfficerWrote:
    return OfficerWrote(
        code=code,
        procedure=PROCEDURE.procedure,
        receiving_agency=AGENCY.code,
        written_at=AT,
    )


def know(notification: Notification) -> None:
    """Two dossiers of one citizen and one of another, each told that it was accepted."""
    notification.know_names()
    contact = notification.intake.contact
    notification.hear(contact(code=CODE), contact(code=OTHER, email="E@example.vn"))
    notification.hear(contact(code=STRANGER, email="other@example.vn"))
    notification.hear(*(accepted(code) for code in (CODE, OTHER, STRANGER)))
    notification.send_all()
    notification.provider.mails.clear()


def pass_time(notification: Notification, wait: timedelta = WINDOW) -> None:
    """Let time pass by the suite's clock, and send what may go then."""
    notification.clock.set(notification.clock() + wait)
    notification.sweep()
    notification.send_all()


def test_several_of_one_citizen_become_one_message(notification: Notification) -> None:
    """Over their dossiers: the same contact, which is known by its blind index alone."""
    know(notification)
    notification.hear(wrote(), wrote(OTHER), wrote(STRANGER))
    early = notification.send_all()
    pass_time(notification)
    subjects = sorted(str(mail["Subject"]) for mail in notification.provider.mails)
    (digest,) = [mail for mail in notification.provider.mails if "2 tin mới" in mail["Subject"]]
    body = digest.get_body(("plain",))
    statuses = {one.template: one.status for one, _ in notification.messages(CODE)}

    assert early == []
    assert subjects == [
        f"Hồ sơ {OTHER}: có 2 tin mới",
        f"Hồ sơ {STRANGER}: có tin nhắn mới của cơ quan",
    ]
    assert body is not None
    assert f"Hồ sơ {CODE}: có tin nhắn mới" in body.get_content()
    assert statuses == {"dossier-accepted": "accepted", "officer-wrote": "joined"}


def test_a_statutory_notice_waits_for_no_window(notification: Notification) -> None:
    know(notification)
    notification.hear(wrote(), finished())

    assert notification.send_all() == ["accepted"]
    assert "kết quả" in str(notification.provider.mails[0]["Subject"])


def test_no_more_than_so_many_a_day_and_the_rest_in_the_morning(
    notification: Notification,
) -> None:
    """Nothing is left out: what is over is one message of the next morning."""
    notification.cap = 2
    know(notification)
    for _ in range(4):
        notification.hear(wrote())
        pass_time(notification)
    today = len(notification.provider.mails)
    notification.hear(finished())
    notification.send_all()
    statutory = len(notification.provider.mails) - today
    notification.clock.set(AT.replace(hour=7) + timedelta(days=1))
    pass_time(notification, timedelta())

    assert (today, statutory) == (2, 1)
    assert "2 tin mới" in str(notification.provider.mails[-1]["Subject"])
    assert len(notification.provider.mails) == 4


def test_an_event_heard_again_makes_nothing_anew(notification: Notification) -> None:
    """What went as a line of a digest stays told."""
    know(notification)
    said, event_id = wrote(), new_id()
    notification.hear(said, event_id=event_id)
    notification.hear(wrote(OTHER))
    pass_time(notification)
    notification.hear(said, event_id=event_id)
    pass_time(notification)

    assert len(notification.provider.mails) == 1


def test_no_address_stands_in_a_table_and_none_is_known_after_erasure(
    notification: Notification,
) -> None:
    know(notification)
    notification.hear(wrote(), wrote(OTHER))
    pass_time(notification)
    with notification.database.read() as tx:
        rows = tx.scalars(text("SELECT m::text || a::text FROM message m, addressee a")).all()
        indexes = set(tx.scalars(text("SELECT contact_index FROM addressee")))
    notification.hear(erased())
    with notification.database.read() as tx:
        left = tx.scalar(
            text("SELECT contact_index FROM addressee WHERE dossier = :code"), {"code": CODE}
        )

    assert "example.vn" not in "".join(rows).replace("@motcua.example.vn", "")
    assert len(indexes) == 2
    assert left is None
