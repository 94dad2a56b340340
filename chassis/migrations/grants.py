"""Rights of the run-time roles: `<database>` writes data, `<database>_ro` reads them."""

from __future__ import annotations

from sqlalchemy import Connection, text

_TABLES = text("""
    SELECT relname, coalesce(obj_description(oid, 'pg_class'), '') AS comment
    FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
    ORDER BY relname
""")
_ROLE = text("SELECT 1 FROM pg_roles WHERE rolname = :role")
_EVERYTHING = "SELECT, INSERT, UPDATE, DELETE"


def grant_rights(connection: Connection) -> None:
    """Grant the roles of this database their rights, table by table, where the roles exist.

    The run-time role may never define, truncate or reference anything; tables whose comment
    begins with `append-only` it may only add to, those with `read-only` (and alembic's) only read.
    """
    database = str(connection.scalar(text("SELECT current_database()")))
    tables = connection.execute(_TABLES).all()
    for role, reads_only in ((database, False), (f"{database}_ro", True)):
        if connection.scalar(_ROLE, {"role": role}) is None:
            continue
        quoted = connection.dialect.identifier_preparer.quote_identifier(role)
        connection.execute(text(f"GRANT USAGE ON SCHEMA public TO {quoted}"))
        if not reads_only:
            connection.execute(text(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {quoted}"))
        for table in tables:
            rights = "SELECT" if reads_only else _rights(table.relname, table.comment)
            name = connection.dialect.identifier_preparer.quote_identifier(table.relname)
            connection.execute(text(f"REVOKE ALL ON {name} FROM {quoted}"))
            connection.execute(text(f"GRANT {rights} ON {name} TO {quoted}"))


def _rights(table: str, comment: str) -> str:
    if table.startswith("alembic_version") or comment.startswith("read-only"):
        return "SELECT"
    if comment.startswith("append-only"):
        return "SELECT, INSERT"
    return _EVERYTHING
