"""What anybody may read is kept for a minute, and not sent twice to who has it."""

from __future__ import annotations

import pytest

from tests.unit.intake.catalogue.conftest import InMemoryCatalogue
from tests.unit.intake.catalogue.test_routes import TOKEN, client_of


@pytest.mark.parametrize(
    "path",
    [
        "/procedures?q=khai%20sinh",
        "/procedures/1.001193",
        "/procedures/1.001193/form",
        "/agencies",
        "/calendars/vn",
    ],
)
def test_who_has_it_already_is_told_so(catalogue: InMemoryCatalogue, path: str) -> None:
    """An entity tag that still holds is answered 304 without a body; another gets the content."""
    client = client_of(catalogue)
    first = client.get(path, headers=TOKEN)
    again = client.get(path, headers=TOKEN | {"If-None-Match": first.headers["ETag"]})
    other = client.get(path, headers=TOKEN | {"If-None-Match": '"another"'})

    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert (first.status_code, again.status_code, other.status_code) == (200, 304, 200)
    assert (again.data, other.data) == (b"", first.data)
    assert again.headers["ETag"] == first.headers["ETag"]
