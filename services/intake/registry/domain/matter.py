"""What two filings have in common when they are the same matter filed twice."""

from __future__ import annotations

import json

from services.intake.registry.domain.filing import Filing


def matter_of(filing: Filing) -> str:
    """Return whose matter it is, procedure, case and form in one form of words.

    The same whoever files it, through which channel, with which files and at which agency. It is
    personal data: nothing keeps it but by a keyed digest.
    """
    person = filing.on_behalf_of or filing.applicant
    matter = (filing.procedure, filing.case, person.key, filing.form)
    return json.dumps(matter, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
