"""Forms as they stand in JSON; instants on the clock of Vietnam."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kernel.text import Text
from services.intake.forms.domain.form_set import FormName
from services.intake.forms.domain.paper import PaperHistory
from services.intake.forms.usecases.list_forms import FormLine
from services.intake.registry.api.documents import by_document, self_link, stamp

NAMES: Mapping[FormName, Text] = {
    FormName.RECEIPT: Text(
        vi="Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
        en="Receipt of a dossier and date of its result",
    ),
    FormName.SUPPLEMENT_REQUEST: Text(
        vi="Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", en="Request to complete a dossier"
    ),
    FormName.REFUSAL: Text(
        vi="Phiếu từ chối tiếp nhận giải quyết hồ sơ", en="Refusal to take in a dossier"
    ),
    FormName.APOLOGY: Text(
        vi="Văn bản xin lỗi và hẹn lại ngày trả kết quả",
        en="Apology with a new date of the result",
    ),
    FormName.STOP_NOTICE: Text(
        vi="Thông báo dừng giải quyết hồ sơ", en="Notice that a dossier is closed"
    ),
    FormName.CONTROL_SLIP: Text(
        vi="Phiếu kiểm soát quá trình giải quyết hồ sơ", en="Control slip of a dossier"
    ),
}


def forms_document(code: str, lines: Sequence[FormLine]) -> dict[str, Any]:
    """Return the forms of a dossier with their versions."""
    return {"items": [_line(code, line) for line in lines]}


def _line(code: str, line: FormLine) -> dict[str, Any]:
    here = f"{self_link(code)}/forms/{line.form.value}"
    return {
        "form": line.form.value,
        "name": NAMES[line.form].to_document(),
        "available": line.available,
        "link": here,
        "versions": [_version(here, version) for version in line.versions],
    }


def _version(here: str, version: PaperHistory) -> dict[str, Any]:
    return {
        "version": version.version,
        "set": version.form_set,
        "acted_at": stamp(version.acted_at),
        "made_at": stamp(version.made_at),
        "issues": [
            {
                "at": stamp(issue.at),
                "by": by_document(issue.by),
                "language": issue.language,
                "why": issue.why.value,
            }
            for issue in version.issues
        ],
        "link": f"{here}?version={version.version}",
    }
