"""Names of officers are asked of their owner: no event carries them."""

from __future__ import annotations

from collections.abc import Callable

from services.intake.staff.ports import OfficerName, OfficerRegister

AT_ONCE = 100


def fetch_names(
    unnamed: Callable[[], list[str]],
    keep: Callable[[str, OfficerName], None],
    *,
    register: OfficerRegister,
) -> int:
    """Ask for the names that are missing, with no transaction open; return how many came.

    Raises `UnavailableError` while the owner does not answer.
    """
    count = 0
    for account in unnamed():
        name = register.name_of(account)
        if name is not None:
            keep(account, name)
            count += 1
    return count
