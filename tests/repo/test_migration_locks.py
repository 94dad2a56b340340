"""A migration never holds up a service while it reads or writes a table of a million rows.

Whatever stands in a transaction keeps its locks to the end of it, and a table that was altered
there is closed to everybody. So on the big tables indexes are made CONCURRENTLY, constraints come
in NOT VALID and are validated in a block of their own, and rows are changed in portions by the
service.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIG = (
    "dossier dossier_content dossier_paper dossier_reader timeline_entry clock_entry access_entry "
    "access_seal trail_head contact_key form_paper form_issue book_entry desk_alert case leg step "
    "step_event addressee message attempt fact trail_end event_log event_stream inbox gate timer"
)
# Written before databases were in use, or before this was held: on big tables some of them close
# those for seconds to minutes.
BEFORE = {"intake": 26, "routing": 9, "notification": 2, "reporting": 7, "chassis": 4}
_MADE_HERE = re.compile(r"CREATE TABLE (?:IF NOT EXISTS )?\"?(\w+)")
# What stands in a function is done later and by others.
_FUNCTION = re.compile(r"\bBEGIN\b.*?\bEND\b\s*(?=\$|\"\"\")", re.DOTALL)
_RULES = {
    "an index is made while nobody can write": (
        r"CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY)[^;]*?\bON (?:ONLY )?@"
    ),
    "every row is read for a new constraint": (
        r"ALTER TABLE (?:ONLY )?@[^;]*?(?:ADD CONSTRAINT[^;,]*?\b(?:CHECK|FOREIGN KEY)\b"
        r"(?![^;]*NOT VALID)|ADD COLUMN[^;,]*?\b(?:CHECK|REFERENCES)\b|SET NOT NULL)"
    ),
    "every row is read while the table is closed": r"ALTER TABLE @[^;]*?VALIDATE CONSTRAINT",
    "the table is written anew": (
        r"ALTER TABLE (?:ONLY )?@[^;]*?(?:\bTYPE\b|GENERATED ALWAYS AS \(|"
        r"DEFAULT (?:gen_random_uuid|clock_timestamp|random))"
    ),
    "every row is changed in one transaction": (
        r"UPDATE (?:ONLY )?@[^;]*?\bSET\b|DELETE FROM (?:ONLY )?@"
    ),
}


def held_up(source: str) -> list[str]:
    """Return what is wrong with a migration."""
    big = set(BIG.split()) - set(_MADE_HERE.findall(source))
    table = rf"\"?(?:{'|'.join(sorted(big))})\"?(?=[\s(;])"
    # What stands beside the transaction may validate, and nothing else that is wrong within.
    parts = source.partition("autocommit_block()")
    within, beside = (" ".join(_FUNCTION.sub("", part).split()) for part in (parts[0], parts[2]))
    return [
        why
        for why, pattern in _RULES.items()
        if re.search(
            pattern.replace("@", table),
            within if "VALIDATE" in pattern else f"{within}; {beside}",
            re.IGNORECASE,
        )
    ]


def newer() -> list[Path]:
    """Return the migrations that may meet a database in use."""
    return [
        path
        for path in sorted(ROOT.glob("*/**/migrations/versions/[0-9]*.py"))
        if int(path.name[:4]) > BEFORE.get(path.parts[-4], 0)
    ]


def test_no_migration_closes_a_big_table() -> None:
    """None of those since databases are in use."""
    wrong = {str(path): found for path in newer() if (found := held_up(path.read_text("utf-8")))}

    assert wrong == {}


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("CREATE INDEX a ON dossier (b)", "an index is made while nobody can write"),
        ('CREATE UNIQUE INDEX a ON "case" (b)', "an index is made while nobody can write"),
        (
            "ALTER TABLE step ADD CONSTRAINT a CHECK (b > 0)",
            "every row is read for a new constraint",
        ),
        (
            "ALTER TABLE dossier ADD COLUMN a text CHECK (a <> '')",
            "every row is read for a new constraint",
        ),
        (
            "ALTER TABLE leg ALTER COLUMN a SET NOT NULL",
            "every row is read for a new constraint",
        ),
        ("ALTER TABLE fact VALIDATE CONSTRAINT a", "every row is read while the table is closed"),
        ("ALTER TABLE fact ALTER COLUMN a TYPE bigint", "the table is written anew"),
        ("UPDATE dossier_reader AS r SET open = true", "every row is changed in one transaction"),
        ("DELETE FROM inbox WHERE a", "every row is changed in one transaction"),
    ],
)
def test_what_closes_a_big_table_is_noticed(sql: str, why: str) -> None:
    """Each kind of statement, in a transaction."""
    assert held_up(f'op.execute("""{sql}""")') == [why]


def test_what_closes_nothing_for_long_may_stand() -> None:
    """New tables, columns without a check, indexes beside writers, functions, small tables."""
    fine = """
        CREATE TABLE parcel (dossier text REFERENCES dossier (code), n int CHECK (n > 0));
        CREATE INDEX parcel_idx ON parcel (dossier);
        ALTER TABLE dossier ADD COLUMN parcels smallint NOT NULL DEFAULT 0;
        ALTER TABLE "case" DROP CONSTRAINT a, ADD CONSTRAINT a CHECK (b IN ('c', 'd')) NOT VALID;
        CREATE FUNCTION erase_parcels(erased text) RETURNS void LANGUAGE plpgsql AS $$
            BEGIN DELETE FROM dossier_reason; UPDATE dossier SET a = 1; END $$;
        UPDATE procedure_version SET short_key = '';
        with op.get_context().autocommit_block():
            CREATE INDEX CONCURRENTLY dossier_a_idx ON dossier (a);
            ALTER TABLE "case" VALIDATE CONSTRAINT a
    """

    assert held_up(fine) == []
