"""`/tra-cuu`: the page that links in letters and the square code of forms lead to.

It knows nothing by itself: its script reads code and secret behind the `#`, which no server sees,
and asks `POST /api/v1/tracking` as any portal does. A province with a portal of its own serves
that path there (docs/decisions/0047-look-up-page.md).
"""

from __future__ import annotations

from flask import Flask, Response, render_template

LOOKUP_ENDPOINTS = frozenset({"lookup", "lookup-style", "lookup-script"})
_FOR_BROWSERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self';"
    " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cache-Control": "public, max-age=60",
}


def add_lookup_page(app: Flask) -> None:
    """Serve `/tra-cuu` with its style and its script."""

    @app.get("/tra-cuu", endpoint="lookup")
    def lookup() -> Response:
        return _answer("lookup.html", "text/html")

    @app.get("/tra-cuu/style.css", endpoint="lookup-style")
    def style() -> Response:
        return _answer("lookup.css", "text/css")

    @app.get("/tra-cuu/lookup.js", endpoint="lookup-script")
    def script() -> Response:
        return _answer("lookup.js", "text/javascript")


def _answer(template: str, mimetype: str) -> Response:
    return Response(render_template(template), mimetype=mimetype, headers=_FOR_BROWSERS)
