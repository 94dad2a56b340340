"""The wording of the search is published: synonyms and fillers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.intake.catalogue.ports import Wordings
from services.intake.catalogue.usecases.publish_procedure import digest_of


def publish_wording(document: Mapping[str, Any], *, wordings: Wordings) -> bool:
    """Publish the checked document as the wording's next version; tell whether it changed."""
    digest = digest_of(document)
    if wordings.newest_digest() == digest:
        return False
    wordings.add(document, digest)
    return True
