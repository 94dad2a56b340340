"""A draft is about to go: who left an address with it is told, and nobody else is looked for."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from contracts.events.draft import DraftContactErased, DraftContactSet, DraftExpiring
from services.notification.dispatch.domain.outcome import Result
from tests.integration.notification.intake_stub import AT, PROCEDURE
from tests.integration.notification.rig import Notification

DRAFT = "01a205ba-84eb-7777-ab98-ac6147827099"
_KEPT = text("""
    SELECT (SELECT count(*) FROM addressee), (SELECT count(*) FROM contact_key),
        (SELECT count(*) FROM message)
""")
ERASED = DraftContactErased(id=DRAFT, erased_at=AT)


def expiring(language: str = "vi") -> DraftExpiring:
    return DraftExpiring(
        id=DRAFT,
        procedure=PROCEDURE.procedure,
        language=language,
        expires_at=AT + timedelta(days=3),
    )


def contact(notification: Notification, email: str = "e@example.vn") -> DraftContactSet:
    sealed = notification.intake.contact(email, code=f"draft/{DRAFT}")
    return DraftContactSet(id=DRAFT, key_id=sealed.key_id, ciphertext=sealed.ciphertext)


def kept(notification: Notification) -> tuple[int, ...]:
    """Return how many addressees, keys and messages are kept."""
    with notification.database.read() as tx:
        return tuple(tx.execute(_KEPT).one())


def test_the_owner_is_written_to_in_their_language(notification: Notification) -> None:
    """With the procedure's name and the last day; others hear nothing of it."""
    notification.know_names()
    notification.hear(contact(notification), expiring("en"))

    assert notification.send_all() == [Result.ACCEPTED]
    (mail,) = notification.provider.mails
    assert notification.provider.recipients == ["e@example.vn"]
    assert mail["Subject"] == "Your draft is about to be deleted"
    body = mail.get_body(("plain",))
    assert body is not None
    assert "Đăng ký khai sinh" in body.get_content()
    assert f"/api/v1/drafts/{DRAFT}" in body.get_content()
    assert notification.said() == []


def test_without_an_address_nobody_is_written_to(notification: Notification) -> None:
    """No message waits for one, and no desk is asked to telephone."""
    notification.know_names()
    notification.hear(expiring())

    assert kept(notification) == (0, 0, 0)
    assert notification.said() == []


def test_a_draft_that_is_gone_is_written_about_no_more(notification: Notification) -> None:
    """Contact and key are erased; a letter still in the queue goes to nobody, without a word."""
    notification.know_names()
    first = contact(notification)
    notification.hear(first, expiring())
    notification.send_all()
    assert kept(notification) == (1, 1, 1)
    notification.hear(expiring("en"), ERASED)

    assert notification.send_all() == [Result.REFUSED]
    assert kept(notification) == (0, 0, 2)
    assert len(notification.provider.mails) == 1
    assert notification.said() == []


def test_another_address_takes_the_place_of_the_first(notification: Notification) -> None:
    """Also after one was taken back; the key of the first is thrown away."""
    notification.know_names()
    notification.hear(contact(notification), ERASED, contact(notification, "moi@example.vn"))
    notification.hear(expiring())
    notification.send_all()

    assert notification.provider.recipients == ["moi@example.vn"]
    assert kept(notification) == (1, 1, 1)
