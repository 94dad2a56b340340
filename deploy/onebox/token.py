"""`motcua token`: print an access token of the demonstration issuer (one box)."""

from __future__ import annotations

import click
from sqlalchemy.exc import ProgrammingError

from chassis.settings import SettingsError
from deploy.onebox.access_token import Holder
from deploy.onebox.settings import read_issuer_settings
from kernel.errors import UnavailableError
from kernel.rights import Role
from kernel.scopes import SCOPES

_HOUR = 3600


@click.command()
@click.option("--role", "roles", multiple=True, type=click.Choice([r.value for r in Role]))
@click.option("--sub", "subject", help="Who it is; else the role and agency.")
@click.option("--agency", help="Code of the agency an officer works at.")
@click.option("--name")
@click.option("--id-number", help="Citizen's id number, 12 digits.")
@click.option("--tax-code", help="A business's tax code.")
@click.option("--phone")
@click.option("--email")
@click.option("--scope", "scopes", multiple=True, help="For client programs; else every scope.")
@click.option("--no-mfa", is_flag=True, help="An administrator without a second factor.")
@click.option("--hours", type=float, default=8.0, show_default=True)
def token(
    roles: tuple[str, ...],
    subject: str | None,
    scopes: tuple[str, ...],
    hours: float,
    *,
    no_mfa: bool,
    **about: str | None,
) -> None:
    """Print an access token; it begins now on the suite's clock."""
    roles = roles or (Role.CITIZEN.value,)
    scopes = scopes or (tuple(SCOPES) if Role.PARTNER in roles else ())
    holder = Holder(
        subject=subject or "-".join(filter(None, ("demo", *roles, about.get("agency")))),
        roles=roles,
        scope=scopes,
        second_factor=not no_mfa,
        about={name: value for name, value in about.items() if value},
    )
    try:
        settings = read_issuer_settings()
        now = settings.clock()()
    except (SettingsError, UnavailableError) as error:
        raise click.ClickException(str(error)) from error
    except ProgrammingError as error:
        raise click.ClickException("Run `motcua gateway migrate` first.") from error
    click.echo(settings.issuer().issue(holder, now=now, seconds=int(hours * _HOUR)))
