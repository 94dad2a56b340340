"""Which templates are statutory, as `texts/kinds.yaml` beside them says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from chassis.settings import SettingsError
from services.notification.templates.domain.courtesy import Courtesy, Kind
from services.notification.templates.domain.template import Template

SHIPPED = Path(__file__).parents[1] / "texts" / "kinds.yaml"


def read_kinds(file: Path = SHIPPED) -> Mapping[Template, Kind]:
    """Return the kind of every template.

    Raises `SettingsError` when one stands nowhere, or as statutory and as a courtesy.
    """
    try:
        document: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
        statutory = [Template(name) for name in document["statutory"]]
        staff = [Template(name) for name in document["staff"]]
        courtesies = _by_template(document["courtesies"])
        questions = _by_template(document["questions"])
    except (OSError, yaml.YAMLError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SettingsError(f"{file.name} cannot be read: {error}") from error
    told = [*statutory, *staff, *courtesies]
    wrong = {one for one in Template if told.count(one) != 1} | (set(questions) - set(statutory))
    if wrong:
        raise SettingsError(f"{file.name}: {', '.join(sorted(wrong))}")
    return {
        **{one: Kind(question=questions.get(one)) for one in (*statutory, *staff)},
        **{one: Kind(courtesy=courtesy) for one, courtesy in courtesies.items()},
    }


def _by_template(written: Mapping[str, str]) -> dict[Template, Courtesy]:
    return {Template(name): Courtesy(courtesy) for name, courtesy in written.items()}
