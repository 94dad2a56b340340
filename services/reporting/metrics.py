"""What reporting counts of its business."""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import Counter

from chassis import metrics


def facts() -> Counter:
    """Return the counter of facts kept, by kind."""
    return metrics.counter("motcua_facts_total", "Facts kept", ("kind",))


def used() -> Counter:
    """Return the counter of mandates, filings left lying and drafts of results, by event type."""
    return metrics.counter("motcua_use_heard_total", "What people used, as heard of", ("type",))


def reconciled(
    *, complete: bool, left: Mapping[str, int], mended: Mapping[str, int], seconds: float
) -> None:
    """Show what a run of reconciliation left and mended, by invariant."""
    _runs().labels("complete" if complete else "incomplete").inc()
    if complete:
        metrics.gauge(
            "motcua_reconcile_last_run_timestamp_seconds",
            "When reconciliation last compared everything",
        ).set_to_current_time()
    divergence = metrics.gauge(
        "motcua_reconcile_divergence", "Divergences the last run left", ("invariant",)
    )
    for invariant, number in left.items():
        divergence.labels(invariant).set(number)
    counter = metrics.counter(
        "motcua_reconcile_mended_total", "Divergences that were mended", ("invariant",)
    )
    for invariant, number in mended.items():
        counter.labels(invariant).inc(number)
    metrics.gauge("motcua_reconcile_seconds", "How long the last run took").set(seconds)


def reconciliation_failed() -> None:
    """Count a run that came to no end."""
    _runs().labels("failed").inc()


def _runs() -> Counter:
    return metrics.counter("motcua_reconcile_runs_total", "Runs of reconciliation", ("outcome",))
