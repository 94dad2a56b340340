"""Headers that tell browsers to do nothing with an answer but read it (ASVS 5.0 chapter 3)."""

from __future__ import annotations

from flask import Flask, Response

_ALWAYS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_OVER_TLS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


def add_security_headers(app: Flask, *, secure: bool) -> None:
    """Put them on every answer; `secure` when people reach the gateway by TLS."""
    headers = _ALWAYS | (_OVER_TLS if secure else {})

    @app.after_request
    def harden(response: Response) -> Response:
        # Asking the list of headers once is a tenth of asking it for each of them.
        given = {name.lower() for name, _ in response.headers}
        response.headers.extend(
            [(name, value) for name, value in headers.items() if name.lower() not in given]
        )
        return response
