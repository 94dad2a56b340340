"""What can go wrong when a result is given to somebody."""

from __future__ import annotations

from kernel.errors import ConflictError, InvalidInputError, NotFoundError
from kernel.text import Text


class ReceiverWithoutRightError(ConflictError):
    """The person at the desk is not one the dossier names, and shows no paper to receive it by."""

    slug = "receiver-without-right"
    title = Text(
        vi="Người đến nhận không phải người nộp, cũng không có giấy tờ được nhận thay.",
        en="Whoever came is not named in the dossier and shows no authority to receive for them.",
    )


class ReturnFeeUnpaidError(ConflictError):
    """A fee is due before the result is given; `amount` says how much, in đồng."""

    slug = "return-fee-unpaid"
    title = Text(
        vi="Chưa thu đủ phí, lệ phí phải nộp khi trả kết quả.",
        en="The fee that is due when the result is given was not taken in full.",
    )


class DeliveryFixedError(ConflictError):
    """The dossier is over, or its result is on its way: how it is delivered stands."""

    slug = "delivery-fixed"
    title = Text(
        vi="Không đổi được cách nhận kết quả: hồ sơ đã kết thúc hoặc kết quả đang được gửi đi.",
        en="The way of the result stands: the dossier is over, or its result is on its way.",
    )


class PostNotConnectedError(ConflictError):
    """No postal carrier is connected here, so nothing can be given to the post."""

    slug = "post-not-connected"
    title = Text(
        vi="Hệ thống chưa kết nối với đơn vị bưu chính nên chưa gửi kết quả qua bưu chính được.",
        en="No postal carrier is connected here, so no result can be given to the post.",
    )


class PostNotWantedError(ConflictError):
    """The applicant did not ask for the result by post, or left no address to send it to."""

    slug = "post-not-wanted"
    title = Text(
        vi="Người nộp không chọn nhận kết quả qua bưu chính, hoặc chưa có địa chỉ nhận.",
        en="The applicant did not ask for the result by post, or left no address.",
    )


class ResultOnItsWayError(ConflictError):
    """The result was given to the post and is on its way: it can go no second way meanwhile."""

    slug = "result-on-its-way"
    title = Text(
        vi="Kết quả đã chuyển cho bưu chính và đang trên đường, chưa trả theo cách khác được.",
        en="The result was given to the post and is on its way; it can go no other way meanwhile.",
    )


class NotHandedOverError(NotFoundError):
    """The result has not been given to anybody, or nobody wrote down to whom."""

    slug = "not-handed-over"
    title = Text(
        vi="Chưa có ghi nhận trả kết quả của hồ sơ này.",
        en="No hand-over of this dossier's result is recorded.",
    )


class AnswerUnattributedError(InvalidInputError):
    """An officer records an answer about a draft and does not say whose it is and how it came."""

    slug = "answer-unattributed"
    title = Text(
        vi="Cán bộ ghi thay phải nêu ai trả lời và bằng cách nào.",
        en="An officer who records an answer says who gave it and how.",
    )


class AnswerIsOwnError(InvalidInputError):
    """Whoever answers about their own draft says that another gave the answer."""

    slug = "answer-is-own"
    title = Text(
        vi="Chỉ cán bộ mới ghi câu trả lời thay người khác.",
        en="Only officers record the answer of somebody else.",
    )
