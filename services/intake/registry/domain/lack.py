"""What a dossier lacks: marked at the paper or the field of the form it is about.

A request for a supplement names everything in one go (Decree 61/2018 art. 17(1) as Decree
118/2025 carries it on), so that each lack can be held against what comes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kernel.text import Text
from services.intake.catalogue.domain.form import Form, walk_fields
from services.intake.catalogue.domain.paper import Paper

NO_SUCH_FIELD = Text(
    vi="Biểu mẫu không có trường này.", en="The form of this procedure has no such field."
)
NO_SUCH_PAPER = Text(vi="Trường hợp này không có giấy tờ này.", en="This case has no such paper.")
ONE_PLACE = Text(
    vi="Mỗi mục thuộc về một giấy tờ hoặc một trường của biểu mẫu.",
    en="Each lack is about one paper or about one field of the form.",
)
TWICE = Text(vi="Mục này đã được nêu ở trên.", en="This stands here twice.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """What is missing or wrong, at a paper or at a field (JSON pointer inside the form).

    What was asked for before lacks were marked has neither.
    """

    what: str = field(repr=False)
    paper: str | None = None
    field: str | None = None


def check_lacks(
    lacks: Sequence[Lack], *, papers: Sequence[Paper], form: Form
) -> Iterator[tuple[str, Text]]:
    """Yield what is wrong with the marks, each with its JSON pointer into the request."""
    known_papers = {paper.id for paper in papers}
    known_fields = {pointer for pointer, _ in walk_fields(form.fields)}
    seen: set[tuple[str | None, str | None]] = set()
    for place, lack in enumerate(lacks):
        pointer, at = f"/items/{place}", (lack.paper, lack.field)
        if (lack.paper is None) is (lack.field is None):
            yield pointer, ONE_PLACE
        elif lack.paper is not None and lack.paper not in known_papers:
            yield f"{pointer}/paper", NO_SUCH_PAPER
        elif lack.field is not None and lack.field not in known_fields:
            yield f"{pointer}/field", NO_SUCH_FIELD
        elif at in seen:
            yield pointer, TWICE
        seen.add(at)


def still_lacking(
    lacks: Sequence[Lack], *, papers: frozenset[str], fields: frozenset[str]
) -> tuple[Lack, ...]:
    """Return the lacks that neither these papers nor these fields, which came, are about."""
    return tuple(lack for lack in lacks if lack.paper not in papers and lack.field not in fields)
