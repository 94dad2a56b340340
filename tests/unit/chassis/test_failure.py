"""A failure is described without the values that caused it."""

from __future__ import annotations

import pytest

from chassis.failure import describe
from kernel.errors import ConflictError


def test_messages_are_left_out() -> None:
    """The message may quote a citizen, so only kind and place are kept."""
    with pytest.raises(ValueError, match="Nguyễn") as caught:
        raise ValueError("Nguyễn Văn A")

    assert describe(caught.value).startswith("ValueError at tests/unit/chassis/test_failure.py:")


def test_a_domain_error_is_named_by_its_slug() -> None:
    """Slug and pointer are our own words and may be shown."""
    assert describe(ConflictError(pointer="/status")) == "ConflictError conflict /status"
