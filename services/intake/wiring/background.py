"""Puts the background loops of intake together: relay, consumer with its inbox, timers."""

from __future__ import annotations

from functools import partial

from chassis.assembly import bus_loops
from chassis.auth import TokenSigner
from chassis.cli import LoopsByRole
from chassis.clients import ServiceClient
from chassis.housekeeping import Housekeeper
from chassis.inbox import Inbox
from chassis.timers import TimerRunner
from services.intake import settings
from services.intake.registry.store.filing_marks import purge as purge_marks
from services.intake.registry.store.mandates import purge as purge_mandates
from services.intake.settings import NAME
from services.intake.subscriptions import GATED
from services.intake.wiring.clock import timer_handlers
from services.intake.wiring.desk import desk_morning_handler
from services.intake.wiring.drafts import drafts_loop
from services.intake.wiring.parts import Parts, open_parts
from services.intake.wiring.postings import carrier_loops
from services.intake.wiring.registry import build_handlers
from services.intake.wiring.reorganisation import reorganise_handler
from services.intake.wiring.staff import names_loop
from services.intake.wiring.trail import sealer_loop


def build_loops() -> LoopsByRole:
    """Return the loops by role. Raises `SettingsError`."""
    process, bus = settings.process(), settings.bus()
    registry = settings.registry()
    parts = open_parts(process, registry)
    urls = settings.sources()
    signer = TokenSigner.from_file(NAME, process.signing_key_file, parts.clock)
    loops = bus_loops(
        Inbox(parts.database, NAME, build_handlers(parts), gated=GATED),
        bus.amqp_url,
        source_urls=urls,
        signer=signer,
    )
    names = names_loop(parts, ServiceClient("routing", urls["routing"], signer))
    due = (*timer_handlers(parts), reorganise_handler(parts), desk_morning_handler(parts))
    timers = TimerRunner(parts.database, due, name="limits")
    # Beside the consumer, whose copies lack the names.
    loops = {**loops, "consumer": [*loops["consumer"], names]}
    own = (
        timers,
        sealer_loop(parts.database),
        marks_loop(parts),
        mandates_loop(parts),
        drafts_loop(parts),
        *carrier_loops(parts, registry.post),
    )
    return {**loops, "timers": [*loops["timers"], *own]}


def marks_loop(parts: Parts) -> Housekeeper:
    """Return what forgets, each hour, filings that count no more when the same is filed again."""
    forget = partial(purge_marks, days=parts.duplicate_days)
    return Housekeeper(parts.database, name="filing-marks", purge=forget)


def mandates_loop(parts: Parts) -> Housekeeper:
    """Return what deletes, each hour, mandates over for as long as dossiers are kept."""
    forget = partial(purge_mandates, years=parts.retention_years)
    return Housekeeper(parts.database, name="mandates", purge=forget)
