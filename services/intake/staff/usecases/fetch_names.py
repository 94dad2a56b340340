"""Names of officers are asked of their owner: no event carries them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from services.intake.staff.ports import OfficerName, OfficerRegister

AT_ONCE = 500


def fetch_names(
    unnamed: Callable[[], list[str]],
    keep: Callable[[Mapping[str, OfficerName]], None],
    *,
    register: OfficerRegister,
) -> int:
    """Ask for the names that are missing, with no transaction open; return how many came.

    Raises `UnavailableError` while the owner does not answer.
    """
    accounts = unnamed()
    names = register.names_of(accounts) if accounts else {}
    if names:
        keep(names)
    return len(names)
