"""Why an apology is given: the coded reasons, in the words of the letter.

There are no words of an officer's own in a letter: what is said is one of these, so that nothing
about a person goes over the bus and lateness can be counted by its reasons (form 07/VPCP/KSTT,
whose groups were not compared with the printed form: chưa đối chiếu).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum, unique

from kernel.text import Text


@unique
class ApologyReason(StrEnum):
    """Why a result cannot be given in time."""

    OVERLOAD = "overload"  # more dossiers than the unit can do
    COORDINATION = "coordination"  # another agency has not done its part or answered
    RULES = "rules"  # the rules of the procedure are unclear or contradict others
    VERIFICATION = "verification"  # what the dossier says has to be looked into on the spot
    SYSTEM_FAULT = "system-fault"  # the information system or its connections broke down


REASONS: Mapping[ApologyReason, Text] = {
    ApologyReason.OVERLOAD: Text(
        vi="Số lượng hồ sơ phải giải quyết cùng lúc vượt quá khả năng của đơn vị.",
        en="More dossiers came in at one time than the unit can deal with.",
    ),
    ApologyReason.COORDINATION: Text(
        vi="Cơ quan phối hợp chưa có kết quả hoặc ý kiến trả lời.",
        en="Another agency that takes part has not given its result or opinion yet.",
    ),
    ApologyReason.RULES: Text(
        vi="Có vướng mắc về quy định cần được hướng dẫn trước khi giải quyết.",
        en="The rules leave a question open that has to be settled first.",
    ),
    ApologyReason.VERIFICATION: Text(
        vi="Nội dung hồ sơ cần thêm thời gian để thẩm tra, xác minh.",
        en="What the dossier says takes more time to be verified.",
    ),
    ApologyReason.SYSTEM_FAULT: Text(
        vi="Hệ thống thông tin phục vụ giải quyết hồ sơ gặp sự cố.",
        en="The information system that the work needs broke down.",
    ),
}
"""What the letter, the message and the page of the apology say of each."""
