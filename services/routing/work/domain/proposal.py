"""What an officer proposes out of a step for others to decide.

That papers are asked for, which is the desk's to say, once in a dossier's life (Decree 61/2018
art. 17 and 19(4) as Decree 118/2025 carries them on); that the dossier is refused, which is the
word of who signs (art. 19(8)).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum, unique
from uuid import UUID

from kernel.errors import ConflictError, InvalidInputError, NotFoundError
from kernel.rights import Confidentiality
from kernel.text import Text
from services.routing.work.domain.errors import ReasonMissingError


class ProposalUnknownError(NotFoundError):
    """There is no such proposal, or it is nobody's business at the actor's agency."""

    slug = "proposal-not-found"
    title = Text(vi="Không tìm thấy đề xuất này.", en="There is no such proposal.")


class ProposalOpenError(ConflictError):
    """A case has one open proposal of a kind."""

    slug = "proposal-open"
    title = Text(
        vi="Hồ sơ đã có một đề xuất cùng loại đang chờ quyết định.",
        en="A proposal of this kind waits for its decision already.",
    )


class ProposalSettledError(ConflictError):
    """A proposal is settled once; one whose task or case ended has fallen away."""

    slug = "proposal-settled"
    title = Text(
        vi="Đề xuất này đã được quyết định hoặc không còn hiệu lực.",
        en="This proposal was settled, or fell away.",
    )


class AskedAtDeskError(ConflictError):
    """Papers are asked for by the desk's own act, which names the proposal."""

    slug = "asked-at-desk"
    title = Text(
        vi="Đề xuất bổ sung được chấp nhận bằng yêu cầu bổ sung của bộ phận một cửa.",
        en="A supplement is accepted by the desk's own request for it, which names the proposal.",
    )


class LacksMissingError(InvalidInputError):
    """A proposed supplement names everything that is lacking, in one go."""

    slug = "lacks-missing"
    title = Text(
        vi="Cần nêu đủ các giấy tờ, nội dung còn thiếu trong một lần.",
        en="Name everything that is lacking, in one go.",
    )


class LackMisplacedError(InvalidInputError):
    """Each lack is about one paper or one field, and stands once."""

    slug = "lack-misplaced"
    title = Text(
        vi="Mỗi nội dung thiếu thuộc về một giấy tờ hoặc một trường, và chỉ nêu một lần.",
        en="Each lack is about one paper or one field, and is named once.",
    )


class GroundMissingError(InvalidInputError):
    """A refusal names the law it rests on."""

    slug = "ground-missing"
    title = Text(vi="Cần nêu căn cứ pháp lý.", en="Name the legal ground.")


@unique
class ProposalKind(StrEnum):
    """What is proposed."""

    SUPPLEMENT = "supplement"  # the desk asks the applicant for papers
    REFUSAL = "refusal"  # who signs refuses the dossier


@unique
class ProposalStatus(StrEnum):
    """Where a proposal stands."""

    OPEN = "open"  # nobody has decided
    ACCEPTED = "accepted"  # what was proposed was done
    DECLINED = "declined"  # it was not, for a reason
    DROPPED = "dropped"  # its task or case ended first


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedLack:
    """What is missing or wrong, at a paper or at a field (JSON pointer into the form)."""

    what: str = field(repr=False)
    paper: str | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What an officer writes: lacks of a supplement, the legal ground of a refusal, a reason."""

    kind: ProposalKind
    reason: str | None = field(repr=False)
    lacks: tuple[ProposedLack, ...] = ()
    ground: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A proposal as it is kept; `version` is its entity tag, `answer` why it was declined.

    Made out of a task at `agency`; `receiving_agency` is whose desk asks the applicant. The words
    are empty once the dossier was erased.
    """

    id: UUID
    kind: ProposalKind
    dossier: str
    kept: Confidentiality
    task: UUID
    leg: str
    step: str
    agency: str
    receiving_agency: str
    by: str
    at: datetime
    lacks: tuple[ProposedLack, ...] = ()
    reason: str | None = field(default=None, repr=False)
    ground: str | None = field(default=None, repr=False)
    status: ProposalStatus = ProposalStatus.OPEN
    settled_by: str | None = None
    settled_at: datetime | None = None
    answer: str | None = field(default=None, repr=False)
    version: int = 1

    @property
    def open(self) -> bool:
        """Tell whether it waits for its decision."""
        return self.status is ProposalStatus.OPEN


def require_complete(draft: Draft) -> None:
    """Raise unless the draft says all that whoever decides has to know.

    `LacksMissingError`, `LackMisplacedError`, `GroundMissingError`, `ReasonMissingError`.
    """
    if draft.kind is ProposalKind.SUPPLEMENT:
        _require_lacks(draft.lacks)
    elif not draft.ground:
        raise GroundMissingError(pointer="/ground")
    if not draft.reason:
        raise ReasonMissingError(pointer="/reason")


def _require_lacks(lacks: tuple[ProposedLack, ...]) -> None:
    if not lacks:
        raise LacksMissingError(pointer="/items")
    seen: set[tuple[str | None, str | None]] = set()
    for place, lack in enumerate(lacks):
        at = (lack.paper, lack.field)
        if (lack.paper is None) is (lack.field is None) or at in seen:
            raise LackMisplacedError(pointer=f"/items/{place}")
        seen.add(at)


def settled(
    proposal: Proposal,
    status: ProposalStatus,
    *,
    by: str | None,
    at: datetime,
    answer: str | None = None,
) -> Proposal:
    """Return the proposal with what came of it; raises `ProposalSettledError`."""
    if not proposal.open:
        raise ProposalSettledError
    return replace(
        proposal,
        status=status,
        settled_by=by,
        settled_at=at,
        answer=answer,
        version=proposal.version + 1,
    )
