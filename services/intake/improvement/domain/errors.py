"""What can be wrong with a proposed amendment."""

from __future__ import annotations

from kernel.errors import ConflictError, InvalidInputError, NotFoundError
from kernel.text import Text


class AmendmentNotFoundError(NotFoundError):
    """No such amendment, or none the caller may know of."""

    slug = "amendment-not-found"
    title = Text(vi="Không có đề xuất sửa đổi này.", en="There is no such amendment.")


class AmendmentSettledError(ConflictError):
    """The amendment was accepted or refused, and nothing more can be said about it."""

    slug = "amendment-settled"
    title = Text(
        vi="Đề xuất sửa đổi này đã được chấp nhận hoặc từ chối.",
        en="The amendment has been accepted or refused.",
    )


class NothingAskedError(ConflictError):
    """There is no question that an answer could be to."""

    slug = "nothing-asked"
    title = Text(
        vi="Không có câu hỏi nào đang chờ trả lời.", en="No question waits for an answer."
    )


class PersonalWordsError(InvalidInputError):
    """The words look as if they tell of a person or of one dossier; amendments do neither."""

    slug = "personal-words"
    title = Text(
        vi="Đề xuất không được chứa số định danh, số điện thoại, thư điện tử hay mã hồ sơ.",
        en="An amendment holds no id number, telephone number, e-mail address or dossier code.",
    )
