"""What an officer is asked at a step; the answer may choose the way of the case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, unique

from kernel.condition import Scalar
from kernel.errors import InvalidInputError
from kernel.text import Text

_LIMIT = 2**53 - 1  # what every JSON reader keeps exactly (RFC 8259 section 6)


@unique
class AnswerType(StrEnum):
    """What an answer is."""

    BOOLEAN = "boolean"
    CHOICE = "choice"
    INTEGER = "integer"
    COMMUNE = "commune"  # five digits: the official code of a commune


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question by its id, which stands once in a process; `choices` map words to labels."""

    id: str
    label: Text
    type: AnswerType
    choices: Mapping[str, Text]

    def fits(self, answer: object) -> bool:
        """Tell whether `answer` is one to this question."""
        match self.type:
            case AnswerType.BOOLEAN:
                return isinstance(answer, bool)
            case AnswerType.CHOICE:
                return isinstance(answer, str) and answer in self.choices
            case AnswerType.INTEGER:
                return type(answer) is int and -_LIMIT <= answer <= _LIMIT
            case AnswerType.COMMUNE:
                return isinstance(answer, str) and len(answer) == 5 and answer.isdigit()  # noqa: PLR2004 -- as the docstring says


class AnswerMissingError(InvalidInputError):
    """A step ends with an answer to each of its questions."""

    slug = "answer-missing"
    title = Text(
        vi="Phải trả lời câu hỏi của bước này.", en="The step's question needs an answer."
    )


class AnswerWrongError(InvalidInputError):
    """An answer is not one of those the question takes."""

    slug = "answer-wrong"
    title = Text(vi="Câu trả lời không hợp lệ.", en="The answer does not fit the question.")


class AnswerNotAskedError(InvalidInputError):
    """An answer was given to what the step does not ask."""

    slug = "answer-not-asked"
    title = Text(vi="Bước này không hỏi điều đó.", en="The step does not ask that.")


def require_answers(
    questions: tuple[Question, ...], answers: Mapping[str, object]
) -> Mapping[str, Scalar]:
    """Return the answers when there is a fitting one to every question and no other.

    Raises `AnswerMissingError`, `AnswerWrongError`, `AnswerNotAskedError` with a pointer.
    """
    known = {question.id: question for question in questions}
    for name in answers:
        if name not in known:
            raise AnswerNotAskedError(pointer=f"/answers/{name}")
    found: dict[str, Scalar] = {}
    for question in questions:
        answer = answers.get(question.id)
        if answer is None:
            raise AnswerMissingError(pointer=f"/answers/{question.id}")
        if not question.fits(answer):
            raise AnswerWrongError(pointer=f"/answers/{question.id}")
        assert isinstance(answer, str | int | bool)  # noqa: S101 -- `fits` said so
        found[question.id] = answer
    return found
