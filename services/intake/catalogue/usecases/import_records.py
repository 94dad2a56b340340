"""Records of the national portal are imported: every one loads or is listed with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from kernel.text import Text
from services.intake.catalogue.domain.announced import AnnouncedProcedure
from services.intake.catalogue.domain.portal_record import PortalRecord, announced, in_order
from services.intake.catalogue.domain.review import Review
from services.intake.catalogue.ports import AnnouncedProcedures, KnownEntry, NewEntry
from services.intake.catalogue.usecases.publish_procedure import digest_of

_PORTION = 100
_TWICE = Text(vi="Mã đã có ở dòng trước trong tệp.", en="An earlier line has this code.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a line was not loaded."""

    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLine:
    """A line of a file: a record, or what is wrong with it; `code` as far as it can be read."""

    line: int
    code: str | None
    record: PortalRecord | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What became of every line: codes by what happened, lines refused, reviews by code."""

    read: int
    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    refused: tuple[ReadLine, ...]
    reviews: Mapping[str, tuple[Review, ...]] = field(repr=False)

    @property
    def loaded(self) -> int:
        """Return how many records are in the catalogue now as the file has them."""
        return len(self.new) + len(self.changed) + len(self.unchanged)

    @property
    def by_review(self) -> Mapping[Review, int]:
        """Return how many procedures need review for each reason."""
        counted = Counter(review for reviews in self.reviews.values() for review in reviews)
        return {review: counted[review] for review in Review if counted[review]}


def import_records(
    lines: Iterable[ReadLine],
    *,
    at: datetime,
    entries: AnnouncedProcedures,
    on_entered: Callable[[int], object] = int,
) -> ImportReport:
    """Enter what the records announce; a second time nothing changes.

    What is not in the file stays: files of one ministry or one province are parts. `on_entered` is
    told of each record as it is entered.
    """
    read = list(_each_code_once(lines))
    known = entries.known()
    found = list(_with_shared_names([announced(r) for r in _records(read)], known))
    new: list[str] = []
    changed: list[str] = []
    unchanged: list[str] = []
    for portion in _portions(found):
        entered = [_entry(item) for item in portion]
        differing = [entry for entry in entered if _differs(entry, known)]
        entries.put(differing, at=at)
        codes = [entry.procedure.code for entry in differing]
        new.extend(code for code in codes if code not in known)
        changed.extend(code for code in codes if code in known)
        unchanged.extend(item.code for item in portion if item.code not in codes)
        on_entered(len(portion))
    if new or changed:
        entries.note_import(at=at, new=len(new), changed=len(changed))
    return ImportReport(
        read=len(read),
        new=tuple(new),
        changed=tuple(changed),
        unchanged=tuple(unchanged),
        refused=tuple(item for item in read if item.record is None),
        reviews={item.code: item.reviews for item in found if item.reviews},
    )


def _portions(found: Sequence[AnnouncedProcedure]) -> Iterator[Sequence[AnnouncedProcedure]]:
    for start in range(0, len(found), _PORTION):
        yield found[start : start + _PORTION]


def _entry(item: AnnouncedProcedure) -> NewEntry:
    document = item.to_document()
    return NewEntry(procedure=item, document=document, digest=digest_of(document))


def _differs(entry: NewEntry, known: Mapping[str, KnownEntry]) -> bool:
    before = known.get(entry.procedure.code)
    return before is None or before.digest != entry.digest


def _records(lines: Iterable[ReadLine]) -> Iterator[PortalRecord]:
    yield from (item.record for item in lines if item.record is not None)


def _each_code_once(lines: Iterable[ReadLine]) -> Iterator[ReadLine]:
    seen: set[str] = set()
    for item in lines:
        if item.record is not None and item.record.code in seen:
            yield replace(item, record=None, refusal=Refusal(text=_TWICE))
            continue
        if item.record is not None:
            seen.add(item.record.code)
        yield item


def _with_shared_names(
    found: Sequence[AnnouncedProcedure], known: Mapping[str, KnownEntry]
) -> Iterator[AnnouncedProcedure]:
    names = {code: entry.name for code, entry in known.items()}
    names |= {item.code: item.name for item in found}
    times = Counter(name.casefold() for name in names.values())
    for item in found:
        if times[item.name.casefold()] > 1:
            yield replace(item, reviews=in_order((*item.reviews, Review.NAME_SHARED)))
        else:
            yield item
