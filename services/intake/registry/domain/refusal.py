"""Why a dossier is not taken in: coded reasons, each with its ground (Form 03)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum, unique
from types import MappingProxyType

from kernel.text import Text


@unique
class RefusalCode(StrEnum):
    """The reasons there are."""

    NOT_COMPETENT = "not-competent"
    NOT_ELIGIBLE = "not-eligible"
    PAPERS_FALSE = "papers-false"
    DUPLICATE = "duplicate"
    NOT_SUPPLEMENTED = "not-supplemented"  # of the timer: no papers came in time
    OTHER = "other"  # said in words alone


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalReason:
    """A reason of the catalogue; `ground` is the law that is named unless the desk names one."""

    name: Text
    ground: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why the desk refuses: by code, in words, with the legal ground."""

    words: str = field(repr=False)
    code: RefusalCode = RefusalCode.OTHER
    ground: str | None = None

    @property
    def named_ground(self) -> str | None:
        """Return the ground the desk names, or that of the catalogue."""
        return self.ground or REASONS[self.code].ground


REASONS: Mapping[RefusalCode, RefusalReason] = MappingProxyType(
    {
        RefusalCode.NOT_COMPETENT: RefusalReason(
            name=Text(
                vi="Không thuộc thẩm quyền giải quyết.",
                en="The agency is not competent for the matter.",
            ),
            ground="Nghị định 61/2018/NĐ-CP, Điều 17; Nghị định 118/2025/NĐ-CP",
        ),
        RefusalCode.NOT_ELIGIBLE: RefusalReason(
            name=Text(
                vi="Không đủ điều kiện theo quy định của thủ tục.",
                en="The conditions of the procedure are not met.",
            ),
            ground="Nghị định 61/2018/NĐ-CP, Điều 17; Nghị định 118/2025/NĐ-CP",
        ),
        RefusalCode.PAPERS_FALSE: RefusalReason(
            name=Text(
                vi="Giấy tờ không hợp pháp hoặc giả mạo.", en="Papers are unlawful or false."
            ),
            ground="Nghị định 61/2018/NĐ-CP, Điều 17; Nghị định 118/2025/NĐ-CP",
        ),
        RefusalCode.DUPLICATE: RefusalReason(
            name=Text(
                vi="Trùng với hồ sơ đã tiếp nhận.", en="The same matter was taken in already."
            ),
            ground=None,
        ),
        RefusalCode.NOT_SUPPLEMENTED: RefusalReason(
            name=Text(
                vi="Không bổ sung giấy tờ trong thời hạn.", en="No further papers came in time."
            ),
            ground="Nghị định 61/2018/NĐ-CP, Điều 17; Nghị định 118/2025/NĐ-CP",
        ),
        RefusalCode.OTHER: RefusalReason(
            name=Text(vi="Lý do khác.", en="Another reason."), ground=None
        ),
    }
)
"""The catalogue of reasons; the desk chooses any but that of the timer."""
