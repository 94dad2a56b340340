"""Why an announced procedure needs a clerk's eye before anything is built on it."""

from __future__ import annotations

from enum import StrEnum, unique

from kernel.text import Text


@unique
class Review(StrEnum):
    """What is missing from a record or cannot be right; nothing is guessed in its place."""

    TERM_MISSING = "term-missing"
    TERM_WITHOUT_UNIT = "term-without-unit"
    TERM_UNUSABLE = "term-unusable"
    TERM_HOURS_UNCLEAR = "term-hours-unclear"
    TERMS_DIFFER = "terms-differ"
    FEE_IMPOSSIBLE = "fee-impossible"
    FEE_FOREIGN = "fee-foreign"
    FEE_CONTRADICTORY = "fee-contradictory"
    FEE_UNSTATED = "fee-unstated"
    RESULTS_RUN_TOGETHER = "results-run-together"
    RESULT_UNREADABLE = "result-unreadable"
    AUTHORITY_MISSING = "authority-missing"
    TIER_UNKNOWN = "tier-unknown"
    CHANNEL_UNKNOWN = "channel-unknown"
    NAME_SHARED = "name-shared"

    @property
    def text(self) -> Text:
        """Return what a clerk is told."""
        return _TEXTS[self]


_TEXTS = {
    Review.TERM_MISSING: Text(vi="Không có thời hạn.", en="No term is given."),
    Review.TERM_WITHOUT_UNIT: Text(
        vi="Thời hạn có số nhưng không có đơn vị (ngày làm việc, ngày, giờ…).",
        en="A term has a number and no unit.",
    ),
    Review.TERM_UNUSABLE: Text(
        vi="Thời hạn không phải số nguyên dương.", en="A term is no whole number above 0."
    ),
    Review.TERM_HOURS_UNCLEAR: Text(
        vi="Thời hạn tính bằng giờ nhưng không rõ là giờ làm việc hay giờ đồng hồ.",
        en="A term in hours does not say whether they are working hours.",
    ),
    Review.TERMS_DIFFER: Text(
        vi="Một kênh có nhiều thời hạn khác nhau mà không nói cho trường hợp nào.",
        en="One channel has several terms and does not say in which case.",
    ),
    Review.FEE_IMPOSSIBLE: Text(
        vi="Mức phí dưới 1.000 đồng: có thể tính bằng nghìn đồng hoặc đô la.",
        en="A fee under 1,000 đồng: thousands or dollars are meant.",
    ),
    Review.FEE_FOREIGN: Text(
        vi="Mức phí ghi bằng ngoại tệ.", en="A fee is given in a foreign currency."
    ),
    Review.FEE_CONTRADICTORY: Text(
        vi="Ghi miễn phí nhưng có mức thu.", en="It is said to be free and has a fee."
    ),
    Review.FEE_UNSTATED: Text(
        vi="Không ghi miễn phí cũng không ghi mức thu.",
        en="Neither a fee is given nor that it is free.",
    ),
    Review.RESULTS_RUN_TOGETHER: Text(
        vi="Nhiều mã kết quả viết liền nhau.", en="Several codes of results run together."
    ),
    Review.RESULT_UNREADABLE: Text(
        vi="Mã kết quả không đọc được.", en="The code of a result cannot be read."
    ),
    Review.AUTHORITY_MISSING: Text(
        vi="Không ghi cơ quan có thẩm quyền.", en="No competent agency is given."
    ),
    Review.TIER_UNKNOWN: Text(
        vi="Không thuộc cấp tỉnh hay cấp xã.", en="Neither of the province nor of communes."
    ),
    Review.CHANNEL_UNKNOWN: Text(
        vi="Kênh nộp hồ sơ không rõ.", en="A channel of filing is not known."
    ),
    Review.NAME_SHARED: Text(
        vi="Trùng tên với thủ tục khác; cần tên gọi để phân biệt.",
        en="Other procedures have the same name; people cannot tell them apart.",
    ),
}
