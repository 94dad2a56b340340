"""What the rules of apologies do not allow."""

from __future__ import annotations

from kernel.errors import ConflictError, InvalidInputError, NotFoundError
from kernel.text import Text


class ApologyUnknownError(NotFoundError):
    """No apology was prepared for this dossier, or it is another agency's."""

    slug = "apology-not-found"
    title = Text(
        vi="Hồ sơ này chưa có văn bản xin lỗi được chuẩn bị.",
        en="No apology has been prepared for this dossier.",
    )


class ApologySignedError(ConflictError):
    """The apology was signed: a date is put off once in a dossier's life."""

    slug = "apology-signed"
    title = Text(
        vi="Văn bản xin lỗi đã được ký; ngày trả kết quả chỉ được hẹn lại một lần.",
        en="The apology was signed; the date of a result is put off once only.",
    )


class ApologyTooLateError(ConflictError):
    """Less than a working day is left: the case passes its date without an apology."""

    slug = "apology-too-late"
    title = Text(
        vi="Đã quá hạn ký văn bản xin lỗi: phải ký chậm nhất một ngày làm việc trước ngày hẹn trả."
        " Hồ sơ không xong đúng hẹn sẽ được ghi là vi phạm.",
        en="Too late: an apology is signed at least a working day before the due date."
        " A dossier that is not done by then is entered as a violation.",
    )


class ApologyUnwrittenError(ConflictError):
    """Nobody has named a reason and a new date yet."""

    slug = "apology-not-written"
    title = Text(
        vi="Cán bộ chưa ghi lý do và ngày hẹn lại nên chưa thể ký.",
        en="No reason and new date were written yet, so there is nothing to sign.",
    )


class NamedDateReachedError(ConflictError):
    """The due date was moved since: it is not before the named date any more."""

    slug = "apology-date-reached"
    title = Text(
        vi="Ngày hẹn trả đã thay đổi, ngày hẹn lại không còn muộn hơn; hãy ghi lại ngày khác.",
        en="The due date was moved, and the named date is not past it any more; name another.",
    )


class NamedDayError(InvalidInputError):
    """The new date is a working day past the due date."""

    slug = "apology-date-invalid"
    title = Text(
        vi="Ngày hẹn lại phải là ngày làm việc sau ngày hẹn trả kết quả.",
        en="The new date must be a working day after the due date.",
    )


class CaseClosedError(ConflictError):
    """The case has a result or was closed: there is nothing left to be late."""

    slug = "case-closed"
    title = Text(
        vi="Hồ sơ đã có kết quả hoặc đã kết thúc nên không cần xin lỗi.",
        en="The dossier has its result or was closed; there is nothing to apologise for.",
    )


class LadderFaultyError(InvalidInputError):
    """A ladder names each procedure once, rises, and reaches a head by 100 %."""

    slug = "ladder-faulty"
    title = Text(
        vi="Mỗi thủ tục chỉ có một thang nhắc việc, các bậc phải tăng dần, và chậm nhất khi hết"
        " thời hạn của bước (100 %) phải báo cho người đứng đầu.",
        en="Each procedure has one ladder, its rungs rise, and a head is told by 100 % of the"
        " step's time at the latest.",
    )


class LadderAgencyError(NotFoundError):
    """There is no such agency."""

    slug = "ladder-agency-unknown"
    title = Text(vi="Không có cơ quan này.", en="There is no such agency.")


class AlertUnknownError(NotFoundError):
    """There is no such alert, or it is not for the one who asks."""

    slug = "alert-not-found"
    title = Text(vi="Không có nhắc việc này.", en="There is no such alert.")


class ViolationUnknownError(NotFoundError):
    """There is no such line in the register, or it is not for the one who asks."""

    slug = "violation-not-found"
    title = Text(vi="Không có vi phạm này.", en="There is no such violation.")
