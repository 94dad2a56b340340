"""The shipped procedures, each filed, worked on and handed over once through the gateway.

Four of different kinds run by default. `MOTCUA_EVERY_PROCEDURE=1 python3 deploy/dev.py test
tests/e2e/test_every_procedure.py -s` takes all of them and prints what became of each.
"""

from __future__ import annotations

import os
import sys

import pytest

from tests.e2e.every_procedure import Course, every_procedure, take_through
from tests.e2e.suite import Suite

ALL = bool(os.environ.get("MOTCUA_EVERY_PROCEDURE"))
KINDS = {
    "2.000635": 1,  # settled on the spot
    "1.004873": 2,  # another commune is asked because the officer says so
    "1.013225": 3,  # two agencies are consulted side by side
    "3.000348": 1,  # the traffic police, taken in at the provincial centre
}
"""A procedure of each kind, and how many agencies work on it."""


@pytest.mark.skipif(ALL, reason="all of them are taken below")
@pytest.mark.parametrize(("procedure", "agencies"), KINDS.items())
def test_a_procedure_of_each_kind_ends_in_the_persons_hand(
    suite: Suite, procedure: str, agencies: int
) -> None:
    """From its own example, by the agencies its process names."""
    course = take_through(suite, procedure)

    assert course.status == 10
    assert len(set(course.agencies)) == agencies, course


@pytest.mark.skipif(not ALL, reason="minutes long; MOTCUA_EVERY_PROCEDURE=1")
@pytest.mark.timeout(3600)
def test_every_shipped_procedure_runs_from_its_example_to_its_result(suite: Suite) -> None:
    """None is there for show: each example is filed, each step has somebody who does it."""
    courses: list[Course] = []
    for item in every_procedure(suite):
        courses.append(take_through(suite, item["code"]))
        sys.stdout.write(f"{courses[-1].line()}\n")

    several = [course for course in courses if len(set(course.agencies)) > 1]
    assert len(courses) >= 60
    assert {course.status for course in courses} == {10}
    assert len(several) >= 12
