"""Values nobody else has, the forms in which they could be written, and where they were found."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, quote_plus

from deploy.setup.packages import library_path
from deploy.setup.places import find_places
from deploy.setup.postgres import INSTALLED
from kernel.collation import fold
from tests.e2e.suite import ROOT

_COPY = re.compile(r"^COPY (?:public\.)?\"?(\w+)\"? ", re.MULTILINE)

PERSONAL: Mapping[str, str] = {
    "id number": "038190717273",
    "id number in the form": "079175818283",
    "id number of the principal": "001185646566",
    # Without the zero that becomes a country code.
    "phone": "986543217",
    "phone of the principal": "987612340",
    "e-mail": "yen.canary@hoangyen-canary.example.vn",
    "e-mail of the principal": "uyquyen.canary@hoangyen-canary.example.vn",
    "street": "7117 Ngõ Hoàng Yến Canary",
    "authority": "Giấy ủy quyền 717171 Canary",
    "e-mail of a draft": "nhap.canary@hoangyen-canary.example.vn",
    "words in a draft": "Canary-chưa-nộp-717",
    "paper of a mandate": "UQ-717272-Canary",
    "who certified it": "Văn phòng Canary 7171",
    "birth date": "1990-10-29",
    "name in the form": "Trần Canary Con",
    "ethnicity in the form": "Canary-dân-tộc",
}
"""What must stand nowhere."""

NAMES: Mapping[str, str] = {
    "name": "Hoàng Thị Yến Canary",
    "name of the principal": "Lý Ủy Quyền Canary",
}
"""What may stand in clear where people are looked for by name, and nowhere else."""

NAME_PLACES = frozenset({"database intake dossier_content", "database intake dossier_reader"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A canary that was found: which one, in which form, where."""

    what: str
    form: str
    where: str


def forms_of(value: str) -> dict[str, str]:
    """Return a value as it could stand in a file: plain, folded, JSON, URL, base64, hex."""
    raw = value.encode()
    found = {
        "plain": value.lower(),
        "without accents": fold(value),
        "json": json.dumps(value)[1:-1].lower(),
        "url": quote(value).lower(),
        "form": quote_plus(value).lower(),
        "hex": raw.hex(),
    }
    # Base64 depends on where in a text the value begins: what is the same in all of it.
    for shift in range(3):
        encoded = base64.b64encode(bytes(shift) + raw).decode()
        first, last = (4 if shift else 0), len(encoded) - 4
        found[f"base64 {shift}"] = encoded[first:last]
        found[f"base64url {shift}"] = encoded[first:last].replace("+", "-").replace("/", "_")
    return found


def search(places: Mapping[str, str], canaries: Mapping[str, str]) -> list[Hit]:
    """Return every canary in every form in every place."""
    hits = []
    for where, text in places.items():
        lowered = text.lower()
        for what, value in canaries.items():
            for form, written in forms_of(value).items():
                if written in (text if form.startswith("base64") else lowered):
                    hits.append(Hit(what=what, form=form, where=where))
    return hits


def logs(folder: Path) -> dict[str, str]:
    """Return what every process of the suite has logged."""
    return {
        f"log {path.name}": path.read_text("utf-8", "replace")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def dumps(env: Mapping[str, str], services: Sequence[str]) -> dict[str, str]:
    """Return what `pg_dump` writes of every database, table by table."""
    found: dict[str, str] = {}
    program, environment = _pg_dump()
    for service in services:
        url = env[f"MOTCUA_{service.upper()}_OWNER_DATABASE_URL"].replace("+psycopg", "")
        dump = subprocess.run(  # noqa: S603 -- PostgreSQL's own program
            [program, "--no-owner", url], env=environment, capture_output=True, check=True
        ).stdout.decode("utf-8", "replace")
        for table, rows in _tables(dump):
            found[f"database {service} {table}"] = rows
    return found


def _pg_dump() -> tuple[str, dict[str, str]]:
    """Return the machine's `pg_dump`, or the one the set-up unpacked, and what it is run with."""
    installed = shutil.which("pg_dump")
    if installed:
        return installed, dict(os.environ)
    unpacked = find_places(ROOT).packages / "postgres"
    program = max(unpacked.glob(f"{INSTALLED}/pg_dump"))
    return str(program), os.environ | {"LD_LIBRARY_PATH": library_path(unpacked)}


def _tables(dump: str) -> Iterator[tuple[str, str]]:
    starts = list(_COPY.finditer(dump))
    yield "schema", dump[: starts[0].start()] if starts else dump
    for start in starts:
        end = dump.index("\n\\.\n", start.start())
        yield start.group(1), dump[start.start() : end]
    if starts:
        yield "after the data", dump[dump.index("\n\\.\n", starts[-1].start()) :]
