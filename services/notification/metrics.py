"""What notification counts of its business."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

from chassis import metrics

_HAND_OVER_SECONDS = (0.005, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 60, 300, 3600)
_PROVIDER_SECONDS = (0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 5, 10)


def queued() -> Counter:
    """Return the counter of messages queued, by template."""
    return metrics.counter("motcua_messages_queued_total", "Messages queued", ("template",))


def attempts() -> Counter:
    """Return the counter of attempts, by how they ended."""
    return metrics.counter(
        "motcua_message_attempts_total", "Attempts to hand a message over", ("channel", "result")
    )


def settled() -> Counter:
    """Return the counter of messages that came to their end, by which."""
    return metrics.counter(
        "motcua_messages_settled_total", "Messages at their end", ("template", "status")
    )


def hand_over() -> Histogram:
    """Return the time from queueing to acceptance by the provider."""
    return metrics.histogram(
        "motcua_message_hand_over_seconds",
        "From queueing a message to its acceptance by the provider",
        ("channel",),
        buckets=_HAND_OVER_SECONDS,
    )


def provider_attempts() -> Counter:
    """Return the counter of hand-overs to a provider, by how they ended."""
    return metrics.counter(
        "motcua_provider_attempts_total",
        "Hand-overs to a provider",
        ("channel", "provider", "result"),
    )


def provider_seconds() -> Histogram:
    """Return how long a provider took over a hand-over."""
    return metrics.histogram(
        "motcua_provider_seconds",
        "How long a provider took over a hand-over",
        ("channel", "provider"),
        buckets=_PROVIDER_SECONDS,
    )


def provider_points() -> Gauge:
    """Return what a provider pulls now: 0 when it is out, its weight when it is well."""
    return metrics.gauge(
        "motcua_provider_points", "What a provider pulls now", ("channel", "provider")
    )


def provider_weight() -> Gauge:
    """Return the weight the settings give a provider."""
    return metrics.gauge(
        "motcua_provider_weight", "The weight of a provider", ("channel", "provider")
    )


def provider_pinned() -> Gauge:
    """Return 1 for a provider that somebody pinned."""
    return metrics.gauge(
        "motcua_provider_pinned", "Whether all goes by this provider", ("channel", "provider")
    )


def sms_cost() -> Counter:
    """Return the counter of what texts cost, in đồng."""
    return metrics.counter("motcua_sms_cost_dong_total", "What texts cost, in dong")


def unnamed() -> Counter:
    """Return the counter of letters whose officer's name could not be asked for.

    Those `deferred` wait for it, those `accepted` went with the one-stop desk in its place.
    """
    return metrics.counter(
        "motcua_letters_unnamed_total", "Letters whose officer could not be named", ("result",)
    )


def codes_handed_over() -> Counter:
    """Return the counter of one-time codes, by what the provider of text messages answered."""
    return metrics.counter(
        "motcua_codes_handed_over_total", "One-time codes handed over", ("result",)
    )


def receipts() -> Counter:
    """Return the counter of what providers said became of messages, by what that came to."""
    return metrics.counter(
        "motcua_message_receipts_total", "Receipts of providers", ("state", "effect")
    )


def sent_again() -> Counter:
    """Return the counter of messages sent again because an end was unknown: they may double."""
    return metrics.counter(
        "motcua_messages_sent_again_total",
        "Messages sent again after an attempt whose end is unknown",
        ("channel",),
    )


def oldest() -> Gauge:
    """Return the age of the oldest message that could go now, by channel and lane."""
    return metrics.gauge(
        "motcua_messages_oldest_seconds",
        "Age of the oldest message that could go now",
        ("channel", "lane"),
    )


def stops() -> Counter:
    """Return the counter of stops, by the kind of message nobody wants to get any more."""
    return metrics.counter("motcua_message_stops_total", "Messages stopped by readers", ("kind",))


def bounces() -> Counter:
    """Return the counter of mails that came back, by what was done."""
    return metrics.counter("motcua_mail_bounces_total", "Mails that came back", ("result",))


def portal_calls() -> Counter:
    """Return the counter of calls to portals, by what each made of them."""
    return metrics.counter(
        "motcua_portal_calls_total", "Signed calls to portals", ("endpoint", "answer")
    )


def portal_disabled() -> Gauge:
    """Return 1 for a portal that failed too long and is called no more."""
    return metrics.gauge("motcua_portal_disabled", "Portals called no more", ("endpoint",))


def texts_in() -> Counter:
    """Return the counter of texts that people sent, by what the provider made of the answer."""
    return metrics.counter("motcua_texts_in_total", "Texts that people sent", ("result",))
