"""Whom letters about a dossier go to."""

from __future__ import annotations

from services.intake.registry.domain.applicant import Person
from services.intake.registry.domain.content import Content


def person_to_reach(content: Content, *, mandate_over: bool) -> Person:
    """Return the applicant, or whom they filed for once their mandate is over."""
    principal = content.on_behalf_of
    return content.applicant if principal is None or not mandate_over else principal
