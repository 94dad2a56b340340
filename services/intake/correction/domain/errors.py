"""What can go wrong when a reception is corrected."""

from __future__ import annotations

from kernel.errors import ConflictError, InvalidInputError
from kernel.text import Text


class ReceptionNotCorrectableError(ConflictError):
    """Only an accepted dossier without a result is corrected; `status` says where it stands."""

    slug = "reception-not-correctable"
    title = Text(
        vi="Chỉ sửa sai sót tiếp nhận của hồ sơ đã tiếp nhận và chưa có kết quả.",
        en="A reception is corrected once the dossier is accepted and before it has a result.",
    )


class ClockStandsError(ConflictError):
    """While the clock stands a dossier goes to no other procedure, case variant or agency."""

    slug = "clock-stands"
    title = Text(
        vi="Hồ sơ đang dừng tính thời hạn; chưa chuyển được thủ tục, trường hợp hoặc cơ quan.",
        en="The clock stands: procedure, case variant and agency cannot be changed meanwhile.",
    )


class NothingCorrectedError(InvalidInputError):
    """What was given is what the dossier holds already."""

    slug = "nothing-corrected"
    title = Text(
        vi="Nội dung sửa trùng với nội dung đang có.",
        en="The dossier holds what was given already.",
    )
