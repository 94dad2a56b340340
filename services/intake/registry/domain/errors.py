"""What can go wrong with a dossier beyond the general errors."""

from __future__ import annotations

from kernel.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from kernel.text import Text


class DossierNotFoundError(NotFoundError):
    """No dossier of that code, or none the caller may know of; the two are not told apart."""

    slug = "dossier-not-found"
    title = Text(vi="Không tìm thấy hồ sơ.", en="There is no such dossier.")


class UnknownProcedureError(InvalidInputError):
    """The procedure filed for is not in the catalogue, or not in force on that day."""

    slug = "unknown-procedure"
    title = Text(
        vi="Không có thủ tục này trong danh mục đang có hiệu lực.",
        en="No such procedure is in force.",
    )


class UnknownAgencyError(InvalidInputError):
    """The receiving agency named in a filing does not exist on that day."""

    slug = "unknown-agency"
    title = Text(vi="Không có cơ quan này.", en="There is no such agency.")


class ApplicantIsAnotherError(InvalidInputError):
    """Somebody logged in names another person as the applicant."""

    slug = "applicant-is-another"
    title = Text(
        vi="Người nộp phải là người đã đăng nhập; nộp thay thì ghi người đó ở on_behalf_of.",
        en="The applicant must be the one logged in; name whom it is filed for in on_behalf_of.",
    )


class DuplicateFilingError(ConflictError):
    """The same matter was filed a short while ago and may still come to a result."""

    slug = "duplicate-filing"
    title = Text(vi="Hồ sơ có cùng nội dung đã được nộp.", en="The same matter was filed already.")


class MandateNotFoundError(NotFoundError):
    """No mandate of that id, or none of the caller's; the two are not told apart."""

    slug = "mandate-not-found"
    title = Text(vi="Không tìm thấy ủy quyền.", en="There is no such mandate.")


class MandateOverError(ConflictError):
    """The mandate has ended already."""

    slug = "mandate-over"
    title = Text(vi="Ủy quyền đã chấm dứt.", en="The mandate is over already.")


class TooManyMandatesError(ConflictError):
    """Somebody has as many mandates in force as one may give online; `limit` says how many."""

    slug = "too-many-mandates"
    title = Text(
        vi="Đã có quá nhiều ủy quyền còn hiệu lực, hãy hủy bớt.",
        en="There are too many mandates in force; end one first.",
    )


class MandateDoesNotFitError(ForbiddenError):
    """The mandate named is not one from whom it is filed for to the applicant."""

    slug = "mandate-does-not-fit"
    title = Text(
        vi="Không có ủy quyền này giữa người nộp và người được nộp thay.",
        en="There is no such mandate between the applicant and whom it is filed for.",
    )


class MandateRevokedError(ForbiddenError):
    """The mandate was taken back or given up; `ended_at` says when."""

    slug = "mandate-revoked"
    title = Text(
        vi="Ủy quyền đã bị hủy bỏ, không nộp thay được nữa.",
        en="The mandate was revoked; nothing more can be done under it.",
    )


class MandateExpiredError(ForbiddenError):
    """The last day of the mandate (`expires_on`) is over."""

    slug = "mandate-expired"
    title = Text(
        vi="Ủy quyền đã hết thời hạn, cần ủy quyền mới.",
        en="The mandate has expired; a new one is needed.",
    )


class MandateOutOfScopeError(ForbiddenError):
    """The mandate does not reach so far; `procedures` and `actions` say how far it does."""

    slug = "mandate-out-of-scope"
    title = Text(
        vi="Việc này nằm ngoài phạm vi ủy quyền.",
        en="This lies outside what the mandate allows.",
    )


class NotOnTheSpotError(InvalidInputError):
    """The procedure is not one that is settled at the desk in one go."""

    slug = "not-on-the-spot"
    title = Text(
        vi="Thủ tục này không giải quyết ngay tại chỗ.",
        en="This procedure is not settled on the spot.",
    )


class SupplementAlreadyAskedError(ConflictError):
    """Papers were asked for before; the law allows it once in a dossier's life."""

    slug = "supplement-already-asked"
    title = Text(
        vi="Hồ sơ chỉ được yêu cầu bổ sung một lần.",
        en="Further papers may be asked for once only.",
    )


