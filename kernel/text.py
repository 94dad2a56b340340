"""Words that people read, in both languages of the suite."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The same sentence in Vietnamese (`vi`) and English (`en`)."""

    vi: str
    en: str

    def to_document(self) -> dict[str, str]:
        """Return `{"vi": …, "en": …}` as it stands in JSON."""
        return {"vi": self.vi, "en": self.en}
