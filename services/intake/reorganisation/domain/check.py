"""Whether a reorganisation can be: held against the agencies as published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.fault import Fault, fault
from services.intake.reorganisation.domain.reorganisation import Reorganisation, Succession


def check(
    reorganisation: Reorganisation,
    known: Mapping[str, Agency],
    before: Reorganisation | None = None,
) -> list[Fault]:
    """Return every fault; `before` is what was published under the same id."""
    again = frozenset(one.agency for one in before.successions) if before else frozenset[str]()
    checking = _Checking(reorganisation=reorganisation, known=known, again=again)
    return [
        found
        for number, each in enumerate(reorganisation.successions)
        for found in checking.faults(number, each)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checking:
    """What a succession is held against; `again` are the agencies it gave successors before."""

    reorganisation: Reorganisation
    known: Mapping[str, Agency]
    again: frozenset[str]

    @property
    def ending(self) -> list[str]:
        return [each.agency for each in self.reorganisation.successions]

    def faults(self, number: int, each: Succession) -> Iterator[Fault]:
        pointer, agency = f"/successions/{number}", self.known.get(each.agency)
        where = f"{pointer}/agency"
        if self.ending.index(each.agency) != number:
            yield _named(where, "{0} có hai lần.", "{0} is there twice.", each.agency)
        if agency is None:
            yield _named(where, "Không có cơ quan {0}.", "There is no agency {0}.", each.agency)
            return
        yield from self._end(agency, f"{pointer}/agency")
        yield from self._rest(each, f"{pointer}/successors")
        for place, one in enumerate(each.successors):
            yield from self._taker(agency, one.agency, f"{pointer}/successors/{place}/agency")
        yield from self._area(agency, each, f"{pointer}/successors")

    def _end(self, agency: Agency, pointer: str) -> Iterator[Fault]:
        if agency.valid_from > self.reorganisation.last_day:
            vi, en = "{0} bắt đầu sau ngày kết thúc.", "{0} begins after its last day."
            yield _named(pointer, vi, en, agency.code)
        if agency.successors and agency.code not in self.again:
            vi = "{0} đã có cơ quan kế thừa theo quyết định khác."
            en = "{0} has successors by another decision."
            yield _named(pointer, vi, en, agency.code)

    def _rest(self, each: Succession, pointer: str) -> Iterator[Fault]:
        if sum(not one.has_rule for one in each.successors) > 1:
            vi = "Chỉ một cơ quan được nhận phần còn lại của {0}."
            en = "One agency alone takes the rest of {0}."
            yield _named(pointer, vi, en, each.agency)

    def _taker(self, agency: Agency, code: str, pointer: str) -> Iterator[Fault]:
        taker = self.known.get(code)
        if taker is None or not taker.in_force(self.reorganisation.takes_effect):
            vi, en = "Cơ quan {0} chưa có vào ngày đó.", "{0} is not in being on that day."
            yield _named(pointer, vi, en, code)
        elif code in self.ending:
            yield _named(pointer, "Cơ quan {0} cũng kết thúc.", "{0} ends as well.", code)
        elif taker.calendar != agency.calendar:
            vi, en = "Cơ quan {0} theo lịch khác.", "{0} follows another calendar."
            yield _named(pointer, vi, en, code)

    def _area(self, agency: Agency, each: Succession, pointer: str) -> Iterator[Fault]:
        takers = [self.known[one.agency] for one in each.successors if one.agency in self.known]
        for commune in dict.fromkeys((*agency.area, *filter(None, (agency.commune,)))):
            if takers and not any(taker.serves(commune) for taker in takers):
                vi = "Không cơ quan kế thừa nào phục vụ xã, phường {0}: hãy thêm vào địa bàn."
                en = "No successor serves the commune {0}: add it to an area."
                yield _named(pointer, vi, en, commune)


def _named(pointer: str, vi: str, en: str, name: str) -> Fault:
    return fault(pointer, vi.format(name), en.format(name))
