"""`moderator service install|remove|status|sign-in`: gathering while no window is open, for the current user."""

from __future__ import annotations

from pathlib import Path

import click

from moderator.commands.opening import Opening


@click.group()
def service() -> None:
    """Gather while no window is open, and open the desk at sign-in. For the current user alone."""


@service.command()
@click.option(
    "--credential",
    type=click.Path(path_type=Path),
    default=None,
    help="The root key, encrypted with: systemd-creds encrypt --name=moderator-key. For desks without a keyring.",
)
@click.pass_obj
def install(opening: Opening, credential: Path | None) -> None:
    """Run the worker as a service of this user. It is started now and at each sign-in."""
    from moderator import service

    path = service.install_worker(opening.home(), service.Places.of_this_user(), credential=credential)
    click.echo(f"Installed and started: {path}")
    click.echo("The desktop uses this worker and starts none of its own while it runs.")


@service.command()
def remove() -> None:
    """Stop the service and take it out. What was gathered stays."""
    from moderator import service

    was_there = service.remove_worker(service.Places.of_this_user())
    click.echo("The service is removed." if was_there else "No service was installed.")


@service.command()
def status() -> None:
    """What is installed for this user, and whether it runs."""
    from moderator import service

    now = service.installed(service.Places.of_this_user())
    if now.worker is None:
        click.echo("No service is installed. Install it with: moderator service install")
    else:
        runs = {True: "running", False: "not running", None: "installed"}[now.running]
        click.echo(f"Worker: {runs} ({now.worker})")
    click.echo(f"At sign-in: {now.at_sign_in if now.at_sign_in else 'nothing is started'}")


@service.command("sign-in")
@click.argument("state", type=click.Choice(["on", "off"]))
@click.pass_obj
def sign_in(opening: Opening, state: str) -> None:
    """Open the desk in the tray when this user signs in."""
    from moderator import service

    path = service.start_at_sign_in(opening.home(), service.Places.of_this_user(), state == "on")
    click.echo(f"Written: {path}" if state == "on" else "The desk is no longer opened at sign-in.")


COMMANDS = (service,)
