"""Pages about the API that a browser without internet can read: its routes and its problems."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask, Response, render_template

from chassis.http import json_response
from gateway.api.public_document import PublicDocument
from kernel.errors import NotFoundError

PAGE_ENDPOINTS = frozenset({"docs", "style", "problem-list", "problem-page"})
_FOR_BROWSERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'none'",
    "Cache-Control": "public, max-age=60",
}


def add_pages(app: Flask, document: PublicDocument) -> None:
    """Serve `/openapi.json`, `/docs` and `/problems`."""

    def openapi() -> Response:
        current = document.current()
        return json_response(current, headers={"Cache-Control": _kept_by_readers(current)})

    # The app factory serves the process's own document there; outside it is the whole API's.
    app.view_functions["openapi"] = openapi

    @app.get("/docs", endpoint="docs")
    def docs() -> Response:
        current = document.current()
        page = _page("docs.html", current=current, groups=_by_tag(current), shown=_shown)
        page.headers["Cache-Control"] = _kept_by_readers(current)
        return page

    @app.get("/docs/style.css", endpoint="style")
    def style() -> Response:
        text = render_template("style.css")
        return Response(text, content_type="text/css; charset=utf-8", headers=_FOR_BROWSERS)

    @app.get("/problems", endpoint="problem-list")
    def problem_list() -> Response:
        return _page("problems.html", problems=document.current()["x-problems"])

    @app.get("/problems/<slug>", endpoint="problem-page")
    def problem_page(slug: str) -> Response:
        found = [p for p in document.current()["x-problems"] if p["slug"] == slug]
        if not found:
            raise NotFoundError
        return _page("problems.html", problems=found)


def _kept_by_readers(document: dict[str, Any]) -> str:
    """Return how long a reader may keep it: a document with a gap until its next look alone."""
    return "no-store" if document.get("x-missing") else _FOR_BROWSERS["Cache-Control"]


def _page(template: str, **values: Any) -> Response:
    return Response(render_template(template, **values), headers=_FOR_BROWSERS)


def _by_tag(document: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return the operations in the order of their paths, by first tag."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            row = {"method": method.upper(), "path": path, "operation": operation}
            groups.setdefault(operation["tags"][0], []).append(row)
    return groups


def _shown(value: object) -> str:
    """Return a part of the document as text that people read."""
    return json.dumps(value, ensure_ascii=False, indent=2)
