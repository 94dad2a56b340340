"""What happened to a dossier, in words for its owner and its agencies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, unique
from typing import Any

from kernel.rights import Actor, Role
from kernel.text import Text

By = Mapping[str, Any]
"""Who did it: `name`, `post`, `role`, `agency` (each may be None) and, inside only, `subject`."""


@unique
class EntryKind(StrEnum):
    """What a line of the timeline is about."""

    FILED = "filed"
    FILED_AGAIN = "filed-again"
    FILED_UNDER_MANDATE = "filed-under-mandate"
    MANDATE_ENDED = "mandate-ended"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    SUPPLEMENT_REQUESTED = "supplement-requested"
    SUPPLEMENT_SUBMITTED = "supplement-submitted"
    SUPPLEMENTED = "supplemented"
    STOPPED = "stopped"
    PAUSED = "paused"
    RESUMED = "resumed"
    WITHDRAWAL_REQUESTED = "withdrawal-requested"
    WITHDRAWAL_TOO_LATE = "withdrawal-too-late"
    WITHDRAWN = "withdrawn"
    SUSPENDED = "suspended"
    SUSPENSION_LIFTED = "suspension-lifted"
    CORRECTED = "reception-corrected"
    MOVED = "agency-succeeded"
    ANSWER_LATE = "answer-late"
    OVERDUE = "overdue"
    APOLOGY_SIGNED = "apology-signed"
    PROCESSING = "processing"
    LEG_STARTED = "leg-started"
    LEG_FINISHED = "leg-finished"
    LEG_SKIPPED = "leg-skipped"
    CONSULTATION_LAPSED = "consultation-lapsed"
    CONSULTATION_SILENT = "consultation-silent"
    STEP_STARTED = "step-started"
    STEP_COMPLETED = "step-completed"
    HANDOVER_TAKEN = "handover-taken"
    HANDOVER_REFUSED = "handover-refused"
    SYSTEM_ASKED = "system-asked"
    SYSTEM_ANSWERED = "system-answered"
    SYSTEM_GIVEN_UP = "system-given-up"
    FINISHED = "finished"
    REOPENED = "reopened"
    DELIVERY_CHANGED = "delivery-changed"
    DRAFT_OFFERED = "draft-offered"
    DRAFT_CONFIRMED = "draft-confirmed"
    DRAFT_CONSENTED = "draft-consented"
    DRAFT_OBJECTED = "draft-objected"
    RESULT_POSTED = "result-posted"
    PARCEL_ORDERED = "parcel-ordered"
    PARCEL_MOVED = "parcel-moved"
    PARCEL_RETURNED = "parcel-returned"
    PARCEL_LOST = "parcel-lost"
    PARCEL_NOT_TAKEN = "parcel-not-taken"
    HANDED_OVER = "handed-over"
    SETTLED_ON_THE_SPOT = "settled-on-the-spot"
    RATED = "rated"
    ERASED = "erased"
    MESSAGE_WRITTEN = "message-written"
    MESSAGE_HANDED_OVER = "message-handed-over"
    MESSAGE_UNDELIVERABLE = "message-undeliverable"
    APPLICANT_CALLED = "applicant-called"
    CALL_UNANSWERED = "call-unanswered"
    CALL_NOT_NEEDED = "call-not-needed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One line; rows are only added. `data` holds codes and dates, no personal data."""

    at: datetime
    kind: EntryKind
    by: By | None
    text: Text
    data: Mapping[str, Any] = field(default_factory=dict)


