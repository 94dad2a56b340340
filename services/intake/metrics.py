"""What intake counts of its business."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

from chassis import metrics

_PDF_SECONDS = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.5)


def filed() -> Counter:
    """Return the counter of dossiers filed, by channel."""
    return metrics.counter("motcua_dossiers_filed_total", "Dossiers filed", ("channel",))


def duplicates() -> Counter:
    """Return the counter of filings held back because the same matter was filed before."""
    return metrics.counter("motcua_duplicates_warned_total", "Filings held back as duplicates")


def accepted() -> Counter:
    """Return the counter of dossiers accepted, by channel."""
    return metrics.counter("motcua_dossiers_accepted_total", "Dossiers accepted", ("channel",))


def refused() -> Counter:
    """Return the counter of dossiers the desk did not accept."""
    return metrics.counter("motcua_dossiers_refused_total", "Dossiers not accepted")


def postings() -> Counter:
    """Return the counter of results given to the post, by the state each came to."""
    return metrics.counter("motcua_postings_total", "Results given to the post", ("state",))


def withdrawn() -> Counter:
    """Return the counter of dossiers taken back, before or after acceptance."""
    return metrics.counter("motcua_dossiers_withdrawn_total", "Dossiers taken back", ("when",))


def extended() -> Counter:
    """Return the counter of due dates that a signed apology moved, by its coded reason."""
    return metrics.counter(
        "motcua_dossiers_extended_total", "Due dates moved by a signed apology", ("reason",)
    )


def finished() -> Counter:
    """Return the counter of dossiers with a result, by timeliness."""
    return metrics.counter(
        "motcua_dossiers_finished_total", "Dossiers with a result", ("timeliness",)
    )


def receptions_corrected() -> Counter:
    """Return the counter of wrong receptions put right."""
    return metrics.counter("motcua_receptions_corrected_total", "Wrong receptions put right")


def dossiers_moved() -> Counter:
    """Return the counter of open dossiers that went to a successor of their agency."""
    return metrics.counter("motcua_dossiers_moved_total", "Open dossiers moved to a successor")


def handed_over() -> Counter:
    """Return the counter of results handed over, by method."""
    return metrics.counter("motcua_results_handed_over_total", "Results handed over", ("method",))


def rated() -> Counter:
    """Return the counter of ratings, by what they say overall (1 to 3)."""
    return metrics.counter("motcua_dossiers_rated_total", "Ratings given", ("overall",))


def tracking_refused() -> Counter:
    """Return the counter of look-ups turned away: secret, phone or otp; wrong or limited."""
    return metrics.counter(
        "motcua_tracking_refused_total", "Look-ups without login turned away", ("way", "why")
    )


def tracking_codes_made() -> Counter:
    """Return the counter of one-time codes given out to be sent."""
    return metrics.counter("motcua_tracking_codes_made_total", "One-time codes made to be sent")


def tracking_many_dossiers() -> Counter:
    """Return the counter of wrong tries by sources that tried many dossiers: somebody searches."""
    return metrics.counter(
        "motcua_tracking_many_dossiers_total",
        "Wrong tries by sources that tried many dossiers in a quarter of an hour",
    )


def limits() -> Counter:
    """Return the counter of limits that came, by what they are."""
    return metrics.counter("motcua_limits_met_total", "Limits of dossiers that came", ("limit",))


def printing() -> Histogram:
    """Return the histogram of seconds a printed form takes, by form."""
    return metrics.histogram(
        "motcua_form_print_seconds", "Time to print a form", ("form",), _PDF_SECONDS
    )
