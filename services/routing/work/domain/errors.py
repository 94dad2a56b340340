"""What the rules of a case do not allow."""

from __future__ import annotations

from kernel.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from kernel.text import Text


class TaskUnknownError(NotFoundError):
    """There is no such task, or it is another agency's."""

    slug = "task-not-found"
    title = Text(vi="Không tìm thấy việc này.", en="There is no such task.")


class CaseUnknownError(NotFoundError):
    """No case was opened for this dossier."""

    slug = "case-not-found"
    title = Text(
        vi="Hồ sơ chưa được chuyển xử lý.", en="No case has been opened for this dossier."
    )


class WrongRoleError(ForbiddenError):
    """The task is done by another role of the same agency."""

    slug = "wrong-role"
    title = Text(
        vi="Bước này do vai trò khác trong cơ quan thực hiện.",
        en="Another role of the agency does this step.",
    )


class TaskTakenError(ConflictError):
    """Another officer holds the task."""

    slug = "task-taken"
    title = Text(vi="Việc này đã có người nhận xử lý.", en="Somebody else holds this task.")


class TaskNotClaimedError(ConflictError):
    """A step is ended by the one who took it on: one accountable owner for every step."""

    slug = "task-not-claimed"
    title = Text(vi="Cần nhận việc trước khi xử lý.", en="Claim the task before you end it.")


class SameOwnerError(InvalidInputError):
    """Who is to get the task holds it already."""

    slug = "same-owner"
    title = Text(vi="Người này đang giữ việc rồi.", en="They hold the task already.")


class TakerMissingError(InvalidInputError):
    """A task is given to somebody."""

    slug = "taker-missing"
    title = Text(
        vi="Cần nêu tài khoản người nhận việc.", en="Name the account that gets the task."
    )


class TakerUnfitError(InvalidInputError):
    """Whoever gets a task is in office at its agency that day, present, and has its role."""

    slug = "taker-unfit"
    title = Text(
        vi="Người nhận không làm việc tại cơ quan hôm nay hoặc không có vai trò của bước này.",
        en="They are not at work at the agency today, or have not the role of this step.",
    )


class TaskForHeadError(ConflictError):
    """A task nobody present can do stands in the head's queue, until the head gives it on."""

    slug = "task-for-head"
    title = Text(
        vi="Việc này đang chờ thủ trưởng phân công.",
        en="This task waits for the head to say who does it.",
    )


class SlipUnknownError(NotFoundError):
    """There is no such slip, or it is between other agencies."""

    slug = "slip-not-found"
    title = Text(vi="Không tìm thấy phiếu bàn giao này.", en="There is no such hand-over slip.")


class SlipSettledError(ConflictError):
    """The receipt of a slip is confirmed once, and refused before that."""

    slug = "slip-settled"
    title = Text(
        vi="Phiếu bàn giao này đã được xác nhận hoặc từ chối.",
        en="The receipt of this slip was confirmed or refused already.",
    )


class PlanFaultyError(InvalidInputError):
    """Two rules of a plan are about the same procedure and step."""

    slug = "plan-faulty"
    title = Text(
        vi="Có hai quy tắc cho cùng thủ tục và bước.",
        en="Two rules are about the same procedure and step.",
    )


class TaskEndedError(ConflictError):
    """The task is over; every step has one end."""

    slug = "task-ended"
    title = Text(vi="Việc này đã kết thúc.", en="This task is over.")


class SystemAskedError(ConflictError):
    """A specialised system was asked and has time left to answer."""

    slug = "system-asked"
    title = Text(
        vi="Đang chờ hệ thống chuyên ngành trả lời; chưa hết thời gian chờ.",
        en="A specialised system was asked, and its time to answer is not over.",
    )


class ActionNotAllowedError(ConflictError):
    """The process does not give this step that action."""

    slug = "action-not-allowed"
    title = Text(
        vi="Quy trình không cho phép thao tác này ở bước hiện tại.",
        en="The process does not allow this action at this step.",
    )


class ReasonMissingError(InvalidInputError):
    """A return or refusal says why."""

    slug = "reason-missing"
    title = Text(vi="Cần nêu lý do.", en="A reason is needed.")


class ResultNotExpectedError(InvalidInputError):
    """Only an approval gives a result."""

    slug = "result-not-expected"
    title = Text(
        vi="Chỉ thao tác phê duyệt mới ghi kết quả.", en="Only an approval records a result."
    )


class CaseSuspendedError(ConflictError):
    """The clock stands: papers or money are waited for, and the work with them."""

    slug = "case-suspended"
    title = Text(
        vi="Hồ sơ đang chờ bổ sung hoặc chờ nộp tiền.",
        en="The dossier waits for papers or for money.",
    )


class CaseHeldError(ConflictError):
    """The head of the competent agency suspended the work; no task ends meanwhile."""

    slug = "case-held"
    title = Text(
        vi="Thủ trưởng cơ quan đã tạm dừng xử lý hồ sơ này; chưa thể kết thúc công việc.",
        en="The head of the agency suspended the work on this dossier; no task can be ended yet.",
    )


class NothingOwedError(ConflictError):
    """No payment is waited for."""

    slug = "nothing-owed"
    title = Text(vi="Hồ sơ không chờ nộp tiền.", en="No payment is waited for.")


class AnswerNotLateError(ConflictError):
    """A late answer is given where silence had already counted as consent, nowhere else."""

    slug = "answer-not-late"
    title = Text(
        vi="Việc lấy ý kiến này chưa quá hạn nên không có trả lời muộn.",
        en="The consultation has not lapsed, so no answer to it can be late.",
    )