_TEXTS: Mapping[EntryKind, Text] = {
    EntryKind.FILED: Text(vi="Hồ sơ được nộp.", en="The dossier was filed."),
    EntryKind.FILED_AGAIN: Text(
        vi="Người nộp xác nhận nộp dù đã có hồ sơ cùng nội dung.",
        en="Filed although the same matter had been filed before.",
    ),
    EntryKind.FILED_UNDER_MANDATE: Text(
        vi="Nộp thay theo ủy quyền.", en="Filed for another under a mandate."
    ),
    EntryKind.MANDATE_ENDED: Text(
        vi="Ủy quyền đã chấm dứt, người nộp thay không còn xem được hồ sơ.",
        en="The mandate ended; whoever filed for another sees the dossier no more.",
    ),
    EntryKind.ACCEPTED: Text(vi="Hồ sơ được tiếp nhận.", en="The dossier was accepted."),
    EntryKind.REFUSED: Text(vi="Hồ sơ không được tiếp nhận.", en="The dossier was not accepted."),
    EntryKind.SUPPLEMENT_REQUESTED: Text(
        vi="Yêu cầu bổ sung, hoàn thiện hồ sơ.", en="Further papers were asked for."
    ),
    EntryKind.SUPPLEMENT_SUBMITTED: Text(
        vi="Giấy tờ bổ sung đã được nộp.", en="The papers asked for were sent in."
    ),
    EntryKind.SUPPLEMENTED: Text(
        vi="Hồ sơ đã đầy đủ, thời hạn được tính tiếp.",
        en="The papers are complete; the clock runs.",
    ),
    EntryKind.STOPPED: Text(
        vi="Dừng giải quyết vì hồ sơ không được bổ sung đúng hạn.",
        en="Closed, because the papers asked for did not come in time.",
    ),
    EntryKind.PAUSED: Text(
        vi="Chờ người nộp thực hiện nghĩa vụ tài chính.",
        en="A financial obligation is waited for.",
    ),
    EntryKind.RESUMED: Text(
        vi="Đã thực hiện nghĩa vụ tài chính.", en="The financial obligation is met."
    ),
    EntryKind.WITHDRAWAL_REQUESTED: Text(
        vi="Người nộp yêu cầu rút hồ sơ.", en="The owner asked for the dossier back."
    ),
    EntryKind.WITHDRAWAL_TOO_LATE: Text(
        vi="Không rút được hồ sơ vì đã có quyết định giải quyết.",
        en="Too late to take the dossier back: it had been decided.",
    ),
    EntryKind.WITHDRAWN: Text(
        vi="Hồ sơ được rút theo yêu cầu của người nộp.",
        en="The owner took the dossier back.",
    ),
    EntryKind.SUSPENDED: Text(
        vi="Thủ trưởng cơ quan tạm dừng xử lý; thời hạn vẫn được tính.",
        en="The head of the agency suspended the work; the clock goes on.",
    ),
    EntryKind.SUSPENSION_LIFTED: Text(
        vi="Tiếp tục xử lý hồ sơ.", en="The work on the dossier goes on."
    ),
    EntryKind.CORRECTED: Text(
        vi="Cơ quan tiếp nhận đã sửa sai sót khi tiếp nhận hồ sơ.",
        en="The desk corrected an error in the reception of the dossier.",
    ),
    EntryKind.ANSWER_LATE: Text(
        vi="Cơ quan tiếp nhận chưa trả lời đúng hạn.", en="The desk did not answer in time."
    ),
    EntryKind.OVERDUE: Text(
        vi="Hồ sơ đã quá hạn giải quyết.", en="The dossier is past its due date."
    ),
    EntryKind.APOLOGY_SIGNED: Text(
        vi="Thủ trưởng cơ quan đã ký văn bản xin lỗi và hẹn lại ngày trả kết quả.",
        en="The head of the agency signed an apology that names a new date.",
    ),
    EntryKind.PROCESSING: Text(
        vi="Cơ quan có thẩm quyền bắt đầu xử lý.", en="The competent agency has begun."
    ),
    EntryKind.LEG_STARTED: Text(
        vi="Hồ sơ được chuyển đến cơ quan xử lý.", en="The dossier reached an agency."
    ),
    EntryKind.LEG_FINISHED: Text(
        vi="Cơ quan đã xử lý xong phần việc của mình.", en="An agency has done its part."
    ),
    EntryKind.LEG_SKIPPED: Text(
        vi="Phần việc này không áp dụng cho hồ sơ.",
        en="This part does not apply to the dossier.",
    ),
    EntryKind.CONSULTATION_LAPSED: Text(
        vi="Hết thời hạn lấy ý kiến, cơ quan được hỏi không trả lời: coi như đồng ý.",
        en="The consulted agency did not answer in time, which counts as consent.",
    ),
    EntryKind.CONSULTATION_SILENT: Text(
        vi="Hết thời hạn lấy ý kiến, cơ quan được hỏi chưa trả lời.",
        en="The consulted agency did not answer in time.",
    ),
    EntryKind.SYSTEM_ASKED: Text(
        vi="Đã gửi yêu cầu đến hệ thống chuyên ngành.", en="A specialised system was asked."
    ),
    EntryKind.SYSTEM_ANSWERED: Text(
        vi="Hệ thống chuyên ngành đã trả lời.", en="The specialised system has answered."
    ),
    EntryKind.SYSTEM_GIVEN_UP: Text(
        vi="Hệ thống chuyên ngành không xử lý được, cán bộ xử lý trực tiếp.",
        en="The specialised system could not do it; an officer does.",
    ),
    EntryKind.FINISHED: Text(vi="Đã có kết quả.", en="The result is there."),
    EntryKind.REOPENED: Text(
        vi="Thu hồi kết quả chưa trả để sửa sai sót.",
        en="The result, not yet handed over, was taken back to correct an error.",
    ),
    EntryKind.DELIVERY_CHANGED: Text(
        vi="Người nộp đổi cách nhận kết quả.",
        en="The applicant changed how the result is to reach them.",
    ),
    EntryKind.DRAFT_OFFERED: Text(
        vi="Dự thảo kết quả được gửi để người nộp kiểm tra; không có ý kiến là đồng ý.",
        en="The owner was asked to check a draft of the result; silence is consent.",
    ),
    EntryKind.DRAFT_CONFIRMED: Text(
        vi="Người nộp đồng ý với dự thảo kết quả.",
        en="The owner agreed to the draft of the result.",
    ),
    EntryKind.DRAFT_CONSENTED: Text(
        vi="Hết thời hạn góp ý dự thảo kết quả, không có ý kiến: coi như đồng ý.",
        en="No word on the draft of the result came in time, which counts as consent.",
    ),
    EntryKind.DRAFT_OBJECTED: Text(
        vi="Người nộp có ý kiến về dự thảo kết quả.",
        en="The owner objected to the draft of the result.",
    ),
    EntryKind.RESULT_POSTED: Text(
        vi="Đã chuyển kết quả cho bưu chính.", en="The result was given to the post."
    ),
    EntryKind.PARCEL_ORDERED: Text(vi="Bưu chính đã nhận đơn.", en="The carrier has the order."),
    EntryKind.PARCEL_MOVED: Text(vi="Bưu gửi đang trên đường.", en="The parcel is on its way."),
    EntryKind.PARCEL_RETURNED: Text(
        vi="Bưu gửi không phát được, đã trả lại nơi gửi.", en="The parcel came back undelivered."
    ),
    EntryKind.PARCEL_LOST: Text(vi="Bưu gửi bị thất lạc.", en="The parcel was lost."),
    EntryKind.PARCEL_NOT_TAKEN: Text(vi="Bưu chính không nhận.", en="The carrier refused it."),
    EntryKind.HANDED_OVER: Text(vi="Đã trả kết quả.", en="The result was handed over."),
    EntryKind.SETTLED_ON_THE_SPOT: Text(
        vi="Hồ sơ được giải quyết và trả kết quả ngay tại chỗ.",
        en="The dossier was settled and its result handed over on the spot.",
    ),
    EntryKind.MESSAGE_WRITTEN: Text(
        vi="Có tin nhắn trao đổi về hồ sơ.", en="A message about the dossier was written."
    ),
    EntryKind.ERASED: Text(
        vi="Đã xóa dữ liệu cá nhân trong hồ sơ khi hết thời hạn lưu trữ.",
        en="Personal data were erased at the end of the time they are kept.",
    ),
    EntryKind.RATED: Text(vi="Đã nhận đánh giá.", en="A rating was given."),
    EntryKind.MESSAGE_HANDED_OVER: Text(
        vi="Đã gửi thông báo cho người nộp.", en="A notice was sent to the applicant."
    ),
    EntryKind.MESSAGE_UNDELIVERABLE: Text(
        vi="Không gửi được thông báo, cần gọi điện thoại.",
        en="A notice could not be delivered; somebody has to telephone.",
    ),
    EntryKind.APPLICANT_CALLED: Text(
        vi="Cán bộ đã gọi điện báo cho người nộp.", en="The applicant was told by telephone."
    ),
    EntryKind.CALL_UNANSWERED: Text(
        vi="Cán bộ đã gọi điện nhưng chưa gặp được người nộp.",
        en="The applicant was telephoned and not reached.",
    ),
    EntryKind.CALL_NOT_NEEDED: Text(
        vi="Người nộp đã biết, không cần gọi điện nữa.",
        en="The applicant knows; no call is needed any more.",
    ),
}

