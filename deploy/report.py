"""`motcua report`: print a statutory report, asked for at the gateway."""

from __future__ import annotations

import json
import os
from urllib.parse import urlencode, urlsplit

import click
import urllib3

from chassis.settings import SettingsError
from deploy.onebox.access_token import Holder
from deploy.onebox.settings import read_issuer_settings
from kernel.errors import UnavailableError

_SECONDS = 60.0
_OK = 200


@click.command()
@click.argument("form")
@click.option("--period", required=True, help="Such as 2026-Q4 or 2026-11.")
@click.option("--agency", help="Code of the agency; else the whole province.")
@click.option("--as-of", help="What was known at this instant.")
@click.option("--present", is_flag=True, help="Count under the agencies there are today.")
@click.option("--format", "format_", type=click.Choice(["json", "csv"]), default="json")
@click.option("--token", "given", envvar="MOTCUA_TOKEN", help="Access token; else a demo one.")
def report(
    *,
    form: str,
    period: str,
    agency: str | None,
    as_of: str | None,
    present: bool,
    format_: str,
    given: str | None,
) -> None:
    """Print the report FORM (kstt-06 …) of a period."""
    wanted = {"period": period, "agency": agency, "as_of": as_of, "format": format_}
    wanted["succession"] = "present" if present else None
    query = urlencode({name: value for name, value in wanted.items() if value})
    status, body = _get(f"/api/v1/reports/{form}?{query}", given or _demonstration_token())
    text = body.decode(errors="replace")
    if status != _OK:
        raise click.ClickException(refusal(status, text))
    click.echo(text, nl=not text.endswith("\n"))


def refusal(status: int, text: str) -> str:
    """Return a problem in both languages, a line each (RFC 9457); else what was answered."""
    try:
        problem = json.loads(text)
        said = [problem["titles"], *(one["detail"] for one in problem.get("errors", []))]
        lines = [f"{one['vi']} / {one['en']}" for one in said]
    except (ValueError, KeyError, TypeError):
        lines = [text[:500]]
    return "\n       ".join([f"{status}: {lines[0]}", *lines[1:]])


def _get(path: str, token: str) -> tuple[int, bytes]:
    gateway = os.environ.get("MOTCUA_GATEWAY_URL")
    if not gateway or urlsplit(gateway).scheme not in {"http", "https"}:
        raise click.ClickException("MOTCUA_GATEWAY_URL is not set.")
    headers = {"Authorization": f"Bearer {token}"}
    try:
        answer = urllib3.request(
            "GET", gateway + path, headers=headers, timeout=_SECONDS, retries=False
        )
    except urllib3.exceptions.HTTPError as error:
        raise click.ClickException(f"{gateway} does not answer.") from error
    return answer.status, answer.data


def _demonstration_token() -> str:
    """Return a supervisor's token of the demonstration issuer; an error in production."""
    holder = Holder(subject="motcua-report", roles=("supervisor",))
    try:
        settings = read_issuer_settings()
        return settings.issuer().issue(holder, now=settings.clock()(), seconds=300)
    except SettingsError as error:
        raise click.ClickException("Give --token or set MOTCUA_TOKEN.") from error
    except UnavailableError as error:
        raise click.ClickException("The database does not answer. Does the suite run?") from error
