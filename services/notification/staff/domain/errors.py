"""Why an officer's mail cannot be entered, confirmed or written to."""

from __future__ import annotations

from kernel.errors import ConflictError, InvalidInputError
from kernel.text import Text


class NotInOfficeError(ConflictError):
    """The register of officers has nobody of this account in office today."""

    slug = "not-in-register"
    title = Text(
        vi="Danh bạ công chức không có ông/bà đang tại chức; liên hệ quản trị viên.",
        en="The register of officers does not have you in office; ask an administrator.",
    )


class NothingWaitsError(ConflictError):
    """No address waits for a code: none was entered, or it is confirmed."""

    slug = "no-code-awaited"
    title = Text(
        vi="Không có địa chỉ nào đang chờ mã xác nhận.", en="No address waits for a code."
    )


class CodeExpiredError(ConflictError):
    """The code was not given in time."""

    slug = "code-expired"
    title = Text(
        vi="Mã xác nhận đã hết hạn; nhập lại địa chỉ để nhận mã mới.",
        en="The code has expired; enter the address again for a new one.",
    )


class CodeUsedUpError(ConflictError):
    """Too many wrong codes were given: not even the right one counts any more."""

    slug = "code-used-up"
    title = Text(
        vi="Nhập sai quá nhiều lần; nhập lại địa chỉ để nhận mã mới.",
        en="Too many wrong tries; enter the address again for a new code.",
    )


class MailNotConfirmedError(ConflictError):
    """Nothing can be chosen for an address that nobody has proved."""

    slug = "staff-mail-not-confirmed"
    title = Text(
        vi="Chưa có địa chỉ thư nào được xác nhận.", en="There is no confirmed mail address."
    )


class WrongCodeError(InvalidInputError):
    """The code is not the one that was sent; `tries_left` says how often one may try again."""

    slug = "code-wrong"
    title = Text(vi="Mã xác nhận không đúng.", en="The code is not the one that was sent.")


class AddressFaultyError(InvalidInputError):
    """What was entered is no mail address."""

    slug = "address-faulty"
    title = Text(vi="Địa chỉ thư không hợp lệ.", en="This is no mail address.")
