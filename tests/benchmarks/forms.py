"""How long each form takes to print, wall and processor: `python -m tests.benchmarks.forms`.

Every print has another name, so that nothing is taken from a memory of the typesetter. With
`--fresh` each print starts its compiler anew, as a process does that prints once.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from chassis.documents import DocumentPrinter, qr_svg
from services.intake.forms.domain.book import BookQuery
from services.intake.forms.domain.book_drawing import register_drawing
from services.intake.forms.domain.form_set import FormName
from services.intake.forms.store.layouts import LAYOUTS, shipped_sets
from services.intake.registry.domain.content import FiledPaper
from tests.unit.intake.forms.papers import OF, PLACE, act_of, content, drawn
from tests.unit.intake.registry.samples import AT, COMMUNE, procedure

_PRINTS = 200
_BOOK_PRINTS = 20
_BOOK_LINES = 100


def main() -> None:
    """Print every form of the newest set many times, and say what it took."""
    fresh = "--fresh" in sys.argv
    newest = shipped_sets().sets[-1]
    sys.stdout.write(
        f"{'form':34} {'prints':>6} {'p50 ms':>8} {'p95 ms':>8} {'cpu ms':>8} {'kB':>6}\n"
    )
    for form in OF:
        layout = newest.forms[form]
        _measure(form.value, layout.template, _letters(form), _PRINTS, fresh=fresh)
    _measure("receipt, 40 papers", "letter", _forty(), _BOOK_PRINTS, fresh=fresh)
    book = f"register, {_BOOK_LINES} lines"
    _measure(book, "register", _books(), _BOOK_PRINTS, fresh=fresh)


def _measure(
    name: str, template: str, data: Iterator[dict[str, Any]], prints: int, *, fresh: bool
) -> None:
    printer = DocumentPrinter(LAYOUTS)
    printer.pdf(template, next(data), at=AT)
    wall, processor, size = [], [], 0
    for _, one in zip(range(prints), data, strict=False):
        printer = DocumentPrinter(LAYOUTS) if fresh else printer
        begun, worked = time.perf_counter(), time.process_time()
        size = len(printer.pdf(template, one, at=AT))
        wall.append((time.perf_counter() - begun) * 1000)
        processor.append((time.process_time() - worked) * 1000)
    cuts = statistics.quantiles(wall, n=20)
    sys.stdout.write(
        f"{name:34} {prints:6} {statistics.median(wall):8.1f} {cuts[-1]:8.1f}"
        f" {statistics.median(processor):8.1f} {size / 1024:6.0f}\n"
    )


def _letters(form: FormName) -> Iterator[dict[str, Any]]:
    return _named(lambda filed: drawn(form, filed=filed))


def _forty() -> Iterator[dict[str, Any]]:
    ids = [paper.id for paper in procedure().papers]
    papers = tuple(
        FiledPaper(paper=ids[place % len(ids)], source="seen", originals=1, copies=2)
        for place in range(40)
    )

    def draw(filed: Any) -> dict[str, Any]:  # noqa: ANN401 -- a content
        many = replace(filed, papers=papers)
        return drawn(FormName.RECEIPT, filed=many, act=act_of(FormName.RECEIPT, filed=many))

    return _named(draw)


def _named(draw: Callable[[Any], dict[str, Any]]) -> Iterator[dict[str, Any]]:
    filed = content()
    number = 0
    while True:
        number += 1
        person = replace(filed.applicant, name=f"Nguyễn Thị Ế {number}")
        data = draw(replace(filed, applicant=person))
        yield {**data, "qr": qr_svg(f"{data['tracking_url']}{number}")}


def _books() -> Iterator[dict[str, Any]]:
    query = BookQuery(agency=COMMUNE, first=date(2026, 11, 1), last=date(2026, 11, 30))
    number = 0
    while True:
        number += 1
        rows = [
            {
                "book": "2026",
                "number": place,
                "code": f"H56.14797-261123-{place:04}",
                "procedure": "Đăng ký khai sinh",
                "person": f"Nguyễn Thị Ế {number}-{place}",
                "reach": "12 Lê Lợi, phường Hạc Thành; 0912345678",
                "lead": "Ủy ban nhân dân phường Hạc Thành",
                "received": "23/11/2026",
                "due": "30/11/2026",
                "method": "Trực tiếp",
            }
            for place in range(1, _BOOK_LINES + 1)
        ]
        yield register_drawing(
            rows,
            query,
            place=PLACE,
            form_set=shipped_sets().sets[-1],
            made_at=AT,
            language="vi",
        )


if __name__ == "__main__":
    main()
