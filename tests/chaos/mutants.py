"""Faults planted on purpose, one a process: the harness must find each of them.

They live in tests alone. `CHAOS_MUTANT` of a process in small names the one it carries.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row

from chassis import claim, consumer, hot, inbox, inbox_store, publisher
from chassis.heard import Heard
from chassis.publisher import Message


def _ack_before_commit() -> None:
    settle = consumer._Listening._settle

    def settle_told_too_early(self: Any) -> bool:  # noqa: ANN401 -- a private class
        self._buffer[-1][0].ack(multiple=True)
        answered = [(_Silent(), heard) for _, heard in self._buffer]
        self._buffer = answered
        return settle(self)

    consumer._Listening._settle = settle_told_too_early  # type: ignore[method-assign]


class _Silent:
    def ack(self, *, multiple: bool) -> None:
        """Say nothing: it was said before."""


def _no_inbox() -> None:
    insert = inbox_store.InboxRows.insert

    def insert_and_believe(
        self: inbox_store.InboxRows,
        heard: Sequence[Heard],
        lasts: Mapping[inbox_store.Key, int],
        **more: Any,
    ) -> tuple[set[Any], Sequence[Row[Any]]]:
        _, behind = insert(self, heard, lasts, **more)
        return {one.event_id for one in heard}, behind

    inbox_store.InboxRows.insert = insert_and_believe  # type: ignore[method-assign]


def _watermark_relay() -> None:
    """Read by `position > last`, as naive pollers do, instead of claiming rows."""
    statement = claim._TAKE.replace(
        "WHERE next_attempt_at IS NULL OR next_attempt_at <= clock_timestamp()",
        "WHERE position > %(after)s",
    )
    assert statement != claim._TAKE
    message = claim._message
    last = {"after": 0}

    class Statement(str):
        """Known by its class, so that the watermark can be added to its parameters."""

        __slots__ = ()

    def message_and_remember(source: str, row: Row[Any]) -> Message:
        last["after"] = max(last["after"], row.position)
        return message(source, row)

    vars(claim)["_TAKE"] = Statement(statement)
    vars(claim)["_message"] = message_and_remember
    _pass_parameters(Statement, last)


def _pass_parameters(statement_class: type, extra: Mapping[str, Any]) -> None:
    fetch = hot.fetch

    def with_extra(tx: Connection, statement: str, parameters: Mapping[str, object]) -> list[Any]:
        if isinstance(statement, statement_class):
            parameters, statement = {**parameters, **extra}, str(statement)
        return fetch(tx, statement, parameters)

    vars(claim)["fetch"] = with_extra


def _no_mandatory() -> None:
    on_channel = publisher.Publisher._on_channel

    def careless(self: Any, channel: Any) -> None:  # noqa: ANN401 -- pika is untyped
        publish = channel.basic_publish

        def publish_to_nobody(*arguments: object, mandatory: bool) -> None:  # noqa: ARG001
            publish(*arguments, mandatory=False)

        channel.basic_publish = publish_to_nobody
        on_channel(self, channel)

    publisher.Publisher._on_channel = careless  # type: ignore[method-assign]


def _gate_off() -> None:

    def never(self: inbox.Inbox, heard: Heard) -> bool:  # noqa: ARG001 -- as the original
        return False

    inbox.Inbox.is_gated = never  # type: ignore[method-assign]


MUTANTS: Mapping[str, Callable[[], None]] = {
    "ack-before-commit": _ack_before_commit,
    "no-inbox": _no_inbox,
    "watermark-relay": _watermark_relay,
    "no-mandatory": _no_mandatory,
    "gate-off": _gate_off,
    # The queue's kind is the broker's matter: the scenario declares it so.
    "transient-queue": lambda: None,
}


def apply(name: str) -> None:
    """Plant a fault in this process; nothing for the empty name."""
    if name:
        MUTANTS[name]()