_FIRST_ROLES = (
    Role.HEAD,
    Role.APPROVER,
    Role.OFFICER,
    Role.SUPERVISOR,
    Role.PARTNER,
    Role.CITIZEN,
)


def entry(
    kind: EntryKind, *, at: datetime, by: By | None = None, data: Mapping[str, Any] | None = None
) -> TimelineEntry:
    """Return a line of this kind in its standing words."""
    return TimelineEntry(at=at, kind=kind, by=by, text=_TEXTS[kind], data=data or {})


def named(words: Text, name: Mapping[str, str]) -> Text:
    """Return words about a step or leg with its name in them."""
    return Text(
        vi=words.vi.format(vi=name.get("vi", "")), en=words.en.format(en=name.get("en", ""))
    )


def by_actor(actor: Actor) -> By:
    """Return who an actor is in a timeline; a citizen is not named, the agencies know them."""
    role = next((role for role in _FIRST_ROLES if actor.has(role)), None)
    staff = actor.agency is not None
    return {
        "name": actor.name if staff else None,
        "post": actor.post if staff else None,
        "role": role.value if role else None,
        "agency": actor.agency,
        "subject": actor.subject,
    }


def by_officer(officer: str | None, *, role: str | None, agency: str) -> By:
    """Return who did something at another service; the name comes with the roster's copy."""
    return {"name": None, "role": role, "agency": agency, "subject": officer}
