"""Access tokens of the demonstration issuer: JWTs as RFC 9068 wants them, signed with ES256."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from joserfc import jwt
from joserfc.jwk import ECKey

from chassis.identifiers import new_id
from kernel.rights import Role

ALGORITHM = "ES256"
TYPE = "at+jwt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whom a token speaks for; `about` holds the further claims (`name`, `id_number` …)."""

    subject: str
    roles: tuple[str, ...]
    client: str = "demonstration"
    scope: Iterable[str] = ()
    second_factor: bool = True
    about: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DemonstrationIssuer:
    """The issuer's name (its URL), the audience it writes, and its key."""

    url: str
    audience: str
    key: ECKey

    @classmethod
    def from_file(cls, url: str, audience: str, path: Path) -> DemonstrationIssuer:
        """Read the private key `motcua keys init` made."""
        return cls(url, audience, ECKey.import_key(json.loads(path.read_text())))

    def issue(self, holder: Holder, *, now: datetime, seconds: int) -> str:
        """Return a token for `holder` that begins at `now` and lives so long."""
        begins = int(now.timestamp())
        claims: dict[str, object] = {
            "iss": self.url,
            "aud": self.audience,
            "sub": holder.subject,
            "client_id": holder.client,
            "iat": begins,
            "exp": begins + seconds,
            "jti": str(new_id()),
            "roles": list(holder.roles),
            **holder.about,
        }
        if Role.ADMIN in holder.roles and holder.second_factor:
            claims["amr"] = ["pwd", "mfa"]
        scope = " ".join(holder.scope)
        if scope:
            claims["scope"] = scope
        header = {"alg": ALGORITHM, "kid": self.key.kid, "typ": TYPE}
        return jwt.encode(header, claims, self.key, algorithms=[ALGORITHM])

    def key_set(self) -> dict[str, object]:
        """Return the public key set (RFC 7517)."""
        return {"keys": [self.key.as_dict(private=False)]}
