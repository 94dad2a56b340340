"""Files dossiers under names, and reads lists of them page after page."""

from __future__ import annotations

from urllib.parse import urlsplit

from sqlalchemy import text

from kernel.rights import Actor
from tests.integration.intake.office import (
    CITIZEN,
    OFFICER,
    Office,
    at_desk,
    example,
)

NAMES = ("Đỗ Văn Ân", "Nguyễn Thị Ế", "Trần Thị Hoa", "Lê Văn An", "Đỗ Thị An", "Nguyễn Văn Ẩn")


def filed(office: Office, name: str | None = None, actor: Actor = OFFICER) -> str:
    body = example() if actor is CITIZEN else at_desk()
    if name is not None:
        body["applicant"] |= {"name": name}
    answer = office.file(actor, body).json
    assert answer is not None
    code: str = answer["code"]
    return code


def listed(office: Office, query: str = "", actor: Actor = OFFICER) -> list[str]:
    """Return all codes of a list, page after page."""
    codes: list[str] = []
    path: str | None = f"/dossiers?{query}"
    while path:
        answer = office.get(path, actor)
        assert answer.status_code == 200, answer.json
        assert answer.json is not None
        codes += [item["code"] for item in answer.json["items"]]
        link = answer.headers.get("Link")
        path = f"/dossiers?{urlsplit(link[1 : link.index('>')]).query}" if link else None
    return codes


def change(office: Office, code: str, **columns: object) -> None:
    words = ", ".join(f"{name} = :{name}" for name in columns)
    statement = f"UPDATE dossier SET {words} WHERE code = :code"  # noqa: S608 -- names of ours
    with office.database.transaction() as tx:
        tx.execute(text(statement), columns | {"code": code})
