"""Who may pass the door now: the role a route asks for, and how often it may be asked."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass

import orjson
from flask import Flask, Response, g, request

from chassis.auth import Caller
from chassis.http import Authenticator
from gateway.api.client_address import Origin, Origins
from gateway.api.route import Route
from gateway.metrics import REFUSALS
from gateway.rates.counting import Asking, RateLimits, Standing, TooOftenError
from kernel.errors import ForbiddenError, UnauthenticatedError
from kernel.rights import Actor

REFUSED_TOKEN = "refused-token"  # noqa: S105 -- the name of a limit
_DONE = 200


@dataclass(frozen=True, slots=True)
class Admission:
    """Counts every request of a route, and refuses what is too much or not allowed."""

    limits: RateLimits
    origins: Origins

    def admit(self, route: Route, registered: Actor | None = None) -> Actor | None:
        """Return who asks; on a public route that is a `registered` client, None for all others.

        A registered client is counted as the program it is, and its address says nothing: others
        behind it are not refused for its tries, nor it for theirs.

        Raises `ForbiddenError` when no role or scope of theirs allows it, `TooOftenError`.
        """
        if route.public:
            self._count(route, registered)
            return registered
        actor: Actor | None = g.caller.actor
        self._count(route, actor)
        if actor is None or not route.admits(actor):
            REFUSALS.labels("role").inc()
            raise ForbiddenError
        return actor

    def _count(self, route: Route, actor: Actor | None) -> None:
        origin = self.origin()
        asking = Asking(
            route=route.endpoint,
            person=actor.subject if actor else None,
            client=client_of(request.headers["Authorization"]) if actor else None,
            address=origin.key if origin else None,
            kiosk=bool(origin and origin.kiosk),
        )
        try:
            g.counted = self.limits.count(route.limit, asking)
        except TooOftenError as error:
            REFUSALS.labels("rate").inc()
            g.used_up = error.standing
            raise

    def origin(self) -> Origin | None:
        """Return where the present request comes from."""
        return self.origins.of(request.remote_addr, request.headers.get("X-Forwarded-For"))

    def show_limits(self, app: Flask) -> None:
        """Tell with every counted answer how the limits stand.

        Headers as in draft-ietf-httpapi-ratelimit-headers-10: all policies, and of the limits
        the one that is nearest to its end.
        """

        @app.after_request
        def show(response: Response) -> Response:
            counted = g.pop("counted", None)
            used_up: Standing | None = g.pop("used_up", None)
            standings = [used_up] if used_up else counted.standings if counted else []
            if standings:
                response.headers["RateLimit-Policy"] = _policies(standings)
                response.headers["RateLimit"] = _nearest(standings)
            if counted and counted.taken and response.status_code == _DONE:
                counted.give_back()
            return response


@dataclass(frozen=True, slots=True)
class CountedTokens:
    """Checks tokens, and counts by address those that are refused: an Authenticator."""

    tokens: Authenticator
    admission: Admission

    def verify(self, token: str) -> Caller:
        """Return the caller; raises `UnauthenticatedError`, `TooOftenError`."""
        try:
            return self.tokens.verify(token)
        except UnauthenticatedError:
            origin = self.admission.origin()
            asking = Asking(
                route=REFUSED_TOKEN,
                address=origin.key if origin else None,
                kiosk=bool(origin and origin.kiosk),
            )
            self.admission.limits.count(REFUSED_TOKEN, asking)
            raise


def client_of(authorization: str) -> str | None:
    """Return the program a token was given to (RFC 9068 section 2.2); the token was checked."""
    payload = authorization.partition(".")[2].partition(".")[0]
    try:
        claims = orjson.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (binascii.Error, orjson.JSONDecodeError):
        return None
    client = claims.get("client_id") if isinstance(claims, dict) else None
    return client if isinstance(client, str) else None


def _policies(standings: Iterable[Standing]) -> str:
    return ", ".join(f'"{s.scope}";q={s.amount};w={s.window_seconds}' for s in standings)


def _nearest(standings: Iterable[Standing]) -> str:
    nearest = min(standings, key=lambda standing: standing.remaining / standing.amount)
    return f'"{nearest.scope}";r={nearest.remaining};t={nearest.seconds_left}'
