"""What can go wrong with a dossier beyond the general errors."""

from __future__ import annotations

from kernel.errors import ConflictError, InvalidInputError, NotFoundError
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


class NotOnTheSpotError(InvalidInputError):
    """The procedure is not one that is settled at the desk in one go."""

    slug = "not-on-the-spot"
    title = Text(
        vi="Thủ tục này không giải quyết ngay tại chỗ.",
        en="This procedure is not settled on the spot.",
    )


class NoReceiptError(ConflictError):
    """The dossier was not accepted, so there is no receipt (Form 01) to print yet."""

    slug = "no-receipt"
    title = Text(
        vi="Hồ sơ chưa được tiếp nhận nên chưa có giấy tiếp nhận.",
        en="The dossier was not accepted, so there is no receipt yet.",
    )
