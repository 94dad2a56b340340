"""A one-time code in clear: it lives in memory, for the length of one hand-over."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from kernel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeMessage:
    """Where a code goes (E.164), in which language, and how many minutes it is good.

    Without a phone it is a decoy, which the look-up without login makes for a wrong pair.
    """

    id: UUID
    dossier: str
    phone: str | None = field(repr=False)
    language: str
    otp: str = field(repr=False)
    minutes: int

    @property
    def words(self) -> str:
        """Return the text message: no name, and nothing about what was filed."""
        text = Text(
            vi=f"Mã tra cứu hồ sơ {self.dossier}: {self.otp}. "
            f"Mã có hiệu lực {self.minutes} phút, không đưa cho ai.",
            en=f"Code to follow dossier {self.dossier}: {self.otp}. "
            f"Good for {self.minutes} minutes; give it to nobody.",
        )
        return text.en if self.language == "en" else text.vi
