"""How an officer is called where they did something: the name, and the post of that day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

By = Mapping[str, Any]
"""Who did something: `name`, `role`, `agency`, `subject`, and here `post`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPost:
    """A post held since an instant."""

    since: datetime
    agency: str
    post: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownOfficer:
    """An officer's name, None while it was not heard yet, and posts, oldest first."""

    name: str | None = field(repr=False)
    posts: tuple[HeldPost, ...]

    def post(self, at: datetime) -> str | None:
        """Return the post held at an instant, the first one where none was known yet."""
        held = [post for post in self.posts if post.since <= at] or self.posts[:1]
        return held[-1].post if held else None


def named(by: By | None, at: datetime, known: Mapping[str, KnownOfficer]) -> By | None:
    """Return who did something at `at` with the name and post known of them.

    What was written at the time stays.
    """
    officer = known.get(str(by.get("subject"))) if by else None
    if by is None or officer is None:
        return by
    return {
        **by,
        "name": by.get("name") or officer.name,
        "post": by.get("post") or officer.post(at),
    }
