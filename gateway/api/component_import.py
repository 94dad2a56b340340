"""Taking operations over from a service's OpenAPI document with the components they refer to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chassis.operation_parts import PROBLEM_SCHEMAS, shared_components

_HERE = "#/components/"
_PROBLEM = "#/components/responses/Problem"
_SHARED = frozenset({*PROBLEM_SCHEMAS, *shared_components()["headers"]})


class ComponentImport:
    """Copies from one service's document; a name that means something else gets a prefix."""

    def __init__(self, service: str, document: Mapping[str, Any]) -> None:
        self._service = service
        self._components: Mapping[str, Any] = document.get("components", {})
        self._names: dict[str, str] = {}

    def take(self, content: Mapping[str, Any], into: dict[str, Any]) -> dict[str, Any]:
        """Return `content` with its references leading into `into`, which gets what they name.

        Every shared response of a service is its error document; outside all are one Problem.
        """
        taken: dict[str, Any] = self._copy(content, into)
        return taken

    def _copy(self, value: object, into: dict[str, Any]) -> Any:  # noqa: ANN401 -- any JSON value
        if isinstance(value, Mapping):
            return {
                key: self._reference(inner, into)
                if key == "$ref" and isinstance(inner, str)
                else self._copy(inner, into)
                for key, inner in value.items()
            }
        if isinstance(value, list):
            return [self._copy(inner, into) for inner in value]
        return value

    def _reference(self, target: str, into: dict[str, Any]) -> str:
        section, _, name = target.removeprefix(_HERE).partition("/")
        if not target.startswith(_HERE) or not name:
            return target
        if section == "responses":
            return _PROBLEM
        if section in {"headers", "schemas"} and name in _SHARED:
            return target
        if target not in self._names:
            self._bring(section, name, into)
        return self._names[target]

    def _bring(self, section: str, name: str, into: dict[str, Any]) -> None:
        shelf = into.setdefault(section, {})
        target = f"{_HERE}{section}/{name}"
        content = self._components.get(section, {}).get(name, {})
        if name in shelf:
            self._names[target] = target
            if self._copy(content, into) == shelf[name]:
                return
        free = name if name not in shelf else f"{self._service.capitalize()}{name}"
        self._names[target] = f"{_HERE}{section}/{free}"
        # The place is taken before the content is copied: a schema may refer to itself.
        shelf[free] = {}
        shelf[free] = self._copy(content, into)
