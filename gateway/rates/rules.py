"""The rules of `limits.yaml`, read once and refused whole when something in them is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from pathlib import Path
from typing import Any

import yaml
from limits import RateLimitItem, parse

from chassis.settings import SettingsError

SHIPPED = Path(__file__).with_name("limits.yaml")
_BLOCKS_A_WINDOW = 20
_LARGEST_BLOCK = 100


@unique
class Scope(StrEnum):
    """By whom hits are counted."""

    PERSON = "person"
    CLIENT = "client"
    ADDRESS = "address"
    ROUTE = "route"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """At most `item` hits for each one of `scope`; `block` hits are taken at a time."""

    scope: Scope
    item: RateLimitItem
    block: int
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitClass:
    """The rules of one kind of request, the narrowest scope first."""

    name: str
    rules: tuple[Rule, ...]
    failures_only: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Every class, and what holds for all of them."""

    classes: Mapping[str, LimitClass]
    node_share: float
    kiosk_factor: int


def read_limits(file: Path, *, factor: int = 1) -> Limits:
    """Read the rules; `factor` widens those that are not counted exactly.

    Raises `SettingsError`.
    """
    try:
        document = yaml.safe_load(file.read_text(encoding="utf-8"))
        return Limits(
            classes={
                name: _class(name, content, factor)
                for name, content in document["classes"].items()
            },
            node_share=float(document["node_share"]),
            kiosk_factor=int(document["kiosk_factor"]),
        )
    except (OSError, yaml.YAMLError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SettingsError(f"{file.name} cannot be read as limits: {error}") from error


def _class(name: str, content: Mapping[str, Any], factor: int) -> LimitClass:
    exact, failures_only = bool(content.get("exact")), bool(content.get("failures_only"))
    given = {key: value for key, value in content.items() if key not in _FLAGS}
    unknown = set(given) - {scope.value for scope in Scope}
    if unknown:
        raise ValueError(f"{name}: {', '.join(sorted(unknown))}")
    rules = tuple(
        _rule(scope, str(given[scope]), exact=exact, factor=1 if exact else factor)
        for scope in Scope
        if scope in given
    )
    return LimitClass(name=name, rules=rules, failures_only=failures_only)


def _rule(scope: Scope, written: str, *, exact: bool, factor: int) -> Rule:
    item = widened(parse(written), factor)
    block = 1 if exact else min(_LARGEST_BLOCK, max(1, item.amount // _BLOCKS_A_WINDOW))
    return Rule(scope=scope, item=item, block=block, seconds=item.get_expiry())


def widened(item: RateLimitItem, factor: float) -> RateLimitItem:
    """Return the same window for `factor` times as many hits, at least one."""
    return type(item)(max(1, int(item.amount * factor)), item.multiples, item.namespace)


_FLAGS = frozenset({"exact", "failures_only"})
