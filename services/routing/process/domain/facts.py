"""What is known of a dossier by which its process is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kernel.condition import Comparison, Condition, Scalar, comparisons, judge

ANSWER = "answer/"
"""Begins the path of what an officer answered; every other path is intake's to judge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`conditions`: comparisons that intake judged, by name; `answers`: officers', by question.

    Routing has no data of applicants: of a form it knows only what a comparison came to.
    """

    conditions: Mapping[str, bool] = field(default_factory=dict)
    answers: Mapping[str, Scalar] = field(default_factory=dict)

    def known(self, comparison: Comparison) -> bool | None:
        """Return what a comparison comes to; None while its question is not answered."""
        if not comparison.path.startswith(ANSWER):
            return self.conditions.get(comparison.name)
        answer = self.answers.get(comparison.path.removeprefix(ANSWER))
        return None if answer is None else comparison.holds(answer)

    def chosen(self, when: Condition | None) -> bool:
        """Tell whether what has this condition is done; of a question nobody asked none holds."""
        return when is None or bool(judge(when, lambda part: self.known(part) or False))

    def possible(self, when: Condition | None) -> bool:
        """Tell whether it may still be done, as far as is known now."""
        return when is None or judge(when, self.known) is not False

    def answered(self, answers: Mapping[str, Scalar]) -> Facts:
        """Return the facts with these answers, newer ones in place of older."""
        return replace(self, answers={**self.answers, **answers}) if answers else self


NOTHING = Facts()
"""The facts of a case whose process has no choices."""


def conditions_of_intake(whens: tuple[Condition | None, ...]) -> frozenset[str]:
    """Return the names of the comparisons that intake must judge."""
    return frozenset(
        part.name
        for when in whens
        if when is not None
        for part in comparisons(when)
        if not part.path.startswith(ANSWER)
    )
