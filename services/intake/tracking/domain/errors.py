"""Why nobody is let in."""

from __future__ import annotations

from kernel.errors import NotFoundError, TooManyRequestsError
from kernel.text import Text


class NotTrackedError(NotFoundError):
    """No dossier of that code, or not that secret or code; the three are not told apart."""

    slug = "not-tracked"
    title = Text(vi="Không có hồ sơ ứng với mã đã nhập.", en="No dossier fits what was entered.")


class TooManyTriesError(TooManyRequestsError):
    """Too many wrong secrets from one source, or too many codes tried for one dossier."""

    slug = "too-many-tries"
    title = Text(
        vi="Đã thử quá nhiều lần, hãy thử lại sau.", en="Too many tries; try again later."
    )
