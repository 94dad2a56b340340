"""Printed documents: typst templates with data, to accessible, archivable PDF with our own fonts.

A document is PDF/UA-1 (ISO 14289-1: tagged, titled, in a language, pictures described) and at the
same time PDF/A-2a (ISO 19005-2: fonts inside, nothing outside); both rest on PDF 1.7.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import segno
import typst

_FONTS = Path(__file__).parent / "fonts"
_STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]


class DocumentPrinter:
    """Prints the templates of one folder; safe to share between threads.

    A template reads its data as `json(bytes(sys.inputs.data))`. Only the fonts shipped with the
    chassis are used, so that a document looks the same on every machine.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept = threading.local()

    def pdf(self, template: str, data: Mapping[str, Any], *, at: datetime) -> bytes:
        """Return the document; `at` is the instant of its making, aware.

        The same template, data and instant give the same bytes. Raises `typst.TypstError` when
        template and data do not fit together.
        """
        printed = self._compiler().compile(
            input=self._folder / f"{template}.typ",
            sys_inputs={"data": orjson.dumps(data).decode()},
            pdf_standards=_STANDARDS,
            timestamp=round(at.timestamp()),
            format="pdf",
        )
        if not isinstance(printed, bytes):
            raise TypeError(template)
        return printed

    def _compiler(self) -> typst.Compiler:
        """Return the thread's compiler: it has read fonts and templates, one thread at a time."""
        kept: typst.Compiler | None = getattr(self._kept, "compiler", None)
        if kept is None:
            kept = typst.Compiler(root=self._folder, font_paths=[_FONTS], ignore_system_fonts=True)
            self._kept.compiler = kept
        return kept


def qr_svg(content: str) -> str:
    """Return a QR code (ISO/IEC 18004, error correction M) as SVG."""
    code = segno.make(content, error="m", micro=False)
    svg: str = code.svg_inline(border=0)
    return svg
