"""What of a form is told: the named fields that were filled in, in the form's own shape."""

from __future__ import annotations

from services.intake.registry.domain.disclosure import disclosed

FORM = {
    "parcel": {"map_sheet": "12", "parcel_number": "345", "owner": {"name": "Ế"}},
    "price": 0,
    "note": "riêng tư",
}


def test_only_named_fields_are_told() -> None:
    """Values that say no or nothing are values; what is not named stays."""
    told = disclosed(FORM, ("form/parcel/map_sheet", "form/price"))

    assert told == {"parcel": {"map_sheet": "12"}, "price": 0}


def test_what_was_not_filled_in_is_left_out() -> None:
    """Nor is a group made for it."""
    told = disclosed(FORM, ("form/transferee/name", "form/parcel/area", "form/price/unit"))

    assert told == {}


def test_deep_groups_keep_their_shape() -> None:
    """However deep."""
    assert disclosed(FORM, ("form/parcel/owner/name",)) == {"parcel": {"owner": {"name": "Ế"}}}
