"""Finding, in a service's OpenAPI document, the operation that a public route leads to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.api.route import Route


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """The public path template, its path parameters, and what the service says of it."""

    path: str
    path_parameters: Sequence[Mapping[str, Any]]
    content: Mapping[str, Any]


def find_operation(document: Mapping[str, Any] | None, route: Route) -> Operation:
    """Return the operation of `route`; without one in `document`, a bare one.

    A path parameter keeps the name the service gives it, and one that the route fixes to a word
    (`/tasks/{id}/claim` for `/tasks/{id}/{action}`) is none any more. A literal match is
    preferred to one that fixes a parameter.
    """
    for fixing in (False, True):
        for template, item in (document or {}).get("paths", {}).items():
            path = _match(route.path, template, fixing=fixing)
            if path is not None and route.method.lower() in item:
                return _operation(path, item, item[route.method.lower()])
    return Operation(path=route.path, path_parameters=_plain(route.path), content={})


def _match(public: str, template: str, *, fixing: bool) -> str | None:
    """Return the public path with the service's parameter names, None when they differ."""
    ours, theirs = public.split("/"), template.split("/")
    if len(ours) != len(theirs):
        return None
    path = []
    for our, their in zip(ours, theirs, strict=True):
        if our == their or (_is_parameter(our) and _is_parameter(their)):
            path.append(their)
        elif fixing and _is_parameter(their):
            path.append(our)
        else:
            return None
    return "/".join(path)


def _operation(path: str, item: Mapping[str, Any], content: Mapping[str, Any]) -> Operation:
    described = [*item.get("parameters", []), *content.get("parameters", [])]
    in_path = [parameter for parameter in described if parameter.get("in") == "path"]
    others = [parameter for parameter in described if parameter.get("in") != "path"]
    by_name = {parameter["name"]: parameter for parameter in in_path}
    return Operation(
        path=path,
        path_parameters=[by_name.get(p["name"], p) for p in _plain(path)],
        content={**content, "parameters": others},
    )


def _plain(path: str) -> list[dict[str, Any]]:
    return [
        {"name": part[1:-1], "in": "path", "required": True, "schema": {"type": "string"}}
        for part in path.split("/")
        if _is_parameter(part)
    ]


def _is_parameter(part: str) -> bool:
    return part.startswith("{")
