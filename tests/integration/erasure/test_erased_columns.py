"""Every column that can hold something about people is emptied by the function of its area.

A new table of dossiers is noticed here: each of its columns of words is emptied by a function
`erase_<area>`, or its name is one of `PLAIN`, or it stands in `KEPT` with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import psycopg
import pytest

from chassis.tables import metadata as chassis_metadata
from chassis.testing.databases import cloned_database

# Names that mean a code, a key or who of the staff acted, in whichever table they stand.
PLAIN = (
    "dossier code kind agency by asked_by granted_by side channel language procedure procedures "
    "case form form_set paper source method cause template audience book field format actions "
    "end why what rule ground clock chain hash salt sealed_with fee fee_receipt moves"
)
KEPT = {
    "clock_entry.text_en": "of the rule that moved the date",
    "clock_entry.text_vi": "of the rule that moved the date",
    "dossier_content.applicant": "the kind of applicant is counted, the rest goes",
    "timeline_entry.data": "dates, codes and numbers",
    "timeline_entry.text_en": "of the act, not of people",
    "timeline_entry.text_vi": "of the act, not of people",
    "posting.state": "how far a parcel came, one of a few words",
    "posting_move.state": "how far a parcel came, one of a few words",
    "filing_mark.digest": "keyed; goes with the last dossier of the matter",
    "desk_task.proposed": "marks, codes and who of the staff; the row goes with the task",
    "draft.owner": "no dossier: filed, deleted or expired it is gone whole",
    "draft.sealed": "no dossier: filed, deleted or expired it is gone whole",
    "draft.email": "no dossier: filed, deleted or expired it is gone whole",
    "draft.contact_key": "no dossier: filed, deleted or expired it is gone whole",
}
# States and codes; then what the use case empties, for it is part of the dossier it saves.
OF_THE_DOSSIER = (
    "sub_status receiving_agency competent_agency legs area term outcome result_number timeliness "
    "handed_over_by next_limit interruptions calendar refusal_code refusal_ground "
    "confirm_term owner parties refusal_reason"
)
# Not about dossiers: what the province publishes, its officers, counters and tries.
OF_NO_DOSSIER = (
    "agency calendar procedure procedure_version officer officer_post placement replan "
    "register_issue dossier_counter tracking_try announced_procedure catalogue_import "
    "search_wording reorganisation succession amendment amendment_word"
)
_WORDS = """
    SELECT table_name || '.' || column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND data_type IN ('text', 'jsonb', 'json', 'bytea', 'ARRAY')
        AND NOT table_name = ANY (%s) AND NOT column_name = ANY (%s)
        AND table_name NOT LIKE 'alembic%%'
"""
_FUNCTIONS = """
    SELECT proname, prosrc, proacl IS NULL OR EXISTS (
        SELECT FROM aclexplode(proacl) WHERE grantee <> proowner) AS open_to_others
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'erase%'
"""
_DELETE = re.compile(r"\bDELETE\s+FROM\s+(\w+)")
_UPDATE = re.compile(r"\bUPDATE\s+(\w+)\s+SET\s+(.*?)(?:\bWHERE\b|$)", re.DOTALL)

Connection = psycopg.Connection[tuple[object, ...]]


@pytest.fixture(scope="module")
def intake() -> Iterator[Connection]:
    """Give a connection to an empty intake; what a test does is rolled back at the end."""
    with cloned_database("intake") as url, psycopg.connect(url) as connection:
        yield connection
        connection.rollback()


def functions(connection: Connection) -> dict[str, tuple[str, bool]]:
    """Return the text of each function that erases, and whether others than the owner may."""
    rows = connection.execute(_FUNCTIONS).fetchall()
    return {str(name): (str(source), bool(open_)) for name, source, open_ in rows}


def left_over(connection: Connection) -> list[str]:
    """Return the columns that can hold something about people and that nothing empties."""
    whole: set[str] = set()
    emptied: set[str] = set()
    for source, _ in functions(connection).values():
        whole.update(_DELETE.findall(source))
        for table, sets in _UPDATE.findall(source):
            emptied.update(f"{table}.{column}" for column in re.findall(r"\b(\w+)\s*=", sets))
    others = [*OF_NO_DOSSIER.split(), *chassis_metadata.tables]
    rows = connection.execute(_WORDS, [others, PLAIN.split()]).fetchall()
    columns = {str(row[0]) for row in rows} - {
        f"dossier.{name}" for name in OF_THE_DOSSIER.split()
    }
    return sorted(
        column
        for column in columns - emptied - KEPT.keys()
        if column.partition(".")[0] not in whole
    )


def test_every_column_with_words_is_emptied_or_kept_for_a_reason(intake: Connection) -> None:
    """Nobody adds a table of dossiers without saying what becomes of it."""
    assert left_over(intake) == []


def test_a_new_table_that_nothing_empties_is_noticed(intake: Connection) -> None:
    """Until a function of its area does: sealed or not, whatever it is called."""
    intake.execute("""
        CREATE TABLE parcel (
            dossier text REFERENCES dossier (code), kind text, at timestamptz,
            address text, sealed bytea
        )
    """)
    before = left_over(intake)
    intake.execute("""
        CREATE FUNCTION erase_parcels(erased text) RETURNS void LANGUAGE plpgsql AS
        $$ BEGIN UPDATE parcel SET address = NULL WHERE dossier = erased; END $$
    """)
    between = left_over(intake)
    intake.rollback()

    assert before == ["parcel.address", "parcel.sealed"]
    assert between == ["parcel.sealed"]


def uncalled(connection: Connection) -> tuple[list[str], list[str]]:
    """Return the functions of areas that nothing calls, and those others than the owner may."""
    found = functions(connection)
    caller, _ = found.pop("erase_dossier")
    missing = [name for name in found if f"PERFORM {name}(erased);" not in caller]
    return missing, [name for name, (_, open_) in found.items() if open_]


def test_the_one_door_calls_every_area(intake: Connection) -> None:
    """The functions of areas ask nothing: nobody but the owner's door may call them."""
    missing, open_ = uncalled(intake)
    intake.execute("""
        CREATE FUNCTION erase_parcels(erased text) RETURNS void LANGUAGE sql AS 'SELECT'
    """)
    planted = uncalled(intake)
    intake.rollback()

    assert (missing, open_) == ([], [])
    assert planted == (["erase_parcels"], ["erase_parcels"])
