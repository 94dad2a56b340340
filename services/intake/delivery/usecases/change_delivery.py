"""The owner wants the result in another way than was filed."""

from __future__ import annotations

from dataclasses import replace

from kernel.clock import Clock
from kernel.errors import InvalidFieldsError, UnavailableError
from kernel.rights import Action, Actor
from kernel.schedule import in_vietnam
from kernel.text import Text
from services.intake.catalogue.domain.delivery_method import DeliveryMethod
from services.intake.catalogue.domain.procedure import Procedure
from services.intake.delivery.domain.errors import DeliveryFixedError
from services.intake.delivery.domain.on_its_way import on_its_way
from services.intake.registry.domain.content import Content
from services.intake.registry.domain.delivery import (
    NO_ADDRESS,
    Delivery,
    delivery_faults,
    destination,
)
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.timeline import EntryKind, by_actor, entry
from services.intake.registry.ports import Changed, Dossiers, Reference
from services.intake.registry.ports.contents import Contents
from services.intake.registry.usecases.claim_dossier import claim_dossier


def change_delivery(
    code: str,
    version: int,
    wanted: Delivery,
    *,
    actor: Actor,
    clock: Clock,
    reference: Reference,
    dossiers: Dossiers,
    contents: Contents,
) -> Dossier:
    """Have the result of the dossier as read at `version` delivered as `wanted`.

    Until it is handed over. Raises what `claim_dossier` raises, `DeliveryFixedError`,
    `InvalidFieldsError`, and `UnavailableError` while the procedure is not here.
    """
    dossier = claim_dossier(
        code, version, action=Action.CHANGE_DELIVERY, actor=actor, dossiers=dossiers
    )
    if dossier.status.final or on_its_way(dossier):
        raise DeliveryFixedError
    content = contents.get(code)
    procedure = _procedure(dossier, reference)
    faults = _faults(wanted, procedure, content)
    if faults:
        raise InvalidFieldsError(faults)
    data = {"from": content.delivery.method.value, "to": wanted.method.value}
    line = entry(EntryKind.DELIVERY_CHANGED, at=in_vietnam(clock()), by=by_actor(actor), data=data)
    changed = replace(dossier, version=dossier.version + 1)
    contents.redirect(code, wanted)
    dossiers.save(Changed(dossier=changed, timeline=(line,)))
    return changed


def _procedure(dossier: Dossier, reference: Reference) -> Procedure:
    found = reference.procedure_version(dossier.procedure, dossier.procedure_version)
    if found is None:
        raise UnavailableError
    return found.procedure


def _faults(wanted: Delivery, procedure: Procedure, content: Content) -> dict[str, Text]:
    faults = dict(delivery_faults(wanted, procedure))
    own = content.applicant.address
    if wanted.method is DeliveryMethod.POST and destination(wanted, own) is None:
        faults.setdefault("/address", NO_ADDRESS)
    return faults
