"""What reporting counts of its business."""

from __future__ import annotations

from prometheus_client import Counter

from chassis import metrics


def facts() -> Counter:
    """Return the counter of facts kept, by kind."""
    return metrics.counter("motcua_facts_total", "Facts kept", ("kind",))
