"""The life of a dossier as the law has it, without a database: what each act leads to.

Written from the table of transitions and its rules, and not from the service: whoever changes one
has to change the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

ILLEGAL = "illegal-transition"
PENDING = "withdrawal-pending"
SUSPENDED = "dossier-suspended"
PASSED = "passed over"
"""Words of routing that came at another's heels: they are heard, and nothing comes of them."""
_OPEN = frozenset({2, 4, 5, 6})


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """Where a dossier stands: `status` is the national code, the rest what it remembers.

    `asked`: papers were asked for before; `papers_in`: those asked for were sent online and wait
    for the desk; `wish`: the owner wants it back and routing has not answered; `moved`: its
    reception was corrected to the other procedure, whose owner checks a draft of the result;
    `draft`: one waits to be checked; `objections`: how many were objected to; `late`: the first
    working days have passed, so that papers nobody asked for can be asked for by the head alone.
    """

    status: int
    accepted: bool = False
    asked: bool = False
    papers_in: bool = False
    suspended: bool = False
    wish: bool = False
    moved: bool = False
    draft: bool = False
    objections: int = 0
    late: bool = False

    @property
    def pending(self) -> bool:
        """Tell whether people have to wait until routing has answered the owner's wish."""
        return self.wish and self.status in _OPEN


Step = Callable[[Life], Life | str]
"""From where a dossier stands to where it stands then, or to the problem that is answered."""

FILED_ONLINE = Life(status=1)
RECEIVED_AT_DESK = Life(status=2, accepted=True)


def _accept(life: Life) -> Life | str:
    if life.status == 5 and not life.papers_in:
        return "supplement-missing"
    if life.status == 5:
        return replace(life, status=4 if life.accepted else 2, accepted=True, papers_in=False)
    return replace(life, status=2, accepted=True) if life.status == 1 else ILLEGAL


def _refuse(life: Life) -> Life | str:
    if life.status == 1 or (life.status == 5 and not life.accepted):
        return replace(life, status=3, papers_in=False)
    return ILLEGAL


def _ask(life: Life) -> Life | str:
    if life.asked:
        return "supplement-already-asked"
    asked = _ask_again(life)
    return "supplement-too-late" if life.late and isinstance(asked, Life) else asked


def _ask_again(life: Life) -> Life | str:
    if life.suspended:
        return SUSPENDED
    if life.status not in {1, 4}:
        return ILLEGAL
    return replace(life, status=5, asked=True, papers_in=False, late=False)


def _send(life: Life) -> Life | str:
    if life.status != 5:
        return ILLEGAL
    return "supplement-already-in" if life.papers_in else replace(life, papers_in=True)


def _bring(life: Life) -> Life | str:
    sent = _send(life)
    return sent if isinstance(sent, str) else _accept(sent)


def _withdraw(life: Life) -> Life | str:
    if life.status in _OPEN and life.accepted:
        return replace(life, wish=True)
    return replace(life, status=7, papers_in=False) if life.status in {1, 5} else ILLEGAL


def _suspend(life: Life) -> Life | str:
    if life.suspended:
        return SUSPENDED
    return replace(life, suspended=True) if life.status == 4 else ILLEGAL


def _resume(life: Life) -> Life | str:
    return replace(life, suspended=False) if life.suspended else "dossier-not-suspended"


def _correct(life: Life) -> Life | str:
    if not life.accepted or life.status not in _OPEN:
        return "reception-not-correctable"
    return SUSPENDED if life.suspended else life


def _move(life: Life) -> Life | str:
    corrected = _correct(life)
    if isinstance(corrected, str):
        return corrected
    if life.status not in {2, 4}:
        return "clock-stands"
    return replace(life, moved=not life.moved, objections=0)


def _hand_over(life: Life) -> Life | str:
    if life.draft:
        return "draft-not-confirmed"
    return replace(life, status=10) if life.status == 9 else ILLEGAL


def _take_back(life: Life) -> Life | str:
    return replace(life, status=4, draft=False) if life.status == 9 else ILLEGAL


def _confirm(life: Life) -> Life | str:
    return replace(life, draft=False) if life.draft else "draft-not-waiting"


