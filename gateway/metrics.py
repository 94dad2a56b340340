"""What the gateway counts beside what every HTTP process counts."""

from __future__ import annotations

from chassis import metrics

REFUSALS = metrics.counter(
    "motcua_gateway_refusals_total", "Requests turned away at the door", ("reason",)
)
PARTIAL_ANSWERS = metrics.counter(
    "motcua_gateway_partial_answers_total", "Answers given without one of their parts", ("part",)
)
REVOCATIONS = metrics.counter(
    "motcua_gateway_revocations_total", "Sessions, tokens, people and programs revoked", ("kind",)
)
CODES = metrics.counter(
    "motcua_gateway_codes_total", "One-time codes and decoys carried to notification", ("outcome",)
)
KEY_FETCHES = metrics.counter(
    "motcua_gateway_key_fetches_total", "Fetches of the issuer's keys", ("outcome",)
)
LIMITED = metrics.counter(
    "motcua_gateway_limited_total", "Requests over a rate limit", ("limit", "scope")
)
LIMITS_ALONE = metrics.counter(
    "motcua_gateway_limits_alone_total", "Hits counted by the node alone: its database is away"
)
SHED = metrics.counter(
    "motcua_gateway_shed_total",
    "Requests turned away because a service is failing (open) or slow (full)",
    ("service", "reason"),
)
