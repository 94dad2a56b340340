"""Answers that anybody may read, and keep for a minute."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import Response, request

from chassis.http import json_response

UNCHANGED: Final = "As the entity tag says, nothing changed."
"""What a 304 says."""


def public_response(document: object, headers: Mapping[str, str] | None = None) -> Response:
    """Return what anybody may read and keep for a minute; 304 to who has it already.

    Its entity tag is of the bytes themselves: the same content has the same in every process.
    """
    response = json_response(document, headers=headers)
    response.headers["Cache-Control"] = "public, max-age=60"
    response.add_etag()
    response.make_conditional(request)
    return response
