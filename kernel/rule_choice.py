"""Which rule book a dossier follows: chosen per procedure, case, channel and place.

A procedure's document names one book, or a list of choices:

    rules: linked-household-business

    rules:
      - {book: one-stop}
      - {book: linked-household-business, channel: online, case: new, place: H56}
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kernel import document as reading
from kernel.channel import Channel
from kernel.errors import InvalidInputError
from kernel.rules import DEFAULT_RULES, RuleBook, RulesMissingError, rule_book
from kernel.text import Text


class RuleChoiceError(InvalidInputError):
    """Two choices for one and the same case, channel and place, or an unknown channel."""

    slug = "invalid-rule-choice"
    title = Text(vi="Việc chọn bộ quy tắc không rõ ràng.", en="The choice of rules is not clear.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChoice:
    """A book and whom it holds for; a missing condition holds for all.

    `place` is an agency code (H56.12); it holds for that agency and all whose code it opens.
    """

    book: str
    case: str | None = None
    channel: Channel | None = None
    place: str | None = None

    def holds_for(self, *, case: str | None, channel: Channel, place: str | None) -> bool:
        """Tell whether the choice holds for this dossier."""
        return (
            self.case in (None, case)
            and self.channel in (None, channel)
            and (self.place is None or f"{place}.".startswith(f"{self.place}."))
        )

    @property
    def weight(self) -> tuple[bool, bool, int]:
        """Return how specific it is: the case outweighs the channel, the channel the place."""
        return self.case is not None, self.channel is not None, len(self.place or "")


def choose_rules(
    choices: Iterable[RuleChoice], *, case: str | None, channel: Channel, place: str | None
) -> RuleBook:
    """Return the book of the most specific choice that holds, or the default book.

    Raises `RulesMissingError` for a book that does not exist.
    """
    holding = (item for item in choices if item.holds_for(case=case, channel=channel, place=place))
    chosen = max(holding, key=lambda item: item.weight, default=None)
    return DEFAULT_RULES if chosen is None else rule_book(chosen.book)


def rule_choices_from_document(value: object, pointer: str = "/rules") -> tuple[RuleChoice, ...]:
    """Read the choices of a procedure's document (shape: the module's docstring).

    Raises `DocumentError`, `RuleChoiceError`, `RulesMissingError`, with a JSON pointer.
    """
    if isinstance(value, str):
        return (RuleChoice(book=_book(value, pointer)),)
    choices: list[RuleChoice] = []
    for number, entry in enumerate(reading.items(value, pointer)):
        choice = _choice(entry, f"{pointer}/{number}")
        if any(_same(choice, other) for other in choices):
            raise RuleChoiceError(pointer=f"{pointer}/{number}")
        choices.append(choice)
    return tuple(choices)


def _choice(entry: object, pointer: str) -> RuleChoice:
    fields = reading.members(
        entry, pointer, required=("book",), optional=("case", "channel", "place")
    )
    book = _book(fields["book"], f"{pointer}/book")
    channel = _optional(fields, "channel", pointer)
    if channel is not None and channel not in set(Channel):
        raise RuleChoiceError(pointer=f"{pointer}/channel")
    return RuleChoice(
        book=book,
        case=_optional(fields, "case", pointer),
        channel=None if channel is None else Channel(channel),
        place=_optional(fields, "place", pointer),
    )


def _book(value: object, pointer: str) -> str:
    name = reading.text(value, pointer)
    try:
        rule_book(name)
    except RulesMissingError as error:
        raise RulesMissingError(pointer=pointer) from error
    return name


def _same(one: RuleChoice, other: RuleChoice) -> bool:
    return (one.case, one.channel, one.place) == (other.case, other.channel, other.place)


def _optional(fields: Mapping[str, object], name: str, pointer: str) -> str | None:
    return reading.text(fields[name], f"{pointer}/{name}") if name in fields else None
