"""A RabbitMQ vhost of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Vhost:
    """A vhost and how to reach it as the deploy user."""

    name: str
    amqp_url: str


@contextmanager
def fresh_vhost() -> Iterator[Vhost]:
    """Yield a fresh vhost with the project's topology in it; it is deleted at the end."""
    yield Vhost(name="", amqp_url="")
