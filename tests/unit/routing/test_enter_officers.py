"""Many officers are entered at once: all of a file or nobody, whoever is there stays."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kernel.errors import InvalidInputError
from services.routing import commands
from services.routing.officers.api.schemas import OfficerSchema
from services.routing.officers.domain.change import Change
from services.routing.officers.domain.errors import OfficerAgencyUnknownError
from services.routing.officers.domain.officer import Officer, Profile
from services.routing.officers.usecases.enter_officers import Entered, enter_officers
from tests.unit.routing.samples import COMMUNE, INSURANCE, MONDAY, numbers

LINE = {
    "account": "officer-1",
    "name": "Lê Thị Hạnh",
    "post": "Chuyên viên",
    "agency": COMMUNE,
    "roles": ["officer"],
    "first_day": "2025-07-01",
}


@dataclass
class Register:
    """The port `Roll`."""

    accounts: set[str] = field(default_factory=set)
    officers: list[Officer] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def taken(self, accounts: Collection[str]) -> frozenset[str]:
        return frozenset(self.accounts.intersection(accounts))

    def unknown(self, agencies: Collection[str]) -> frozenset[str]:
        return frozenset(set(agencies) - {COMMUNE, INSURANCE})

    def enter(self, officers: Sequence[Officer], changes: Sequence[Change]) -> None:
        self.officers.extend(officers)
        self.changes.extend(changes)


def enter(register: Register, *lines: dict[str, Any]) -> Entered:
    people: list[tuple[str, Profile]] = [OfficerSchema().load(line) for line in lines]
    return enter_officers(people, by="tester", roll=register, new_id=numbers(), at=MONDAY)


def test_who_is_new_is_entered_and_told_of() -> None:
    """With a record each; an account in the register or twice in the file is one."""
    register = Register(accounts={"officer-1"})
    second = LINE | {"account": "officer-2", "agency": INSURANCE}
    entered = enter(register, LINE, second, second)

    assert [one.account for one in register.officers] == ["officer-2"]
    assert [(one.account, one.agency) for one in entered.events] == [("officer-2", INSURANCE)]
    assert [(one.action, one.by) for one in register.changes] == [("enter", "tester")]
    assert entered.known == 2


def test_one_fault_and_nobody_is_entered() -> None:
    """An agency that is not there is named; days that end too early are refused."""
    register = Register()
    with pytest.raises(OfficerAgencyUnknownError) as unknown:
        enter(register, LINE, LINE | {"account": "a", "agency": "H56.99"})
    with pytest.raises(InvalidInputError):
        enter(register, LINE, LINE | {"account": "a", "last_day": "2025-06-30"})

    assert unknown.value.detail is not None
    assert "H56.99" in unknown.value.detail.vi
    assert register.officers == []


def run(tmp_path: Path, *lines: str) -> Any:  # noqa: ANN401 -- click's result
    file = tmp_path / "officers.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    return CliRunner().invoke(commands.officers, ["enter", str(file)])


def test_a_faulty_line_is_named_by_its_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every one of them, in both languages, and the register is not asked."""
    monkeypatch.setattr(commands, "enter_here", lambda *_args, **_more: pytest.fail("asked"))
    ran = run(tmp_path, json.dumps(LINE), "{", "", json.dumps(LINE | {"roles": ["king"]}))

    assert ran.exit_code == 1
    assert "\n4: /roles/0 Phải là một trong" in f"\n{ran.output}"
    assert "\n2: " in f"\n{ran.output}"
    assert "2 lỗi / faults" in ran.output


def test_what_was_entered_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And an agency that is not here yet is told with its slug, by which a set-up waits."""

    def some(people: Sequence[tuple[str, Profile]], *, by: str) -> Entered:
        assert (len(people), by) == (1, "command-line")
        return Entered(officers=(), events=(), known=1)

    def none(_people: object, *, by: str) -> Entered:
        raise OfficerAgencyUnknownError(extra={"by": by})

    monkeypatch.setattr(commands, "enter_here", some)
    counted = run(tmp_path, json.dumps(LINE))
    monkeypatch.setattr(commands, "enter_here", none)
    refused = run(tmp_path, json.dumps(LINE))

    assert "có từ trước / in the register before: 1." in counted.output
    assert (refused.exit_code, "(officer-agency-unknown)" in refused.output) == (1, True)
