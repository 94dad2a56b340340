"""Texts of SMS as Jinja2 files beside the letters' in the same folder: `<language>.sms.jinja`.

They share nothing with the letters' layout: one line, and a few variables that may stand on a
locked screen (`SHORT_VARIABLES`).
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import ImmutableSandboxedEnvironment

from kernel.text import Text
from services.notification.templates.domain.errors import TextFaultyError
from services.notification.templates.domain.facts import SHORT_VARIABLES, Facts
from services.notification.templates.domain.moment import day_in_words, moment_in_figures
from services.notification.templates.domain.short_text import one_line
from services.notification.templates.domain.template import Template
from services.notification.templates.store.approvals import FOLDER


class FileShortTexts:
    """The port `ShortTexts`."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._environment = ImmutableSandboxedEnvironment(
            loader=FileSystemLoader(folder),
            autoescape=False,
            undefined=StrictUndefined,
            auto_reload=False,
        )
        self._environment.filters["short"] = _short
        self._environment.filters["day"] = _day

    def words(self, template: Template, version: int, language: str, facts: Facts) -> str:
        """Fill in a text; raises `TextFaultyError`."""
        given = {name: getattr(facts, name) for name in SHORT_VARIABLES}
        path = _path(template, version, language)
        try:
            return one_line(self._environment.get_template(path).render(given))
        except TemplateError as error:
            raise _faulty(path, error) from error

    def variables(self, template: Template, version: int, language: str) -> frozenset[str]:
        """Return what a text speaks of; raises `TextFaultyError` when it is none."""
        path = _path(template, version, language)
        loader = self._environment.loader
        try:
            source = "" if loader is None else loader.get_source(self._environment, path)[0]
            return frozenset(find_undeclared_variables(self._environment.parse(source)))
        except TemplateError as error:
            raise _faulty(path, error) from error


def _path(template: Template, version: int, language: str) -> str:
    return f"{template}/{version}/{language}.sms.jinja"


def _faulty(path: str, error: TemplateError) -> TextFaultyError:
    return TextFaultyError(Text(vi=f"Mẫu {path} có lỗi.", en=f"{path}: {error}"))


def _short(instant: datetime | None) -> str:
    return "" if instant is None else moment_in_figures(instant)


def _day(instant: datetime | None) -> str:
    # In figures in either language: a text must be short.
    return "" if instant is None else day_in_words(instant, "vi")
