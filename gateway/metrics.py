"""What the gateway counts beside what every HTTP process counts."""

from __future__ import annotations

from chassis import metrics

REFUSALS = metrics.counter(
    "motcua_gateway_refusals_total", "Requests turned away at the door", ("reason",)
)
PARTIAL_ANSWERS = metrics.counter(
    "motcua_gateway_partial_answers_total", "Answers given without one of their parts", ("part",)
)
KEY_FETCHES = metrics.counter(
    "motcua_gateway_key_fetches_total", "Fetches of the issuer's keys", ("outcome",)
)
