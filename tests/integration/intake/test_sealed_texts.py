"""Words in columns of their own follow a change of the master key."""

from __future__ import annotations

from chassis.crypto import KeyRing, new_data_key
from chassis.identifiers import new_id
from services.intake.correspondence.store.messages import PgMessages, sealed_messages
from tests.integration.intake.office import Office
from tests.integration.intake.test_messages import ASKED, filed, write


def test_a_thread_is_sealed_anew_and_still_read(office: Office) -> None:
    """Afterwards nothing is left under the old key, and the new one alone opens the words."""
    code = filed(office)
    assert write(office, code, ASKED).status_code == 201
    old, new = office.ring.keys["k1"], new_data_key()
    ring = KeyRing(current="k2", keys={"k1": old, "k2": new})
    rows = sealed_messages(ring)

    with office.database.transaction() as tx:
        assert (rows.left(tx), rows.count(tx, "k1")) == (1, 1)
        assert rows.reseal(tx, "", 200).done == 1
        assert (rows.left(tx), rows.count(tx, "k1"), rows.count(tx, "k2")) == (0, 0, 1)
        after = KeyRing(current="k2", keys={"k2": new})
        (message,) = PgMessages(tx, after, new_id).page(code, before=None, limit=5)

    assert message.words == ASKED
