"""What can go wrong with a form beyond the general errors."""

from __future__ import annotations

from kernel.errors import ConflictError, InvalidInputError, NotFoundError
from kernel.text import Text


class UnknownFormError(NotFoundError):
    """There is no form of that name."""

    slug = "unknown-form"
    title = Text(vi="Không có biểu mẫu này.", en="There is no such form.")


class FormNotInSetError(NotFoundError):
    """The circular in force on the day of the act has no such form."""

    slug = "form-not-in-set"
    title = Text(
        vi="Bộ biểu mẫu có hiệu lực vào ngày đó không có biểu mẫu này.",
        en="The forms in force on that day have no such form.",
    )


class FormVersionUnknownError(NotFoundError):
    """No version of that number was given out."""

    slug = "form-version-unknown"
    title = Text(vi="Không có phiên bản này.", en="No such version was given out.")


class NoReceiptError(ConflictError):
    """The dossier was not accepted, so there is no receipt (Form 01) to print yet."""

    slug = "no-receipt"
    title = Text(
        vi="Hồ sơ chưa được tiếp nhận nên chưa có giấy tiếp nhận.",
        en="The dossier was not accepted, so there is no receipt yet.",
    )


class NoSupplementRequestError(ConflictError):
    """No papers were asked for, so there is no request (Form 02) to print."""

    slug = "no-supplement-request"
    title = Text(
        vi="Hồ sơ chưa có yêu cầu bổ sung nên chưa có phiếu yêu cầu.",
        en="No papers were asked for, so there is no request to print.",
    )


class NotRefusedError(ConflictError):
    """The dossier was not refused at reception, so there is no refusal (Form 03) to print."""

    slug = "not-refused"
    title = Text(
        vi="Hồ sơ không bị từ chối tiếp nhận nên không có phiếu từ chối.",
        en="The dossier was not refused at reception, so there is no refusal to print.",
    )


class NoApologyError(ConflictError):
    """No apology was signed, so there is none to print."""

    slug = "no-apology"
    title = Text(
        vi="Hồ sơ chưa có văn bản xin lỗi nào được ký.",
        en="No apology was signed for this dossier.",
    )


class NotStoppedError(ConflictError):
    """The dossier was not closed without a result, so there is no notice (Form 05) to print."""

    slug = "not-stopped"
    title = Text(
        vi="Hồ sơ không bị dừng giải quyết nên không có thông báo dừng.",
        en="The dossier was not closed without a result, so there is no notice to print.",
    )


class NoControlSlipError(ConflictError):
    """The dossier was not accepted, so nobody handed it to anybody."""

    slug = "no-control-slip"
    title = Text(
        vi="Hồ sơ chưa được tiếp nhận nên chưa có phiếu kiểm soát quá trình giải quyết.",
        en="The dossier was not accepted, so there is no control slip yet.",
    )


class RegisterTooLongError(InvalidInputError):
    """The stretch asked for holds more lines than one answer may have."""

    slug = "register-too-long"
    title = Text(
        vi="Khoảng thời gian có quá nhiều hồ sơ, hãy chọn khoảng ngắn hơn.",
        en="The stretch holds too many dossiers, choose a shorter one.",
    )


class UnknownRegisterError(NotFoundError):
    """There is no agency of that code, so it has no register."""

    slug = "unknown-register"
    title = Text(vi="Không có cơ quan này.", en="There is no such agency.")
