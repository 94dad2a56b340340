"""Why a contact cannot be opened."""

from __future__ import annotations

from kernel.errors import DomainError, NotFoundError
from kernel.text import Text


class ContactErasedError(NotFoundError):
    """The key of the contact was erased where it was made: nobody can be told any more."""

    slug = "contact-erased"
    title = Text(vi="Thông tin liên hệ đã được xóa.", en="The contact data were erased.")


class ContactBrokenError(DomainError):
    """The contact cannot be opened with its key, or holds no contact."""

    slug = "contact-broken"
    title = Text(vi="Thông tin liên hệ không đọc được.", en="The contact data cannot be read.")


class StopUnknownError(NotFoundError):
    """A link that stops messages was cut short or changed: it is none of ours."""

    slug = "stop-unknown"
    title = Text(vi="Liên kết không đúng hoặc bị thiếu.", en="The link is wrong or incomplete.")
