"""The questions of a file put to the search: where their procedures stand among the hits.

`python -m tests.search.ask [--questions FILE] [--catalogue FOLDER]` searches the shipped packages
and prints a line for each question (rank of the first right code, hits, what came first) and the
share with a right code in the first five; no server is needed.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click
import yaml

from services.intake.catalogue.api.package import read_package
from services.intake.catalogue.domain.procedure import ProcedureVersion
from services.intake.catalogue.domain.search import (
    ListedProcedure,
    ProcedureQuery,
    SearchedCatalogue,
)
from services.intake.catalogue.domain.search_wording import SearchWording

HERE = Path(__file__).parent
CATALOGUE = HERE.parents[1] / "catalogue"
QUESTIONS = HERE / "questions.yaml"
FIRST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A question, the rank of its first right code (None: not found), how many hits, the first."""

    asked: str
    rank: int | None
    hits: int
    first: str

    @property
    def good(self) -> bool:
        """Tell whether a right code is in the first five."""
        return self.rank is not None and self.rank <= FIRST


def read_questions(file: Path = QUESTIONS) -> Sequence[Mapping[str, Any]]:
    """Return the questions with the codes that answer them."""
    questions: list[Mapping[str, Any]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return questions


def shipped(folder: Path = CATALOGUE, on: date | None = None) -> Iterator[ListedProcedure]:
    """Yield the procedures of a package as a list shows them; those in force on a day, or all."""
    for procedure, _ in read_package(folder).package.procedures:
        if on is None or procedure.in_force(on):
            yield ListedProcedure.of(ProcedureVersion(version=1, digest="", procedure=procedure))


def shipped_wording(folder: Path = CATALOGUE) -> SearchWording:
    """Return the wording of a package."""
    document = read_package(folder).package.wording
    return SearchWording() if document is None else SearchWording.from_document(document)


def answers(
    questions: Iterable[Mapping[str, Any]], catalogue: SearchedCatalogue
) -> Iterator[Answer]:
    """Put each question to the catalogue."""
    for question in questions:
        hits = catalogue.find(ProcedureQuery(text=question["asked"], limit=10_000))
        codes = [hit.listed.code for hit in hits]
        ranks = [codes.index(code) + 1 for code in question["codes"] if code in codes]
        yield Answer(
            asked=question["asked"],
            rank=min(ranks, default=None),
            hits=len(codes),
            first=hits[0].listed.short_name.vi if hits else "–",
        )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=Path, default=QUESTIONS)
    parser.add_argument("--catalogue", type=Path, default=CATALOGUE)
    wanted = parser.parse_args()
    catalogue = SearchedCatalogue(
        list(shipped(wanted.catalogue)), shipped_wording(wanted.catalogue)
    )
    found = list(answers(read_questions(wanted.questions), catalogue))
    for item in found:
        rank = "–" if item.rank is None else item.rank
        click.echo(f"{rank:>4} {item.hits:>5}  {item.asked:<44} {item.first[:60]}")
    good = sum(item.good for item in found)
    click.echo(f"{good} / {len(found)} = {good / len(found):.1%}")


if __name__ == "__main__":
    main()
