"""Every version of a form in PostgreSQL: facts and bytes sealed with a key a version.

The master key wraps that key alone, so that a change of it rewrites no document.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Row, exists, select, text
from sqlalchemy.dialects.postgresql import insert

from chassis.crypto import KeyRing, new_data_key, open_bytes, seal_bytes
from services.intake.forms.domain.form_set import FormName
from services.intake.forms.domain.paper import Issue, Paper, PaperHistory, Why
from services.intake.forms.domain.words import Language
from services.intake.forms.store.tables import form_issue, form_paper, form_print

_P = form_paper.c
_ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended(:what, 0))")
_DIGEST: Final = "form"


class PgPapers:
    """The port `Papers` on one transaction."""

    def __init__(self, tx: Connection, ring: KeyRing) -> None:
        self._tx = tx
        self._ring = ring

    def digest(self, basis: Mapping[str, Any]) -> str:
        """Return the keyed digest of what makes a version."""
        written = orjson.dumps(basis, option=orjson.OPT_SORT_KEYS).decode()
        return self._ring.blind_index(_DIGEST, written)

    def newest(self, code: str, form: FormName, *, alone: bool = False) -> Paper | None:
        """Return the newest version, under a lock for who will add one."""
        if alone:
            self._tx.execute(_ALONE, {"what": f"form/{code}/{form.value}"})
        newest = select(form_paper).where(_P.dossier == code, _P.form == form.value)
        rows = self._tx.execute(newest.order_by(_P.version.desc()).limit(2)).all()
        return self._paper(*rows[:2]) if rows else None

    def version(self, code: str, form: FormName, version: int) -> Paper | None:
        """Return one version."""
        wanted = select(form_paper).where(
            _P.dossier == code, _P.form == form.value, _P.version.in_((version, version - 1))
        )
        rows = self._tx.execute(wanted.order_by(_P.version.desc())).all()
        return self._paper(*rows) if rows and rows[0].version == version else None

    def add(self, paper: Paper) -> None:
        """Keep a new version with a key of its own."""
        key, place = new_data_key(), paper_place(paper.dossier, paper.form.value, paper.version)
        self._tx.execute(
            form_paper.insert().values(
                dossier=paper.dossier,
                form=paper.form.value,
                version=paper.version,
                form_set=paper.form_set,
                acted_at=paper.acted_at,
                made_at=paper.made_at,
                digest=paper.digest,
                wrapped_key=self._ring.wrap(key, context=place),
                facts=seal_bytes(key, orjson.dumps(paper.facts), context=f"{place}/facts"),
            )
        )

    def pdf(self, paper: Paper, language: Language) -> bytes | None:
        """Return the bytes given out."""
        row = self._tx.execute(
            select(form_print.c.pdf).where(*_printed(paper), form_print.c.language == language)
        ).one_or_none()
        if row is None:
            return None
        place = paper_place(paper.dossier, paper.form.value, paper.version)
        return open_bytes(self._key(paper), row.pdf, context=f"{place}/{language}")

    def keep_pdf(self, paper: Paper, language: Language, pdf: bytes) -> bytes:
        """Keep the bytes unless some are kept; return those kept."""
        place = paper_place(paper.dossier, paper.form.value, paper.version)
        sealed = seal_bytes(self._key(paper), pdf, context=f"{place}/{language}")
        row = {**_where(paper), "language": language, "pdf": sealed}
        done = self._tx.execute(insert(form_print).values(row).on_conflict_do_nothing())
        if done.rowcount:
            return pdf
        return self.pdf(paper, language) or pdf

    def was_issued(self, paper: Paper) -> bool:
        """Tell whether the version itself (no view copy) was given out before."""
        issued = exists().where(
            *(form_issue.c[name] == value for name, value in _where(paper).items()),
            form_issue.c.why != Why.VIEW_COPY.value,
        )
        return bool(self._tx.execute(select(issued)).scalar_one())

    def issue(self, paper: Paper, issue: Issue) -> None:
        """Write down that the version was handed out."""
        self._tx.execute(
            form_issue.insert().values(
                **_where(paper),
                language=issue.language,
                at=issue.at,
                by=dict(issue.by),
                why=issue.why.value,
            )
        )

    def history(self, code: str) -> Sequence[PaperHistory]:
        """Return every version with its issues."""
        issues = self._tx.execute(
            select(form_issue).where(form_issue.c.dossier == code).order_by(form_issue.c.position)
        ).all()
        rows = self._tx.execute(
            select(_P.form, _P.version, _P.form_set, _P.acted_at, _P.made_at)
            .where(_P.dossier == code)
            .order_by(_P.form, _P.version)
        )
        return [_history(row, issues) for row in rows]

    def _paper(self, row: Row[Any], before: Row[Any] | None = None) -> Paper:
        place = paper_place(row.dossier, row.form, row.version)
        key = self._ring.unwrap(row.wrapped_key, context=place)
        return Paper(
            dossier=row.dossier,
            form=FormName(row.form),
            version=row.version,
            form_set=row.form_set,
            acted_at=row.acted_at,
            made_at=row.made_at,
            replaces=(before.version, before.made_at) if before else None,
            digest=row.digest,
            facts=orjson.loads(open_bytes(key, row.facts, context=f"{place}/facts")),
        )

    def _key(self, paper: Paper) -> bytes:
        wrapped = self._tx.execute(
            select(_P.wrapped_key).where(
                *(_P[name] == value for name, value in _where(paper).items())
            )
        ).scalar_one()
        place = paper_place(paper.dossier, paper.form.value, paper.version)
        return self._ring.unwrap(wrapped, context=place)


def paper_place(dossier: str, form: str, version: int) -> str:
    """Return what a version's key and seals are bound to."""
    return f"form_paper/{dossier}/{form}/{version}"


def _where(paper: Paper) -> dict[str, Any]:
    return {"dossier": paper.dossier, "form": paper.form.value, "version": paper.version}


def _printed(paper: Paper) -> Sequence[Any]:
    return [form_print.c[name] == value for name, value in _where(paper).items()]


def _history(row: Row[*tuple[Any, ...]], issues: Sequence[Row[Any]]) -> PaperHistory:
    return PaperHistory(
        form=FormName(row.form),
        version=row.version,
        form_set=row.form_set,
        acted_at=row.acted_at,
        made_at=row.made_at,
        issues=tuple(
            Issue(at=one.at, by=one.by, language=one.language, why=Why(one.why))
            for one in issues
            if (one.form, one.version) == (row.form, row.version)
        ),
    )
