"""From the code of an agency that ended to the one that stands for it today."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from kernel.text import Text
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.errors import (
    AgencyEndedError,
    AgencyNotOnlineError,
    AgencyNotYetError,
    AgencySplitError,
    UnknownAgencyError,
)
from services.intake.catalogue.domain.succession import Matter, heir

Ever = Callable[[str], Agency | None]
"""Returns an agency by its code, in being or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirection:
    """That an old code was asked for, and which agency stands for it."""

    asked: str
    agency: Agency

    def to_document(self) -> dict[str, Any]:
        """Return what is told of it."""
        name = self.agency.name
        text = Text(
            vi=f"Cơ quan {self.asked} đã được sắp xếp lại; nay là {name} ({self.agency.code}).",
            en=f"The agency {self.asked} was reorganised; now it is {name} ({self.agency.code}).",
        )
        return {"from": self.asked, "to": self.agency.code, "text": text.to_document()}


def follow(code: str, *, on: date, matter: Matter, ever: Ever, pointer: str) -> Agency:
    """Return the agency in being that a code stands for, over as many successions as there are.

    Raises `UnknownAgencyError`, `AgencyNotYetError`, `AgencyEndedError`, and `AgencySplitError`
    where what is known of the matter does not say which successor takes it.
    """
    agency, passed = ever(code), {code}
    if agency is None:
        raise UnknownAgencyError(pointer=pointer)
    while agency.ended(on):
        agency = _successor(agency, matter, ever, pointer)
        if agency.code in passed:
            raise _ended(agency, pointer)
        passed.add(agency.code)
    if not agency.in_force(on):
        begins = agency.valid_from.isoformat()
        raise AgencyNotYetError(pointer=pointer, extra={"valid_from": begins})
    return agency


def redirection(asked: str, agency: Agency) -> Redirection | None:
    """Return what is to be told; None where the agency is the one asked for."""
    return None if agency.code == asked else Redirection(asked=asked, agency=agency)


def require_online(agency: Agency, *, on: date, pointer: str) -> None:
    """Raise `AgencyNotOnlineError`, saying where to go, before the agency is switched on."""
    if agency.files_online(on) or agency.online_from is None:
        return
    day = agency.online_from
    where = ", ".join(filter(None, (agency.name, agency.address)))
    raise AgencyNotOnlineError(
        Text(
            vi=f"Từ ngày {day:%d/%m/%Y} mới nhận trực tuyến; nay nộp trực tiếp hoặc qua bưu chính"
            f" tại {where}.",
            en=f"Online from {day.isoformat()}; until then at the desk or by post: {where}.",
        ),
        pointer=pointer,
        extra={
            "online_from": day.isoformat(),
            "desk": {"name": agency.name, "address": agency.address, "phone": agency.phone},
        },
    )


def _successor(agency: Agency, matter: Matter, ever: Ever, pointer: str) -> Agency:
    if not agency.successors:
        raise _ended(agency, pointer)
    code = heir(agency.successors, matter)
    following = None if code is None else ever(code)
    if following is not None:
        return following
    known = (ever(one.agency) for one in agency.successors)
    choices = [{"agency": one.code, "name": one.name} for one in known if one is not None]
    names = "; ".join(f"{one['name']} ({one['agency']})" for one in choices)
    raise AgencySplitError(
        Text(vi=f"Các cơ quan kế thừa: {names}.", en=f"Its successors: {names}."),
        pointer=pointer,
        extra={"choices": choices},
    )


def _ended(agency: Agency, pointer: str) -> AgencyEndedError:
    last = agency.valid_to.isoformat() if agency.valid_to else None
    return AgencyEndedError(pointer=pointer, extra={"valid_to": last})
