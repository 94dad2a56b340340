"""What a suite said, heard and told so far, and whether acts of a span reached everybody."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from deploy.setup.environment import SERVICES
from tests.benchmarks.suite_place import SuitePlace

_SAID = "SELECT count(*), coalesce(max(position), 0) FROM event_log"
_HEARD = "SELECT source, count(*) FROM inbox WHERE status = 'done' GROUP BY 1"
_LETTERS = "SELECT channel || ' ' || status, count(*) FROM message GROUP BY 1"
_TRIED = "SELECT status, count(*) FROM inbox WHERE status <> 'done' OR attempts > 1 GROUP BY 1"
_FACTS = "SELECT count(*) FROM fact"
_LINES = "SELECT count(*) FROM timeline_entry"
_DECIDED = """
    SELECT DISTINCT substring(subject FROM 9) FROM event_log
    WHERE position > %s AND type = 'routing.case-decided.v1'
"""
_REACHED = {
    "settled at intake": (
        "intake",
        "SELECT count(*) FROM dossier WHERE code = ANY (%s) AND status = 9",
    ),
    "a fact at reporting": (
        "reporting",
        "SELECT count(DISTINCT dossier) FROM fact WHERE dossier = ANY (%s) AND kind = 'finished'",
    ),
    "a letter": (
        "notification",
        """
        SELECT count(DISTINCT dossier) FROM message
        WHERE dossier = ANY (%s) AND template = 'dossier-finished'
        """,
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Numbers of everything so far."""

    said: Counter[str]
    heard: Counter[str]
    letters: Counter[str]
    kept: Counter[str]
    tried: Counter[str]
    position: int


def counts(place: SuitePlace) -> Counts:
    """Count everything; `position` is routing's last word."""
    said, heard, tried, position = Counter[str](), Counter[str](), Counter[str](), 0
    for service in SERVICES:
        ((said[service], last),) = place.rows(service, _SAID)
        position = last if service == "routing" else position
        heard |= {f"{service} of {source}": n for source, n in place.rows(service, _HEARD)}
        tried |= {f"{service} {status}": n for status, n in place.rows(service, _TRIED)}
    ((facts,),), ((lines,),) = place.rows("reporting", _FACTS), place.rows("intake", _LINES)
    return Counts(
        said=said,
        heard=heard,
        letters=Counter(dict(place.rows("notification", _LETTERS))),
        kept=Counter({"facts": facts, "lines of timelines": lines}),
        tried=tried,
        position=position,
    )


def since(place: SuitePlace, before: Counts) -> dict[str, Any]:
    """Return what was said, heard and told since, and to how many of the decided it came."""
    now = counts(place)
    decided = [code for (code,) in place.rows("routing", _DECIDED, before.position)]
    reached = {
        what: place.rows(service, sql, decided)[0][0] for what, (service, sql) in _REACHED.items()
    }
    return {
        "events said": dict(now.said - before.said),
        "events heard": dict(now.heard - before.heard),
        "letters": dict(now.letters - before.letters),
        "rows": dict(now.kept - before.kept),
        "retried, waiting, parked": dict(now.tried - before.tried),
        "decided": {"cases": len(decided), **reached},
    }
