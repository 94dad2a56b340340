"""Finding, in a service's OpenAPI document, the operation that a public route leads to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.api.route import Route


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """The public path template, its path parameters, and what the service says of it."""

    path: str
    path_parameters: Sequence[Mapping[str, Any]]
    content: Mapping[str, Any]


def find_operation(
    document: Mapping[str, Any] | None,
    route: Route,
    *,
    taken: Collection[tuple[str, str, str]] = (),
) -> Operation:
    """Return the operation of `route`; without one in `document`, a bare one.

    A path parameter keeps the name the service gives it, and one that the route fixes to a word
    (`/tasks/{id}/claim` for `/tasks/{id}/{action}`) is none any more; a literal match is
    preferred. Where the service has words for our parameter (`/reports/kstt-06` for
    `/reports/{form}`), the first of them speaks for all and the parameter lists them, but
    for those that have a route of their own in `taken` (service, method, path).
    """
    method = route.method.lower()
    paths: Mapping[str, Any] = (document or {}).get("paths", {})
    candidates = [(template, item) for template, item in paths.items() if method in item]
    for match in (_same, _fixed):
        for template, item in candidates:
            path = match(route.path, template)
            if path is not None:
                return _operation(path, item, item[method])
    return _of_words(
        route,
        [
            (template, item)
            for template, item in candidates
            if (route.service, route.method, template) not in taken
        ],
    )


def _of_words(route: Route, candidates: Sequence[tuple[str, Any]]) -> Operation:
    found = [(words, item) for template, item in candidates if (words := _words(route, template))]
    plain = _plain(route.path)
    if not found:
        return Operation(path=route.path, path_parameters=plain, content={})
    for parameter in plain:
        values = sorted({words[parameter["name"]] for words, _ in found})
        if not all(_is_parameter(value) for value in values):
            parameter["schema"] = {"type": "string", "enum": values}
    operation = _operation(route.path, found[0][1], found[0][1][route.method.lower()])
    return Operation(path=route.path, path_parameters=plain, content=operation.content)


def _words(route: Route, template: str) -> dict[str, str]:
    """Return what the service's path has in place of each of our parameters, none if another."""
    ours, theirs = route.path.split("/"), template.split("/")
    if len(ours) != len(theirs):
        return {}
    pairs = list(zip(ours, theirs, strict=True))
    if any(our != their for our, their in pairs if not _is_parameter(our)):
        return {}
    return {our[1:-1]: their for our, their in pairs if _is_parameter(our)}


def _same(public: str, template: str) -> str | None:
    """Return the service's path when it is ours but for the names of parameters."""
    return template if _shape(public) == _shape(template) else None


def _shape(path: str) -> list[str]:
    return ["{}" if _is_parameter(part) else part for part in path.split("/")]


def _fixed(public: str, template: str) -> str | None:
    """Return the path where ours has a word for a parameter of the service's."""
    ours, theirs = public.split("/"), template.split("/")
    if len(ours) != len(theirs):
        return None
    path = []
    for our, their in zip(ours, theirs, strict=True):
        if not _is_parameter(their) and our != their:
            return None
        path.append(their if _is_parameter(our) else our)
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
