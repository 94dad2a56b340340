"""What can be wrong with a text."""

from __future__ import annotations

from kernel.errors import DomainError
from kernel.text import Text


class TextFaultyError(DomainError):
    """A text cannot be rendered: it is missing, or speaks of a variable that does not exist."""

    slug = "text-faulty"
    title = Text(vi="Mẫu tin nhắn có lỗi.", en="The text of a message is faulty.")