def _object(life: Life) -> Life | str:
    if not life.draft:
        return "draft-not-waiting"
    return replace(life, status=4, draft=False, objections=life.objections + 1)


def _erase(life: Life) -> Life | str:
    return "dossier-still-kept" if life.status in {3, 7, 8, 10} else "dossier-open"


def _unless_pending(step: Step) -> Step:
    """Return the step as a person takes it: not while routing settles a wish of the owner."""

    def taken(life: Life) -> Life | str:
        return PENDING if life.pending else step(life)

    return taken


BY_PEOPLE: Mapping[str, Step] = {
    name: _unless_pending(step)
    for name, step in {
        "accept": _accept,
        "refuse": _refuse,
        "ask": _ask,
        "ask-again": _ask_again,
        "send-papers": _send,
        "bring-papers": _bring,
        "withdraw": _withdraw,
        "suspend": _suspend,
        "resume": _resume,
        "correct-reception": _correct,
        "move-reception": _move,
        "hand-over": _hand_over,
        "take-result-back": _take_back,
        "confirm-draft": _confirm,
        "object-to-draft": _object,
        "erase": _erase,
    }.items()
}
"""What people do over HTTP."""


def _open_case(life: Life) -> Life | str:
    return replace(life, status=4) if life.status in {2, 4} else ILLEGAL


def _decide(life: Life) -> Life | str:
    if life.status == 4 or (life.status in {5, 6} and life.accepted):
        draft = life.moved and life.objections < 2
        return replace(life, status=9, papers_in=False, suspended=False, draft=draft)
    return ILLEGAL


def _find_obligation(life: Life) -> Life | str:
    if life.status in {5, 6}:
        return PASSED
    return replace(life, status=6) if life.status == 4 else ILLEGAL


def _meet_obligation(life: Life) -> Life | str:
    if life.status in {4, 5}:
        return PASSED
    return replace(life, status=4) if life.status == 6 else ILLEGAL


def _grant(life: Life) -> Life | str:
    if life.status not in {1, *_OPEN}:
        return ILLEGAL
    return replace(life, status=7, papers_in=False, suspended=False, wish=False)


def _answer_no(life: Life) -> Life | str:
    return replace(life, wish=False)


BY_ROUTING: Mapping[str, Step] = {
    "case-opened": _open_case,
    "decided": _decide,
    "obligation-found": _find_obligation,
    "obligation-met": _meet_obligation,
    "withdrawal-granted": _grant,
    "withdrawal-refused": _answer_no,
}
"""What routing says of the case that counts."""


def window_over(life: Life) -> Life:
    """Return the dossier when the time for the papers asked for, or for a draft, is over."""
    if life.draft:
        return replace(life, draft=False, late=not life.asked)
    if life.status != 5 or life.papers_in or life.wish:
        return life
    return replace(life, status=8 if life.accepted else 3)


STEPS: Mapping[str, Step] = {**BY_PEOPLE, **BY_ROUTING}


WAIT = "wait"
"""What nobody does: the time for the papers asked for, or to check a draft, passes."""


def led(life: Life, name: str) -> Life | str:
    """Return where an act, or waiting, leads."""
    return window_over(life) if name == WAIT else STEPS[name](life)


_ANSWERS = {"withdrawal-refused"}
"""What routing says in answer to a wish alone."""


def legal(life: Life) -> list[str]:
    """Return what may be done, or waited for, where a dossier stands."""
    waits = [WAIT] if life.status == 5 or life.draft else []
    return waits + [
        name
        for name, step in STEPS.items()
        if isinstance(step(life), Life) and (name not in _ANSWERS or life.wish)
    ]


def ways(*starts: Life) -> Mapping[Life, tuple[Life, tuple[str, ...]]]:
    """Return every state there is a way to, with a shortest one: its start and its acts."""
    found: dict[Life, tuple[Life, tuple[str, ...]]] = {start: (start, ()) for start in starts}
    waiting: list[Life] = list(starts)
    for life in waiting:
        start, acts = found[life]
        for name in legal(life):
            after = led(life, name)
            if isinstance(after, Life) and after not in found:
                found[after] = (start, (*acts, name))
                waiting.append(after)
    return found
