"""A form that was just printed is kept and handed out."""

from __future__ import annotations

from kernel.clock import Clock
from kernel.rights import Actor
from services.intake.forms.ports import Papers
from services.intake.forms.usecases.take_form import Taken, write_down


def hand_out_form(
    taken: Taken, pdf: bytes, *, actor: Actor, clock: Clock, papers: Papers
) -> bytes:
    """Return the bytes to be handed out: those kept, should somebody have been faster.

    A view copy is not kept; that it was given is.
    """
    kept = papers.keep_pdf(taken.paper, taken.language, pdf) if taken.whole else pdf
    write_down(taken, actor=actor, clock=clock, papers=papers)
    return kept
