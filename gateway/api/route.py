"""One row of the public API: what may be asked, by whom, and which service answers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from kernel.rights import Action, Actor, Role, roles_for
from kernel.scopes import may_ask

BASE = "/api/v1"
# Codes and ids; what else stands in a path may be a word.
_CODE = re.compile(r"\{(code|id|officer|placement|arrangement)\}")
OWN = "gateway"
"""What stands as the service of a route that the gateway answers itself."""


class Public:
    """Marks a route that anybody may use, without a token."""


PUBLIC: Final = Public()

Who = Public | tuple[Action | Role, ...]

MIB = 1024 * 1024
SMALL_BODY = MIB // 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """`path` is a template below `BASE`, and also the path at the service.

    `who` is PUBLIC, or what the caller must be allowed to do by its role (any of the actions) or
    must be (any of the roles). `composed` names how the answer is put together, when it takes
    more than the one service. `max_body` is in bytes; `seconds` is how long the service may take
    (None: as all); `rate` names a class of `gateway/rates/limits.yaml` (None: `read` for a GET,
    else `write`). `signed`: the caller signs what it says, and the service checks that.
    """

    method: str
    path: str
    service: str
    who: Who
    composed: str | None = None
    max_body: int = SMALL_BODY
    seconds: float | None = None
    rate: str | None = None
    signed: bool = False

    @property
    def limit(self) -> str:
        """Return the class of rate limits the route is counted in."""
        return self.rate or ("read" if self.method == "GET" else "write")

    @property
    def public(self) -> bool:
        """Tell whether anybody may ask."""
        return isinstance(self.who, Public)

    @property
    def roles(self) -> frozenset[Role]:
        """Return the roles that may ask; none for a public route."""
        if isinstance(self.who, Public):
            return frozenset()
        return frozenset(
            role
            for entry in self.who
            for role in (roles_for(entry) if isinstance(entry, Action) else (entry,))
        )

    def admits(self, actor: Actor) -> bool:
        """Tell whether a role of the actor may ask, and a program's scope covers it."""
        if isinstance(self.who, Public):
            return True
        return any(
            may_ask(actor, entry) if isinstance(entry, Action) else actor.has(entry)
            for entry in self.who
        )

    @property
    def endpoint(self) -> str:
        """Return the name by which the app knows the route."""
        words = self.path.replace("{", "").replace("}", "").strip("/").replace("/", "-")
        return f"{self.method.lower()}-{words}"

    @property
    def rule(self) -> str:
        """Return the path as the app routes it."""
        path = _CODE.sub(r"{code:\1}", self.path)
        return BASE + path.replace("{", "<").replace("}", ">")
