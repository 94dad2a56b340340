"""Prometheus metrics: made once, few bounded labels, right with several worker processes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

CONTENT_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


@cache
def counter(name: str, purpose: str, labels: tuple[str, ...] = ()) -> Counter:
    """Return the counter of this name, made at the first call."""
    return Counter(name, purpose, labels)


@cache
def gauge(
    name: str, purpose: str, labels: tuple[str, ...] = (), mode: str = "mostrecent"
) -> Gauge:
    """Return the gauge of this name; `mode` says how several processes are put together."""
    return Gauge(name, purpose, labels, multiprocess_mode=mode)  # type: ignore[arg-type]


@cache
def histogram(
    name: str, purpose: str, labels: tuple[str, ...] = (), buckets: Sequence[float] = _SECONDS
) -> Histogram:
    """Return the histogram of this name; buckets are seconds unless said otherwise."""
    return Histogram(name, purpose, labels, buckets=buckets)


def exposition() -> bytes:
    """Return all metrics of this deployable in the text format, over all its processes."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
