"""The ten national status codes of a dossier and the moves allowed between them.

Decree 61/2018 arts 17-20 as Decree 118/2025 carries them on; Circular 03/2025 form 05 makes a
stop a formal end.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import IntEnum, StrEnum, unique
from types import MappingProxyType

from kernel.errors import ConflictError
from kernel.text import Text


@unique
class Status(IntEnum):
    """National code of where a dossier stands."""

    FILED = 1  # filed online, the desk has not answered; the answer limit runs
    ACCEPTED = 2  # complete and accepted; the term runs
    NOT_ACCEPTED = 3  # refused with form 03; final
    IN_PROGRESS = 4  # an agency works on it; a head's suspension is a sub-state
    SUPPLEMENT_REQUESTED = 5  # waits for papers; the term restarts when they are in
    OBLIGATION_REQUESTED = 6  # waits for tax or land money; the clock is paused
    WITHDRAWN = 7  # the owner took it back; final
    STOPPED = 8  # closed with a stop notice; final
    SETTLED = 9  # the result is signed: compared with the due date here
    HANDED_OVER = 10  # the result is in the owner's hands; final

    @property
    def text(self) -> Text:
        """Return the official name and its English word."""
        return _NAMES[self]

    @property
    def final(self) -> bool:
        """Tell whether nothing can follow."""
        return self in FINAL_STATUSES


@unique
class Trigger(StrEnum):
    """What moves a dossier from one status to another."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    REQUEST_SUPPLEMENT = "request-supplement"
    RECEIVE_SUPPLEMENT = "receive-supplement"
    CLOSE_UNSUPPLEMENTED = "close-unsupplemented"
    WITHDRAW = "withdraw"
    START_WORK = "start-work"
    FORWARD = "forward"
    REQUEST_OBLIGATION = "request-obligation"
    MEET_OBLIGATION = "meet-obligation"
    SETTLE = "settle"
    CORRECT_ERROR = "correct-error"
    HAND_OVER = "hand-over"


_NAMES: Mapping[Status, Text] = MappingProxyType(
    {
        Status.FILED: Text(vi="Mới đăng ký", en="Newly filed"),
        Status.ACCEPTED: Text(vi="Được tiếp nhận", en="Accepted"),
        Status.NOT_ACCEPTED: Text(vi="Không được tiếp nhận", en="Not accepted"),
        Status.IN_PROGRESS: Text(vi="Đang xử lý", en="In progress"),
        Status.SUPPLEMENT_REQUESTED: Text(
            vi="Yêu cầu bổ sung giấy tờ", en="Further papers requested"
        ),
        Status.OBLIGATION_REQUESTED: Text(
            vi="Yêu cầu thực hiện nghĩa vụ tài chính", en="Financial obligation requested"
        ),
        Status.WITHDRAWN: Text(vi="Công dân yêu cầu rút hồ sơ", en="Withdrawn by the owner"),
        Status.STOPPED: Text(vi="Dừng xử lý", en="Stopped"),
        Status.SETTLED: Text(vi="Đã xử lý xong", en="Settled"),
        Status.HANDED_OVER: Text(vi="Đã trả kết quả", en="Result handed over"),
    }
)

FINAL_STATUSES = frozenset(
    {Status.NOT_ACCEPTED, Status.WITHDRAWN, Status.STOPPED, Status.HANDED_OVER}
)

