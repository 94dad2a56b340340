"""The root of the error tree: what can go wrong, in words a person can act on.

A category says how the caller should take it; the HTTP number of each category is decided once,
in `chassis.problems`. A concrete error sets `slug` (stable, part of the problem type) and `title`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from kernel.text import Text


class DomainError(Exception):
    """Something the rules do not allow.

    `pointer` is a JSON pointer (RFC 6901) into the caller's document where one field is to blame;
    `detail` adds to the title; `extra` holds further members of the problem (RFC 9457 3.2).
    """

    slug: ClassVar[str] = "error"
    title: ClassVar[Text] = Text(vi="Yêu cầu không thực hiện được.", en="The request failed.")

    def __init__(
        self,
        detail: Text | None = None,
        *,
        pointer: str | None = None,
        extra: Mapping[str, object] | None = None,
    ) -> None:
        self.detail = detail
        self.pointer = pointer
        self.extra: dict[str, object] = dict(extra or {})
        super().__init__((detail or self.title).en)


class MalformedError(DomainError):
    """The request cannot be read at all."""

    slug = "malformed"
    title = Text(vi="Yêu cầu không đọc được.", en="The request cannot be read.")


class InvalidInputError(DomainError):
    """The request can be read but a value in it is not allowed."""

    slug = "invalid"
    title = Text(vi="Dữ liệu chưa hợp lệ.", en="The data are not valid.")


class UnauthenticatedError(DomainError):
    """Nobody known stands behind the request."""

    slug = "unauthenticated"
    title = Text(vi="Cần đăng nhập lại.", en="A valid access token is needed.")


class ForbiddenError(DomainError):
    """The caller is known but has no right to do this."""

    slug = "forbidden"
    title = Text(vi="Không có quyền thực hiện việc này.", en="You have no right to do this.")


class NotFoundError(DomainError):
    """There is no such thing, or none the caller may know of."""

    slug = "not-found"
    title = Text(vi="Không tìm thấy.", en="Not found.")


class ConflictError(DomainError):
    """The state of the thing does not allow this now; `retry_after` (s) when waiting helps."""

    slug = "conflict"
    title = Text(vi="Trạng thái hiện tại không cho phép.", en="The present state forbids this.")

    def __init__(
        self,
        detail: Text | None = None,
        *,
        pointer: str | None = None,
        extra: Mapping[str, object] | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(detail, pointer=pointer, extra=extra)
        self.retry_after = retry_after


class StaleVersionError(DomainError):
    """The thing was changed by somebody else since the caller read it."""

    slug = "stale-version"
    title = Text(
        vi="Hồ sơ đã được người khác thay đổi, hãy tải lại.",
        en="It was changed meanwhile; read it again.",
    )


class PreconditionRequiredError(DomainError):
    """A write to an existing thing must say which version it was read at (RFC 6585 section 3)."""

    slug = "precondition-required"
    title = Text(
        vi="Thiếu tiêu đề If-Match.", en="The If-Match header is required for this change."
    )


class TooManyRequestsError(DomainError):
    """The caller asks too often; `retry_after` in seconds."""

    slug = "too-many-requests"
    title = Text(vi="Quá nhiều yêu cầu, hãy thử lại sau.", en="Too many requests, try later.")

    def __init__(self, detail: Text | None = None, *, retry_after: int = 60) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class UnavailableError(DomainError):
    """A part this request needs cannot be reached now; `retry_after` in seconds."""

    slug = "unavailable"
    title = Text(
        vi="Hệ thống tạm thời gián đoạn, hãy thử lại sau ít phút.",
        en="The service is not available just now, try again shortly.",
    )

    def __init__(
        self,
        detail: Text | None = None,
        *,
        extra: Mapping[str, object] | None = None,
        retry_after: int = 5,
    ) -> None:
        super().__init__(detail, extra=extra)
        self.retry_after = retry_after


class TimedOutError(UnavailableError):
    """A part this request needs did not answer in the time there was.

    Whether it did the work is unknown: the same request may be sent again, with the same key.
    """

    slug = "timed-out"
    title = Text(
        vi="Hệ thống trả lời quá chậm, hãy gửi lại yêu cầu này.",
        en="The answer did not come in time; send the same request again.",
    )


class InvalidFieldsError(InvalidInputError):
    """Several fields are wrong at once; `faults` maps a JSON pointer to what is wrong there."""

    def __init__(self, faults: Mapping[str, Text]) -> None:
        super().__init__()
        self.faults = dict(faults)
