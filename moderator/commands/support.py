"""`moderator wellbeing support`: what the agency puts on the support card that F1 opens."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from moderator.commands import printable
from moderator.commands.opening import Opening
from moderator.commands.wellbeing import wellbeing
from moderator.wellbeing import support as card
from moderator.wellbeing.support import EMERGENCY, Support


@wellbeing.group("support")
def support() -> None:
    """The support card: whom somebody at this desk can talk to. Who looks at it is written nowhere."""


@support.command()
@click.pass_obj
def show(opening: Opening) -> None:
    """All of the card, and the day on which each entry was last checked."""
    with opening.console(anybody=True) as console:
        found, today = console.supporting.card(), console.supporting.today()
    for line in _lines(found):
        click.echo(printable(line))
    for name in card.old(found, today):
        click.echo(
            printable(f"Not looked at for more than a year: {name}. An admin should check it."), err=True
        )


@support.command("set")
@click.option("--name", help="Of your support service, an EAP mostly.")
@click.option("--phone", help="Its number.")
@click.option("--hours", help="When it can be reached.")
@click.option("--link", help="Its page, https only. It is shown as text and never opened.")
@click.option(
    "--confidential/--not-confidential", default=None, help="Is it so that the agency is not told who calls?"
)
@click.option(
    "--number",
    "numbers",
    multiple=True,
    metavar="WHO:NUMBER",
    help="Another number; in place of those before.",
)
@click.option("--contact", help="Whom to ask about the settings that protect people.")
@click.option("--representative", help="The health and safety representative.")
@click.option("--objecting", help="How to object to the settings.")
@click.option("--checked", is_flag=True, help="All that stands there was looked at today and is right.")
@click.pass_obj
def set_(
    opening: Opening,
    name: str | None,
    phone: str | None,
    hours: str | None,
    link: str | None,
    confidential: bool | None,
    numbers: tuple[str, ...],
    contact: str | None,
    representative: str | None,
    objecting: str | None,
    checked: bool,
) -> None:
    """Enter what is named and leave the rest; "" takes an entry away. For admins. 000, police and Lifeline always stay."""
    service = _given(name=name, phone=phone, hours=hours, link=link, confidential=confidential)
    rights = _given(contact=contact, representative=representative, objecting=objecting)
    if not (service or rights or numbers or checked):
        raise click.UsageError("Name what is to be entered")
    kept = tuple(card.number_of(each) for each in numbers if each)
    with opening.console() as console:
        before = console.supporting.card()
        wanted = Support(
            replace(before.service, **service),
            kept if numbers else before.numbers,
            replace(before.rights, **rights),
        )
        console.supporting.set(wanted, all_checked=checked)
    click.echo("Entered. It is on everybody's card now.")


def _given(**options: str | bool | None) -> dict[str, Any]:
    return {
        name: value.strip() if isinstance(value, str) else value
        for name, value in options.items()
        if value is not None
    }


def _lines(found: Support) -> list[str]:
    service, rights = found.service, found.rights
    told = [
        ("service", service.name),
        ("phone", service.phone),
        ("hours", service.hours),
        ("link", service.link),
        ("confidential", ("yes" if service.confidential else "not said") if service.there else ""),
        ("checked", str(service.checked or "")),
        *((each.phone, each.name) for each in EMERGENCY),
        *((each.phone, f"{each.name} (checked {each.checked})") for each in found.numbers),
        ("contact", rights.contact),
        ("representative", rights.representative),
        ("objecting", rights.objecting),
        ("checked", str(rights.checked or "") if rights.there else ""),
    ]
    return [f"{name:<15}{what}" for name, what in told if what]


COMMANDS = ()
