"""What the gateway may see of the messages about a dossier."""

from __future__ import annotations

import pytest

from chassis.auth import Caller
from kernel.rights import Actor, Role
from services.notification.wiring.service import app_of
from tests.integration.notification.intake_stub import CODE, accepted
from tests.integration.notification.rig import Notification


class FakeAuthenticator:
    """Takes the token for the role of who asks by the gateway."""

    def __init__(self, role: Role | None = Role.OFFICER, service: str = "gateway") -> None:
        self._role = role
        self._service = service

    def verify(self, _token: str) -> Caller:
        actor = Actor(subject="o-1", roles=frozenset({self._role})) if self._role else None
        return Caller(self._service, actor)


def test_gateway_sees_what_became_of_each_message(notification: Notification) -> None:
    """With every attempt, and never to which address."""
    notification.know_names()
    notification.hear(notification.intake.contact(), accepted())
    notification.send_all()
    app = app_of(notification.parts(), FakeAuthenticator())
    with app.test_client() as client:
        answer = client.get(
            f"/dossiers/{CODE}/notices", headers={"Authorization": "Bearer gateway"}
        )

    (message,) = answer.get_json()["messages"]
    assert message["template"] == "dossier-accepted"
    assert message["status"] == "accepted"
    assert [attempt["outcome"] for attempt in message["attempts"]] == ["accepted"]
    assert "example.vn" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("role", "service", "status"),
    [(None, "gateway", 401), (Role.ADMIN, "gateway", 403), (Role.OFFICER, "intake", 403)],
)
def test_nobody_else_may_look(
    notification: Notification, role: Role | None, service: str, status: int
) -> None:
    """Somebody the door let through, and no service by itself."""
    app = app_of(notification.parts(), FakeAuthenticator(role, service))
    with app.test_client() as client:
        answer = client.get(f"/dossiers/{CODE}/notices", headers={"Authorization": "Bearer x"})

    assert answer.status_code == status
