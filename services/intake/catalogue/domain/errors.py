"""What can be wrong with the catalogue or with what is asked of it."""

from __future__ import annotations

from kernel.errors import ConflictError, InvalidInputError, NotFoundError
from kernel.text import Text


class ProcedureNotFoundError(NotFoundError):
    """No procedure of that code is in force."""

    slug = "procedure-not-found"
    title = Text(
        vi="Không có thủ tục này trong danh mục đang có hiệu lực.",
        en="No such procedure is in force.",
    )


class UnknownProcedureError(InvalidInputError):
    """The request names a procedure that is not in force."""

    slug = "unknown-procedure"
    title = ProcedureNotFoundError.title


class UnknownAgencyError(InvalidInputError):
    """The request names an agency that does not exist on that day."""

    slug = "unknown-agency"
    title = Text(vi="Không có cơ quan này.", en="There is no such agency.")


class AgencyNotYetError(InvalidInputError):
    """The agency begins later; `valid_from` says when."""

    slug = "agency-not-yet"
    title = Text(vi="Cơ quan này chưa hoạt động.", en="The agency is not in being yet.")


class AgencyEndedError(InvalidInputError):
    """The agency has ended and nobody took over from it; `valid_to` was its last day."""

    slug = "agency-ended"
    title = Text(
        vi="Cơ quan này đã chấm dứt hoạt động và không có cơ quan kế thừa.",
        en="The agency has ended, and none took over from it.",
    )


class AgencySplitError(InvalidInputError):
    """Several took over from the agency and it is not known which one; `choices` names them."""

    slug = "agency-split"
    title = Text(
        vi="Cơ quan này đã được tách; hãy chọn một cơ quan kế thừa.",
        en="The agency was split; choose one of its successors.",
    )


class AgencyNotOnlineError(InvalidInputError):
    """The agency takes nothing online yet: `online_from` says from when, `desk` where to go."""

    slug = "agency-not-online"
    title = Text(
        vi="Cơ quan này chưa nhận hồ sơ trực tuyến.",
        en="The agency does not take dossiers online yet.",
    )


class CalendarNotFoundError(NotFoundError):
    """No calendar of that id was published."""

    slug = "calendar-not-found"
    title = Text(vi="Không có lịch này.", en="There is no such calendar.")


class ExampleNotOfferedError(NotFoundError):
    """The procedure ships no example, or examples are switched off here."""

    slug = "example-not-offered"
    title = Text(vi="Không có ví dụ cho thủ tục này.", en="There is no example.")


class UnresolvedAgencyError(InvalidInputError):
    """A rule of the procedure finds no agency for this area."""

    slug = "agency-unresolved"
    title = Text(
        vi="Không xác định được cơ quan giải quyết cho địa bàn này.",
        en="No agency could be found for this area.",
    )


class BadTermError(InvalidInputError):
    """The term, channel, case or instants given do not make a deadline."""

    slug = "bad-term"
    title = Text(vi="Thời hạn không tính được.", en="The deadline cannot be computed.")


class CatalogueFaultyError(ConflictError):
    """What was to be published has faults; `extra["faults"]` lists them."""

    slug = "catalogue-faulty"
    title = Text(vi="Danh mục có lỗi, chưa được công bố.", en="The catalogue has faults.")


class CatalogueNotReadyError(ConflictError):
    """Somebody or some text is missing for a procedure; `extra["faults"]` lists what."""

    slug = "catalogue-not-ready"
    title = Text(
        vi="Chưa công bố được: thiếu người xử lý hoặc thiếu mẫu tin.",
        en="Not published: somebody or some text is missing.",
    )


class AdviceError(InvalidInputError):
    """The answers given do not lead to one case of the procedure."""

    slug = "advice-impossible"
    title = Text(vi="Chưa thể tư vấn với thông tin này.", en="No advice can be given on this.")