class SupplementNotAskedError(NotFoundError):
    """No papers were asked for in this dossier."""

    slug = "supplement-not-asked"
    title = Text(vi="Hồ sơ này không có yêu cầu bổ sung.", en="No further papers were asked for.")


class SupplementTooLateError(ConflictError):
    """The time for asking is over; only the head of the agency may still, and answers for it."""

    slug = "supplement-too-late"
    title = Text(
        vi="Đã quá thời hạn yêu cầu bổ sung sau khi tiếp nhận.",
        en="The time for asking for further papers after acceptance is over.",
    )


class SupplementAlreadyInError(ConflictError):
    """The papers were sent in; the desk has to look at them first."""

    slug = "supplement-already-in"
    title = Text(vi="Giấy tờ bổ sung đã được nộp.", en="The papers were already sent in.")


class SupplementWindowOverError(ConflictError):
    """The time for sending papers in is over."""

    slug = "supplement-window-over"
    title = Text(vi="Đã hết thời hạn bổ sung hồ sơ.", en="The time for further papers is over.")


class SupplementMissingError(ConflictError):
    """The dossier cannot be found complete: the papers asked for did not come in."""

    slug = "supplement-missing"
    title = Text(
        vi="Hồ sơ chưa được nộp giấy tờ bổ sung.", en="The papers asked for are not in yet."
    )


class WithdrawalPendingError(ConflictError):
    """The owner wishes to take the dossier back; until that is settled nobody changes it."""

    slug = "withdrawal-pending"
    title = Text(
        vi="Đang xem xét yêu cầu rút hồ sơ; chưa thể thay đổi hồ sơ.",
        en="The owner asked for the dossier back; until that is settled nothing can be changed.",
    )


class DossierOpenError(ConflictError):
    """Something is still to come of the dossier, so nothing in it is erased."""

    slug = "dossier-open"
    title = Text(vi="Hồ sơ chưa kết thúc.", en="The dossier is not closed yet.")


class DossierStillKeptError(ConflictError):
    """The time a closed dossier is kept is not over; `erasable_from` says when it is."""

    slug = "dossier-still-kept"
    title = Text(
        vi="Hồ sơ còn trong thời hạn lưu trữ.", en="The time the dossier is kept is not over."
    )


class DossierErasedError(ConflictError):
    """What identifies people in this dossier was erased; nothing is printed of it any more."""

    slug = "dossier-erased"
    title = Text(
        vi="Dữ liệu cá nhân của hồ sơ đã được xóa.",
        en="The personal data of this dossier were erased.",
    )


class SuspendedError(ConflictError):
    """The head of the competent agency holds the work up."""

    slug = "dossier-suspended"
    title = Text(
        vi="Hồ sơ đang tạm dừng xử lý theo quyết định của thủ trưởng cơ quan.",
        en="The head of the agency has suspended the work on this dossier.",
    )


class NotSuspendedError(ConflictError):
    """The work on the dossier is not held up."""

    slug = "dossier-not-suspended"
    title = Text(vi="Hồ sơ không bị tạm dừng.", en="The dossier is not suspended.")


class NoDraftResultError(NotFoundError):
    """The owner was never asked to check a draft of this dossier's result."""

    slug = "no-draft-result"
    title = Text(
        vi="Hồ sơ này không có dự thảo kết quả để kiểm tra.",
        en="There is no draft of this dossier's result to be checked.",
    )


class DraftNotWaitingError(ConflictError):
    """No draft of a result waits for an answer now: none was offered, or it was answered."""

    slug = "draft-not-waiting"
    title = Text(
        vi="Hiện không có dự thảo kết quả nào chờ xác nhận.",
        en="No draft of the result waits for an answer now.",
    )


class DraftTermOverError(ConflictError):
    """The time to object to the draft is over; silence counted as consent."""

    slug = "draft-term-over"
    title = Text(
        vi="Đã hết thời hạn góp ý dự thảo; không có ý kiến được coi là đồng ý.",
        en="The time to object to the draft is over; silence counts as consent.",
    )


class DraftNotConfirmedError(ConflictError):
    """The owner still checks the draft of the result; `confirm_by` says until when."""

    slug = "draft-not-confirmed"
    title = Text(
        vi="Người nộp đang kiểm tra dự thảo kết quả, chưa trả kết quả được.",
        en="The owner still checks the draft of the result; it cannot be handed over yet.",
    )
