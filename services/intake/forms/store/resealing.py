"""The keys of forms given out, wrapped anew when the master key changes."""

from __future__ import annotations

from sqlalchemy import text

from chassis.crypto import KeyRing, SealBrokenError
from chassis.db import Transaction
from chassis.rotation import Portion
from services.intake.forms.store.papers import paper_place

_OTHER = "split_part(wrapped_key, ':', 1) <> :current"
_TAKE = text(f"""
    SELECT dossier, form, version, wrapped_key, dossier || '|' || form || '|' || version AS place
    FROM form_paper
    WHERE dossier || '|' || form || '|' || version > :after AND {_OTHER}
    ORDER BY place LIMIT :limit FOR UPDATE SKIP LOCKED
""")  # noqa: S608 -- constants
_PUT = text("""
    UPDATE form_paper SET wrapped_key = :wrapped
    WHERE (dossier, form, version) = (:dossier, :form, :version)
""")
_COUNT = text("SELECT count(*) FROM form_paper WHERE split_part(wrapped_key, ':', 1) = :key_id")
_LEFT = text(f"SELECT count(*) FROM form_paper WHERE {_OTHER}")  # noqa: S608 -- constants


class SealedPapers:
    """The keys in `form_paper`; what they seal stays as it is."""

    name = "form_paper"

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    def reseal(self, tx: Transaction, after: str, limit: int) -> Portion:
        """Wrap up to `limit` keys with the current master key."""
        wanted = {"after": after, "limit": limit, "current": self._ring.current}
        rows = tx.execute(_TAKE, wanted).all()
        changed, broken = [], []
        for row in rows:
            key = {"dossier": row.dossier, "form": row.form, "version": row.version}
            try:
                wrapped = self._ring.reseal(row.wrapped_key, context=paper_place(**key))
            except SealBrokenError:
                broken.append(row.place)
                continue
            changed.append({**key, "wrapped": wrapped})
        if changed:
            tx.execute(_PUT, changed)
        last = rows[-1].place if rows else None
        return Portion(last=last, done=len(changed), broken=tuple(broken))

    def count(self, tx: Transaction, key_id: str) -> int:
        """Return how many keys this master key wraps."""
        return int(tx.execute(_COUNT, {"key_id": key_id}).scalar_one())

    def left(self, tx: Transaction) -> int:
        """Return how many keys another master key wraps."""
        return int(tx.execute(_LEFT, {"current": self._ring.current}).scalar_one())
