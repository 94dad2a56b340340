"""Differences between two contents of a procedure, as a clerk reads them in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from kernel.text import Text
from services.intake.catalogue.domain.comparison import Change, Part

_PARTS = {
    Part.CITIZEN: Text(vi="Người dân thấy", en="What citizens see"),
    Part.PAPERS: Text(vi="Thành phần hồ sơ", en="Papers"),
    Part.TERMS: Text(vi="Thời hạn", en="Terms"),
    Part.FEES: Text(vi="Phí, lệ phí", en="Fees"),
    Part.FORM: Text(vi="Biểu mẫu điện tử", en="E-form"),
    Part.PROCESS: Text(vi="Quy trình nội bộ", en="Internal process"),
    Part.OTHER: Text(vi="Phần khác", en="Other"),
}
_NONE = Text(vi="Không có gì thay đổi.", en="Nothing changes.")


def comparison_lines(changes: Sequence[Change], *, language: str) -> Iterator[str]:
    """Yield a heading for each part, then `- name`, `+ name` or `~ name` with old → new."""
    if not changes:
        yield _in(_NONE, language)
    for part, of_part in groupby(changes, key=lambda change: change.part):
        yield _in(_PARTS[part], language)
        for change in of_part:
            yield from _lines(change, language)


def _lines(change: Change, language: str) -> Iterator[str]:
    name = _in(change.label, language)
    if change.old is None and change.new is not None:
        yield f"  + {name}: {_in(change.new, language)}"
    elif change.old is not None and change.new is None:
        yield f"  - {name}: {_in(change.old, language)}"
    elif change.old is not None and change.new is not None:
        yield f"  ~ {name}"
        yield f"      {_in(change.old, language)}"
        yield f"    → {_in(change.new, language)}"


def _in(text: Text, language: str) -> str:
    return text.vi if language == "vi" else text.en
