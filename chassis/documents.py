"""Printed documents: typst templates with data, to PDF/A-2b (ISO 19005-2) with our own fonts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import segno
import typst

_FONTS = Path(__file__).parent / "fonts"


class DocumentPrinter:
    """Prints the templates of one folder; safe to share between threads.

    A template reads its data as `json(bytes(sys.inputs.data))`. Only the fonts shipped with the
    chassis are used, so that a document looks the same on every machine.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def pdf(self, template: str, data: Mapping[str, Any], *, at: datetime) -> bytes:
        """Return the document as PDF/A-2b; `at` is the instant of its making, aware.

        Raises `typst.TypstError` when template and data do not fit together.
        """
        return typst.compile(
            self._folder / f"{template}.typ",
            root=self._folder,
            font_paths=[_FONTS],
            ignore_system_fonts=True,
            sys_inputs={"data": orjson.dumps(data).decode()},
            pdf_standards="a-2b",
            timestamp=round(at.timestamp()),
            format="pdf",
        )


def qr_svg(content: str) -> str:
    """Return a QR code (ISO/IEC 18004, error correction M) as SVG."""
    code = segno.make(content, error="m", micro=False)
    svg: str = code.svg_inline(border=0)
    return svg
