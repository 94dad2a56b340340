"""Whether the papers that were filed are the papers the case asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kernel.text import Text
from services.intake.catalogue.domain.paper import Paper
from services.intake.registry.domain.filing import SAMPLE, OfferedPaper

NOT_ASKED = Text(
    vi="Trường hợp này không cần giấy tờ này.", en="This paper is not asked for in this case."
)
TWICE = Text(vi="Giấy tờ này đã có ở trên.", en="This paper stands here twice.")
NO_SUCH_UPLOAD = Text(
    vi="Không có tệp tải lên này.", en="There is no such upload for this dossier."
)
NEITHER = Text(
    vi="Giấy tờ phải có tệp tải lên hoặc được xem tại quầy.",
    en="A paper is either uploaded or seen at the desk.",
)
ONLY_AT_DESK = Text(
    vi="Chỉ cán bộ tại quầy mới ghi nhận đã xem giấy tờ.",
    en="Only an officer at a desk can have seen a paper.",
)


def check_papers(
    offered: Sequence[OfferedPaper],
    asked: Sequence[Paper],
    *,
    at_desk: bool,
    samples_allowed: bool,
) -> Iterator[tuple[str, Text]]:
    """Yield what is wrong with the papers, each with its JSON pointer."""
    yield from check_supplement(offered, asked, at_desk=at_desk, samples_allowed=samples_allowed)
    yield from _missing(asked, {paper.paper for paper in offered})


def check_supplement(
    offered: Sequence[OfferedPaper],
    asked: Sequence[Paper],
    *,
    at_desk: bool,
    samples_allowed: bool,
) -> Iterator[tuple[str, Text]]:
    """Yield what is wrong with papers that add to others: none need be complete by itself."""
    known = {paper.id for paper in asked}
    given: set[str] = set()
    for place, paper in enumerate(offered):
        pointer = f"/papers/{place}"
        if paper.paper not in known:
            yield f"{pointer}/paper", NOT_ASKED
        elif paper.paper in given:
            yield f"{pointer}/paper", TWICE
        given.add(paper.paper)
        yield from _check_evidence(
            paper, pointer, at_desk=at_desk, samples_allowed=samples_allowed
        )


def _check_evidence(
    paper: OfferedPaper, pointer: str, *, at_desk: bool, samples_allowed: bool
) -> Iterator[tuple[str, Text]]:
    if paper.seen is (paper.upload is not None):
        yield pointer, NEITHER
    elif paper.seen and not at_desk:
        yield f"{pointer}/seen", ONLY_AT_DESK
    elif paper.upload is not None and not (samples_allowed and paper.upload == SAMPLE):
        yield f"{pointer}/upload", NO_SUCH_UPLOAD


def _missing(asked: Sequence[Paper], given: set[str]) -> Iterator[tuple[str, Text]]:
    for paper in asked:
        if paper.id in given or not (paper.required or paper.one_of):
            continue
        group = (
            {other.id for other in asked if other.one_of == paper.one_of}
            if paper.one_of
            else {paper.id}
        )
        first = next(other for other in asked if other.id in group)
        if (
            paper is first
            and any(p.required for p in asked if p.id in group)
            and not group & given
        ):
            yield "/papers", _missing_text(paper, alternatives=len(group) - 1)


def _missing_text(paper: Paper, alternatives: int) -> Text:
    vi, en = (" hoặc giấy tờ thay thế", " or one that replaces it") if alternatives else ("", "")
    return Text(
        vi=f"Thiếu giấy tờ: {paper.name.vi}{vi}.", en=f"A paper is missing: {paper.name.en}{en}."
    )
