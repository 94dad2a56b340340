"""What intake may ask of posts, as it is sent."""

from __future__ import annotations

import pytest
from marshmallow import ValidationError

from kernel.rights import Confidentiality
from services.routing.work.api.routes_vacancies import PostSchema

POST = {"role": "desk", "field": "G15-HT", "agencies": []}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({}, Confidentiality.ORDINARY),
        ({"confidential": False}, Confidentiality.ORDINARY),
        ({"confidential": True}, Confidentiality.CONFIDENTIAL),
    ],
)
def test_a_post_is_kept_as_it_is_said(given: dict[str, bool], kept: Confidentiality) -> None:
    assert PostSchema().load(POST | given).kept is kept


@pytest.mark.parametrize("word", [0, 1, "no", "true", None])
def test_what_stands_for_true_or_false_is_refused(word: object) -> None:
    """The document says boolean; a number may be a mistake."""
    with pytest.raises(ValidationError) as refused:
        PostSchema().load(POST | {"confidential": word})

    assert list(refused.value.messages_dict) == ["confidential"]
