"""`motcua post-carrier`: a postal carrier for one box that brings nothing to nobody.

It speaks what `services/intake/delivery/clients/http_carrier.py` speaks. A parcel moves on by
itself every MOTCUA_POST_CARRIER_STEP_SECONDS, or when it is told to. Some postcodes stand for
what can go wrong. Orders are kept in a file, so that a restart forgets none.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import click
import orjson
from flask import Flask, Response, request

from chassis import logging
from chassis.auth import Caller
from chassis.http import AppParts, create_app, json_response
from chassis.settings import SettingsError, reading
from deploy.onebox.serving import serve
from kernel.errors import UnauthenticatedError

COURSE: Final = ("100", "200", "300", "400")
RETURNED, LOST = "500", "600"
POSTCODES: Final[Mapping[str, str]] = {
    "00001": "refused",  # the order is not taken
    "00002": "returned",  # it comes back instead of arriving
    "00003": "lost",
    "00004": "slow",  # each answer takes longer than anybody waits
}
SLOW_SECONDS: Final = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierSettings:
    """Where it listens (host:port), keeps its orders, and how long a parcel stays in a state."""

    bind: str
    file: Path
    step_seconds: float
    log_level: str


def carrier_settings() -> CarrierSettings:
    """Read the settings. Raises `SettingsError`."""
    with reading() as env:
        return CarrierSettings(
            bind=env.str("POST_CARRIER_BIND", "127.0.0.1:8127"),
            file=env.path("POST_CARRIER_FILE"),
            step_seconds=env.float("POST_CARRIER_STEP_SECONDS", 3.0),
            log_level=env.str("LOG_LEVEL", "INFO"),
        )


@dataclass(slots=True, kw_only=True)
class Order:
    """An order: when it was placed (seconds), what its postcode stands for, steps beyond time."""

    number: str
    placed_at: float
    fate: str
    pushed: int = 0


@dataclass(slots=True)
class Orders:
    """The orders by their reference; one reference is one order, however often it is sent."""

    file: Path
    step_seconds: float
    clock: Callable[[], float] = time.time
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _known: dict[str, Order] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read what was kept."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        if self.file.exists():
            kept = orjson.loads(self.file.read_bytes())
            self._known = {reference: Order(**order) for reference, order in kept.items()}

    def place(self, reference: str, fate: str) -> dict[str, str]:
        """Place an order, or return the one there is."""
        with self._lock:
            if reference not in self._known:
                number = f"EM{len(self._known) + 1:09}VN"
                self._known[reference] = Order(number=number, placed_at=self.clock(), fate=fate)
                self._keep()
            return self._document(self._known[reference])

    def read(self, reference: str) -> dict[str, str] | None:
        """Return an order, None when there is none."""
        with self._lock:
            order = self._known.get(reference)
            return None if order is None else self._document(order)

    def push(self, reference: str) -> dict[str, str] | None:
        """Move a parcel on by a state."""
        with self._lock:
            order = self._known.get(reference)
            if order is None:
                return None
            order.pushed += 1
            self._keep()
            return self._document(order)

    def fate(self, reference: str) -> str:
        """Return what the postcode of an order stands for."""
        order = self._known.get(reference)
        return order.fate if order else ""

    def _document(self, order: Order) -> dict[str, str]:
        steps = order.pushed + int((self.clock() - order.placed_at) / self.step_seconds)
        place = min(steps, len(COURSE) - 1)
        status = COURSE[place]
        if place == len(COURSE) - 1:
            status = {"returned": RETURNED, "lost": LOST}.get(order.fate, status)
        return {"tracking_number": order.number, "status": status}

    def _keep(self) -> None:
        part = self.file.with_name(self.file.name + ".part")
        rows = {
            reference: {
                "number": order.number,
                "placed_at": order.placed_at,
                "fate": order.fate,
                "pushed": order.pushed,
            }
            for reference, order in self._known.items()
        }
        part.write_bytes(orjson.dumps(rows))
        part.replace(self.file)


class _Nobody:
    """There is nothing here that needs a bearer token."""

    def verify(self, _token: str) -> Caller:
        raise UnauthenticatedError


def create_carrier(orders: Orders, slow_seconds: float = SLOW_SECONDS) -> Flask:
    """Build the app."""
    app = create_app(
        AppParts(
            name="post-carrier",
            title="Postal carrier of one box",
            blueprints=(),
            authenticator=_Nobody(),
            ready={},
            public=frozenset({"place", "read", "push"}),
        )
    )
    stop = threading.Event()

    def slowly(reference: str) -> None:
        if orders.fate(reference) == "slow":
            stop.wait(slow_seconds)

    @app.put("/orders/<reference>")
    def place(reference: str) -> Response:
        fate = POSTCODES.get(_postcode(request.get_json()), "")
        if fate == "refused":
            return json_response({"reason": "address-not-served"}, 422)
        found = orders.place(reference, fate)
        slowly(reference)
        return json_response(found)

    @app.get("/orders/<reference>")
    def read(reference: str) -> Response:
        slowly(reference)
        return _found(orders.read(reference))

    @app.post("/orders/<reference>/advance")
    def push(reference: str) -> Response:
        return _found(orders.push(reference))

    return app


@click.command("post-carrier")
def post_carrier() -> None:
    """Take orders for parcels and tell how far each is; carry nothing."""
    try:
        settings = carrier_settings()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    logging.configure("post-carrier", settings.log_level)
    serve(create_carrier(Orders(settings.file, settings.step_seconds)), settings.bind)


def _found(order: dict[str, str] | None) -> Response:
    return (
        json_response({"reason": "unknown-order"}, 404) if order is None else json_response(order)
    )


def _postcode(document: Mapping[str, Any]) -> str:
    return str(document["recipient"]["address"].get("postcode") or "")
