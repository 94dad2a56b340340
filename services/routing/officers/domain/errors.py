"""What the rules of the register do not allow."""

from __future__ import annotations

from kernel.errors import ConflictError, InvalidInputError, NotFoundError
from kernel.text import Text


class OfficerUnknownError(NotFoundError):
    """There is no such officer, secondment or delegation."""

    slug = "officer-not-found"
    title = Text(vi="Không tìm thấy công chức này.", en="There is no such officer.")


class AccountTakenError(ConflictError):
    """Another officer has this account."""

    slug = "account-taken"
    title = Text(
        vi="Tài khoản này đã gắn với một công chức khác.",
        en="Another officer has this account.",
    )


class OfficerAgencyUnknownError(InvalidInputError):
    """No such agency has been published."""

    slug = "officer-agency-unknown"
    title = Text(vi="Không có cơ quan này.", en="There is no such agency.")


class NotInOfficeError(ConflictError):
    """Somebody is not in office on all of the days asked for."""

    slug = "not-in-office"
    title = Text(
        vi="Công chức không còn hoặc chưa đảm nhiệm trong thời gian này.",
        en="The officer is not in office on all of these days.",
    )


class CannotDelegateError(ConflictError):
    """Who delegates may not sign, or does so only in another's place."""

    slug = "cannot-delegate"
    title = Text(
        vi="Chỉ người có quyền ký của chính mình mới được ủy quyền.",
        en="Only who signs in their own right can delegate it.",
    )


class PlacementFaultyError(InvalidInputError):
    """A secondment or delegation that makes no sense."""

    slug = "placement-faulty"
    title = Text(
        vi="Biệt phái hoặc ủy quyền không hợp lệ.", en="The secondment or delegation is not valid."
    )


class PlacementEndedError(ConflictError):
    """The secondment or delegation is over."""

    slug = "placement-ended"
    title = Text(
        vi="Biệt phái hoặc ủy quyền đã kết thúc.", en="The secondment or delegation is over."
    )
