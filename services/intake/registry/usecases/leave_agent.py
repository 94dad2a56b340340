"""A mandate is over: nothing more about what was filed under it goes to its agent."""

from __future__ import annotations

from datetime import datetime

from services.intake.registry.domain.mandate import Mandate
from services.intake.registry.domain.reach import person_to_reach
from services.intake.registry.domain.timeline import By, EntryKind, entry
from services.intake.registry.ports import Contacts, Dossiers, Events
from services.intake.registry.ports.contents import Contents
from services.intake.registry.ports.mandates import Mandates


def leave_agent(
    mandate: Mandate,
    *,
    at: datetime,
    by: By,
    mandates: Mandates,
    dossiers: Dossiers,
    contents: Contents,
    contacts: Contacts,
    events: Events,
) -> None:
    """Say of every dossier under the mandate that letters go to its principal from now on.

    Of closed ones too, for a closed dossier may be opened again or written about. Where the
    principal left no address nobody is written to, and the next letter is a telephone task of the
    desk. Open dossiers say in their timeline that the mandate ended. Each dossier is locked before
    its contact is told, so that nobody who changes it meanwhile tells the agent's again.
    """
    line = entry(EntryKind.MANDATE_ENDED, at=at, by=by, data={"mandate": mandate.id})
    for code in mandates.dossiers_under(mandate.id):
        dossier = dossiers.lock(code)
        if dossier is None or dossier.erased_at is not None:
            continue
        if not dossier.status.final:
            dossiers.note(code, line)
        content = contents.get(code)
        person = person_to_reach(content, mandate_over=True)
        if content.applicant.reachable or person.reachable:
            sealed = contacts.seal(code, person, dossier.language)
            contents.reach(code, sealed)
            events.add(sealed.event)
