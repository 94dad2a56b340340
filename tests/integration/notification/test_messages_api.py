"""What the gateway may see of the messages about a dossier."""

from __future__ import annotations

import pytest

from chassis.auth import Caller
from services.notification.wiring import app_of
from tests.integration.notification.intake_stub import CODE, accepted
from tests.integration.notification.rig import Notification


class FakeAuthenticator:
    """Takes the token for the calling service."""

    def verify(self, token: str) -> Caller:
        return Caller(token, None)


def test_gateway_sees_what_became_of_each_message(notification: Notification) -> None:
    """With every attempt, and never to which address."""
    notification.know_names()
    notification.hear(notification.intake.contact(), accepted())
    notification.send_all()
    app = app_of(notification.database, FakeAuthenticator())
    with app.test_client() as client:
        answer = client.get(
            f"/internal/messages/{CODE}", headers={"Authorization": "Bearer gateway"}
        )

    (message,) = answer.get_json()["messages"]
    assert message["template"] == "dossier-accepted"
    assert message["status"] == "accepted"
    assert [attempt["outcome"] for attempt in message["attempts"]] == ["accepted"]
    assert "example.vn" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("caller", ["intake", "reporting", "portal"])
def test_nobody_else_may_look(notification: Notification, caller: str) -> None:
    """Internal means internal."""
    app = app_of(notification.database, FakeAuthenticator())
    with app.test_client() as client:
        answer = client.get(
            f"/internal/messages/{CODE}", headers={"Authorization": f"Bearer {caller}"}
        )

    assert answer.status_code == 403
