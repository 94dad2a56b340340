"""What a dossier holds besides its state: people, form, papers, fee, way of delivery."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from services.intake.catalogue.domain.fee import FeeItem, FeeMoment
from services.intake.catalogue.domain.paper import Paper
from services.intake.registry.domain.applicant import Person
from services.intake.registry.domain.delivery import Delivery
from services.intake.registry.domain.filing import Filing, OfferedPaper


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledPaper:
    """A paper of the dossier; `source` is `sample` or `seen`, the counts are pieces."""

    paper: str
    source: str
    originals: int
    copies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """What the dossier costs, in đồng."""

    items: tuple[FeeItem, ...] = ()

    @property
    def total(self) -> int:
        """Return the sum in đồng."""
        return sum(item.amount for item in self.items)

    def due(self, moment: FeeMoment) -> int:
        """Return what is due at a moment, in đồng."""
        return sum(item.amount for item in self.items if item.moment is moment)

    def to_document(self) -> dict[str, Any]:
        """Return the fee as it stands in JSON."""
        items = [
            {
                "fee": item.fee,
                "name": item.name.to_document(),
                "amount": item.amount,
                "moment": item.moment.value,
            }
            for item in self.items
        ]
        return {"total": self.total, "items": items}


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything filed; it does not change while the dossier moves.

    `sensitive` are the JSON pointers, inside `form`, of the values to be sealed at rest.
    """

    applicant: Person
    on_behalf_of: Person | None
    form: Mapping[str, Any] = field(repr=False)
    sensitive: tuple[str, ...]
    papers: tuple[FiledPaper, ...]
    fee: Fee
    delivery: Delivery


def content_of(
    filing: Filing, *, asked: tuple[Paper, ...], fee: Fee, sensitive: tuple[str, ...]
) -> Content:
    """Return what is kept of a checked filing; papers without counts take those of the card."""
    return Content(
        applicant=filing.applicant,
        on_behalf_of=filing.on_behalf_of,
        form=filing.form,
        sensitive=sensitive,
        papers=filed_papers(filing.papers, asked),
        fee=fee,
        delivery=filing.delivery,
    )


def filed_papers(
    offered: tuple[OfferedPaper, ...], asked: tuple[Paper, ...]
) -> tuple[FiledPaper, ...]:
    """Return what is kept of checked papers."""
    return tuple(_filed(paper, asked) for paper in offered)


def _filed(offered: OfferedPaper, asked: tuple[Paper, ...]) -> FiledPaper:
    paper = next(paper for paper in asked if paper.id == offered.paper)
    return FiledPaper(
        paper=offered.paper,
        source="seen" if offered.seen else str(offered.upload),
        originals=paper.originals if offered.originals is None else offered.originals,
        copies=paper.copies if offered.copies is None else offered.copies,
    )