TRANSITIONS: Mapping[tuple[Status, Status], Trigger] = MappingProxyType(
    {
        (Status.FILED, Status.ACCEPTED): Trigger.ACCEPT,
        (Status.FILED, Status.NOT_ACCEPTED): Trigger.REFUSE,
        (Status.FILED, Status.SUPPLEMENT_REQUESTED): Trigger.REQUEST_SUPPLEMENT,
        (Status.FILED, Status.WITHDRAWN): Trigger.WITHDRAW,
        (Status.ACCEPTED, Status.IN_PROGRESS): Trigger.START_WORK,
        (Status.ACCEPTED, Status.WITHDRAWN): Trigger.WITHDRAW,
        (Status.IN_PROGRESS, Status.IN_PROGRESS): Trigger.FORWARD,
        (Status.IN_PROGRESS, Status.SUPPLEMENT_REQUESTED): Trigger.REQUEST_SUPPLEMENT,
        (Status.IN_PROGRESS, Status.OBLIGATION_REQUESTED): Trigger.REQUEST_OBLIGATION,
        (Status.IN_PROGRESS, Status.WITHDRAWN): Trigger.WITHDRAW,
        (Status.IN_PROGRESS, Status.SETTLED): Trigger.SETTLE,
        (Status.SUPPLEMENT_REQUESTED, Status.ACCEPTED): Trigger.ACCEPT,
        (Status.SUPPLEMENT_REQUESTED, Status.NOT_ACCEPTED): Trigger.REFUSE,
        (Status.SUPPLEMENT_REQUESTED, Status.IN_PROGRESS): Trigger.RECEIVE_SUPPLEMENT,
        (Status.SUPPLEMENT_REQUESTED, Status.WITHDRAWN): Trigger.WITHDRAW,
        (Status.SUPPLEMENT_REQUESTED, Status.STOPPED): Trigger.CLOSE_UNSUPPLEMENTED,
        (Status.OBLIGATION_REQUESTED, Status.IN_PROGRESS): Trigger.MEET_OBLIGATION,
        (Status.OBLIGATION_REQUESTED, Status.WITHDRAWN): Trigger.WITHDRAW,
        (Status.SETTLED, Status.IN_PROGRESS): Trigger.CORRECT_ERROR,
        (Status.SETTLED, Status.HANDED_OVER): Trigger.HAND_OVER,
    }
)
"""Every allowed move and what causes it; a dossier received at a desk begins at ACCEPTED.

SETTLED to IN_PROGRESS is the logged correction of an error (Decree 61/2018 art. 21(1)).
"""

_AFTER_ACCEPTANCE = frozenset(
    {
        (Status.SUPPLEMENT_REQUESTED, Status.IN_PROGRESS),
        (Status.SUPPLEMENT_REQUESTED, Status.STOPPED),
    }
)
_BEFORE_ACCEPTANCE = frozenset(
    {
        (Status.SUPPLEMENT_REQUESTED, Status.ACCEPTED),
        (Status.SUPPLEMENT_REQUESTED, Status.NOT_ACCEPTED),
    }
)


class IllegalTransitionError(ConflictError):
    """The dossier's status does not allow this step."""

    slug = "illegal-transition"
    title = Text(
        vi="Trạng thái hiện tại của hồ sơ không cho phép việc này.",
        en="The dossier's present status does not allow this.",
    )


def check_transition(
    current: Status,
    target: Status,
    *,
    was_accepted: bool | None = None,
    by: Collection[Trigger] = frozenset(Trigger),
) -> Trigger:
    """Return what moves a dossier from `current` to `target`, one of `by`.

    Several things lead to 4: who moves a dossier there says which of them is meant.

    `was_accepted` says whether it was ever accepted: what ends a request for a supplement depends
    on it (stop notice or work again after acceptance, acceptance or refusal before); None leaves
    that unchecked. Raises `IllegalTransitionError`.
    """
    move = (current, target)
    trigger = TRANSITIONS.get(move)
    wrong_side = (was_accepted is True and move in _BEFORE_ACCEPTANCE) or (
        was_accepted is False and move in _AFTER_ACCEPTANCE
    )
    if trigger not in by or trigger is None or wrong_side:
        raise IllegalTransitionError(
            Text(
                vi=f"Không chuyển được từ “{current.text.vi}” sang “{target.text.vi}”.",
                en=f"No way from “{current.text.en}” to “{target.text.en}”.",
            ),
            extra={"status": int(current)},
        )
    return trigger
