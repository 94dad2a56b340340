"""Many receipts over one bind: each kept before it is answered, whatever breaks between."""

from __future__ import annotations

import signal
import time
from collections.abc import Sequence

import pytest
from sqlalchemy import text

from deploy.onebox.smsc_centre import Owed, Told
from deploy.onebox.smsc_server import Connection
from services.notification.dispatch.clients.smpp import SmppSms
from services.notification.settings import TextSettings
from services.notification.wiring.receipts import receipts_heard
from tests.integration.notification.killed_texts import Dying, ended, url_of
from tests.integration.notification.rig import Notification, running, wait_until
from tests.integration.notification.smsc_box import SmscBox
from tests.integration.notification.taken_texts import (
    dossiers,
    effects_of,
    statuses_of,
    take_texts,
)

PARTS = 4
_KEPT = text("SELECT count(*) FROM receipt WHERE reference = :reference")


class Watching:
    """What the centre was answered, and whether the database had it by then."""

    def __init__(
        self, notification: Notification, smsc: SmscBox, patch: pytest.MonkeyPatch
    ) -> None:
        self.kept: list[str] = []
        self.refused: list[str] = []
        self.too_early: list[str] = []
        self._told: dict[tuple[int, int], str] = {}
        self._notification = notification
        tell, heard = Connection.tell, smsc.server.heard

        def watched_tell(connection: Connection, one: Told, sequence: int) -> None:
            assert isinstance(one, Owed)
            self._told[id(connection), sequence] = one.name
            tell(connection, one, sequence)

        def watched_heard(connection: Connection, sequence: int, *, kept: bool) -> None:
            self._note(self._told[id(connection), sequence], kept=kept)
            heard(connection, sequence, kept=kept)

        patch.setattr(Connection, "tell", watched_tell)
        patch.setattr(smsc.server, "heard", watched_heard)

    def _note(self, name: str, *, kept: bool) -> None:
        (self.kept if kept else self.refused).append(name)
        if kept:
            with self._notification.database.read() as tx:
                if tx.scalar(_KEPT, {"reference": name}) != 1:
                    self.too_early.append(name)


def owe(smsc: SmscBox, names: Sequence[str]) -> None:
    """Have the centre say of each that it arrived, all at once."""
    now = time.monotonic()
    owed = [Owed(at=now, name=name, state="delivered", to="84", mark=None) for name in names]
    with smsc.centre.lock:
        smsc.centre.owed += owed


def link_of(notification: Notification) -> SmppSms:
    sender = notification.sender()
    assert isinstance(sender, SmppSms)
    return sender


@pytest.fixture
def texted(notification: Notification, smsc: SmscBox) -> Notification:
    """Give the service with a centre of texts."""
    notification.texts = TextSettings(providers=[smsc.place], rate=1000)
    return notification


@pytest.fixture
def watching(texted: Notification, smsc: SmscBox, monkeypatch: pytest.MonkeyPatch) -> Watching:
    """Give what watches the answers."""
    return Watching(texted, smsc, monkeypatch)


def names_of(notification: Notification, texts: int) -> Sequence[str]:
    taken = take_texts(notification, dossiers(texts), PARTS)
    return [name for parts in taken.values() for name in parts]


def test_a_thousand_receipts_are_kept_and_each_answered_after_its_commit(
    texted: Notification, smsc: SmscBox, watching: Watching
) -> None:
    """Where more come than may wait, the centre is told so, and brings them again."""
    names = names_of(texted, 250)
    texted.receipts = receipts_heard(texted.database, texted.clock, room=150)
    link = link_of(texted)
    with running([link]):
        wait_until(link.bound, 20)
        owe(smsc, names)
        wait_until(lambda: bool(watching.refused), 60)  # nobody takes down what waits yet
        with running([texted.receipts]):
            wait_until(lambda: smsc.server.quiet() and len(watching.kept) >= len(names), 60)

    assert sorted(watching.kept) == sorted(names)
    assert watching.too_early == []
    assert effects_of(texted) == ["ended"] * 250 + ["noted"] * 750
    assert statuses_of(texted) == ["delivered"] * 250


@pytest.mark.parametrize("place", ["receipts.noted", "receipts.kept"])
def test_a_process_killed_before_it_answers_is_brought_them_again_and_counts_each_once(
    texted: Notification, smsc: SmscBox, watching: Watching, place: str
) -> None:
    names = names_of(texted, 10)
    owe(smsc, names)
    dying = Dying(texted, url_of(smsc)).start(f"{place}:kill")
    died = ended(dying)
    wait_until(lambda: len(smsc.centre.owed) == len(names), 20)
    answered, before = list(watching.kept), len(effects_of(texted))
    link = link_of(texted)
    with running([link, texted.receipts]):
        wait_until(lambda: smsc.server.quiet() and len(watching.kept) >= len(names), 60)

    assert (died, answered) == (-signal.SIGKILL, [])
    assert (before > 0) == (place == "receipts.kept")
    assert sorted(watching.kept) == sorted(names)
    assert effects_of(texted) == ["ended"] * 10 + ["noted"] * 30
    assert statuses_of(texted) == ["delivered"] * 10


def test_receipts_whose_connection_breaks_are_brought_again_by_the_next(
    texted: Notification, smsc: SmscBox, watching: Watching
) -> None:
    """Put aside, kept and not answered: by the next connection they are repetitions."""
    names = names_of(texted, 5)
    link = link_of(texted)
    with running([link]):
        wait_until(link.bound, 20)
        owe(smsc, names)
        wait_until(lambda: not smsc.centre.owed, 20)
        smsc.server.drop_all()
        wait_until(lambda: len(smsc.centre.owed) == len(names) or not link.bound(), 20)
        with running([texted.receipts]):
            wait_until(lambda: smsc.server.quiet() and len(watching.kept) >= len(names), 60)

    assert sorted(watching.kept) == sorted(names)
    assert watching.too_early == []
    assert statuses_of(texted) == ["delivered"] * 5
