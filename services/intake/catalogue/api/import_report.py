"""What became of an import, for the terminal and for a file that clerks work through."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from services.intake.catalogue.usecases.import_records import ImportReport


def report_document(found: ImportReport, file: Path, seconds: float) -> dict[str, Any]:
    """Return the whole report as plain JSON values: every refusal and every review by code."""
    return {
        "file": file.name,
        "seconds": seconds,
        "read": found.read,
        "loaded": found.loaded,
        "new": list(found.new),
        "changed": list(found.changed),
        "unchanged": len(found.unchanged),
        "refused": [
            {"line": item.line, "code": item.code, **item.refusal.text.to_document()}
            for item in found.refused
            if item.refusal is not None
        ],
        "reviews_by_reason": [
            {"reason": review.value, "procedures": times, **review.text.to_document()}
            for review, times in found.by_review.items()
        ],
        "reviews": {
            code: [review.value for review in reviews]
            for code, reviews in sorted(found.reviews.items())
        },
    }


def summary(found: ImportReport, seconds: float) -> str:
    """Return the report in a few lines, in both languages."""
    lines = [
        (
            f"Đã đọc / read: {found.read}; đã nạp / loaded: {found.loaded} "
            f"(mới / new {len(found.new)}, thay đổi / changed {len(found.changed)}, "
            f"như cũ / unchanged {len(found.unchanged)}); "
            f"không nạp / refused: {len(found.refused)}; {seconds} s."
        ),
        *(
            f"  dòng / line {item.line} {item.code or ''}: {item.refusal.text.vi} "
            f"/ {item.refusal.text.en}"
            for item in found.refused
            if item.refusal is not None
        ),
        f"Cần xem lại / need review: {len(found.reviews)} thủ tục / procedures",
        *(
            f"  {times:>5}  {review.text.vi} / {review.text.en}"
            for review, times in found.by_review.items()
        ),
    ]
    return "\n".join(lines)
