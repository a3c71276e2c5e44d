"""`moderator person` and `moderator team`: who works here, as what, with whom.

A PERSON is a name or a pseudonym. Passphrases come on a descriptor, on standard input or from a terminal, never as an
option; one-time codes are printed once.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from moderator.commands import printable
from moderator.commands.opening import Opening
from moderator.problems import BadInput

if TYPE_CHECKING:
    from moderator.console import Console
    from moderator.gate import Code
    from moderator.people.roles import Role


@click.group()
def person() -> None:
    """Persons: who signs in here, and what they may do."""


@person.command()
@click.option("--name", default=None, help="The name that colleagues see.")
@click.pass_obj
def me(opening: Opening, name: str | None) -> None:
    """Choose your own passphrase: typed twice, or one line on standard input. Needed before anybody else can join.

    With a one-time code: moderator --person NAME --pass-fd N person me, with the code on N.
    """
    from moderator.commands.who import new_passphrase

    with opening.console(choosing=True) as console:
        phrase = new_passphrase()
        if console.choosing:
            console.choose_passphrase(phrase)
            if name is not None:
                console.staff.introduce(name, phrase)
        else:
            console.staff.introduce(name, phrase)
    click.echo(
        "Your passphrase is set. Nobody can read it back; an admin can replace it with a one-time code."
    )


@person.command()
@click.argument("name")
@click.option(
    "--role", "roles", multiple=True, metavar="R", help="moderator (by default), lead, hr or admin."
)
@click.pass_obj
def add(opening: Opening, name: str, roles: Sequence[str]) -> None:
    """A new person. Prints a one-time code, with which they choose a passphrase of their own."""
    with opening.console() as console:
        code = console.staff.add(name, _roles(roles or ("moderator",)))
    _say_code(f"{printable(name)} joins as {code.person}.", code)


@person.command("list")
@click.option("--all", "everybody", is_flag=True, help="Those who have left too.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def list_(opening: Opening, everybody: bool, as_json: bool) -> None:
    """Everybody, their roles, and whether they have signed in yet. The journal keeps that you looked."""
    with opening.console() as console:
        members = console.staff.members(left_too=everybody)
    for one in members:
        roles = ", ".join(role for role in sorted(one.roles)) or "no role"
        state = (
            "left"
            if one.left
            else {"ready": "", "code": "has a one-time code", "none": "no passphrase"}[one.state]
        )
        if as_json:
            row = {
                "person": one.person,
                "name": one.name,
                "roles": sorted(one.roles),
                "state": state or "ready",
            }
            click.echo(json.dumps(row, ensure_ascii=True))
        else:
            click.echo("  ".join(part for part in (one.person, printable(one.name), roles, state) if part))
    if not members and not as_json:
        click.echo(
            "You are alone at this desk and may do everything. Somebody else: moderator person add NAME"
        )


@person.command()
@click.argument("who", metavar="PERSON")
@click.argument("roles", nargs=-1, required=True, metavar="ROLE...")
@click.pass_obj
def role(opening: Opening, who: str, roles: Sequence[str]) -> None:
    """Give a person exactly these roles: moderator, lead, hr, admin."""
    wanted = _roles(roles)
    with opening.console() as console:
        known = console.entrance.person_called(who)
        console.staff.set_roles(known, wanted)
    click.echo(f"{known} is {', '.join(sorted(wanted))} from now on.")


@person.command()
@click.argument("who", metavar="PERSON")
@click.option("--yes", is_flag=True, help="Do not ask before.")
@click.pass_obj
def leave(opening: Opening, who: str, yes: bool) -> None:
    """A person leaves: their open cards go back to the line, and what they were shown stays on record."""
    with opening.console() as console:
        known = console.entrance.person_called(who)
        what = console.staff.leaving(known)
        if what.why_not:
            console.staff.leave(known)  # says what to do instead
        cards = "1 open card goes" if what.open_cards == 1 else f"{what.open_cards} open cards go"
        click.echo(
            f"{cards} back to the line, {what.drafts} unsent notes go to whoever opens the card, {what.shifts} coming "
            "shifts are taken off the roster.",
            err=True,
        )
        if not yes:
            click.confirm(f"Shall {known} leave?", abort=True, err=True)
        console.staff.leave(known)
        alone = not console.here().several
    click.echo(f"{known} has left. Decisions, notes and what they were shown stay on record.")
    if alone:
        click.echo("You are alone at this desk now: no passphrase is asked until somebody joins.")


@person.command()
@click.argument("who", metavar="PERSON")
@click.option(
    "--role", "roles", multiple=True, metavar="R", help="moderator (by default), lead, hr or admin."
)
@click.pass_obj
def back(opening: Opening, who: str, roles: Sequence[str]) -> None:
    """Somebody who left comes back, under the same pseudonym."""
    with opening.console() as console:
        known = console.entrance.person_called(who, left_too=True)
        code = console.staff.take_back(known, _roles(roles or ("moderator",)))
    _say_code(f"{known} is back.", code)


@person.command()
@click.argument("who", metavar="PERSON")
@click.argument("name")
@click.pass_obj
def rename(opening: Opening, who: str, name: str) -> None:
    """Another name for a person. The pseudonym stays."""
    with opening.console() as console:
        known = console.entrance.person_called(who)
        console.staff.rename(known, name)
    click.echo(f"{known} is called {printable(name)} from now on.")


@person.command()
@click.argument("who", metavar="PERSON")
@click.option(
    "--recovery-sheet",
    is_flag=True,
    help="For an admin where no other is left: the words of the sheet on standard input.",
)
@click.pass_obj
def reset(opening: Opening, who: str, recovery_sheet: bool) -> None:
    """For who forgot their passphrase: prints a one-time code in its place."""
    if recovery_sheet:
        from moderator.commands.recovering import words_typed

        words_typed(opening.home().check)
    with opening.console(anybody=recovery_sheet) as console:
        known = console.entrance.person_called(who)
        code = console.entrance.recover(known) if recovery_sheet else console.staff.reset(known)
    _say_code(f"The passphrase of {known} is no longer good.", code)


def _say_code(sentence: str, code: Code) -> None:
    click.echo(sentence)
    click.echo(f"One-time code: {code.code}")
    click.echo(
        f"Read it to them; it is good until {code.until.astimezone():%d %b %Y %H:%M} and shown only now."
    )


def _roles(words: Sequence[str]) -> frozenset[Role]:
    from moderator.people.roles import role as named

    return frozenset(named(word) for word in words)


# teams


@click.group()
def team() -> None:
    """Teams: who works together, and who leads them."""


@team.command("list")
@click.pass_obj
def teams_(opening: Opening) -> None:
    """Every team with its members. The journal keeps that you looked at their names."""
    with opening.console() as console:
        found = console.teams.teams()
        called = console.names() if found else {}
    for one in found:
        click.echo(f"{one.id:>4}  {printable(one.name)}")
        for member in sorted(one.members, key=lambda member: called.get(member, member)):
            lead = "  leads" if member in one.leads else ""
            click.echo(f"        {member}  {printable(called.get(member, ''))}{lead}")
    if not found:
        click.echo("No teams yet. Make one with: moderator team add NAME")


@team.command("add")
@click.argument("name")
@click.pass_obj
def add_team(opening: Opening, name: str) -> None:
    """A new team."""
    with opening.console() as console:
        made = console.teams.make(name)
    click.echo(f"Team {made} is made. Put people in with: moderator team join {made} PERSON")


@team.command("rename")
@click.argument("which", metavar="TEAM")
@click.argument("name")
@click.pass_obj
def rename_team(opening: Opening, which: str, name: str) -> None:
    """Another name for a team."""
    with opening.console() as console:
        found = _team(console, which)
        console.teams.rename(found, name)
    click.echo(f"Team {found} is called {printable(name)} from now on.")


@team.command("join")
@click.argument("which", metavar="TEAM")
@click.argument("who", metavar="PERSON")
@click.option("--lead", is_flag=True, help="As its lead; takes the role lead.")
@click.pass_obj
def join(opening: Opening, which: str, who: str, lead: bool) -> None:
    """Put a person into a team; again with or without --lead to change that."""
    with opening.console() as console:
        found, known = _team(console, which), console.entrance.person_called(who)
        console.teams.put_in(found, known, lead=lead)
    click.echo(f"{known} {'leads' if lead else 'is in'} team {found}.")


@team.command("leave")
@click.argument("which", metavar="TEAM")
@click.argument("who", metavar="PERSON")
@click.pass_obj
def leave_team(opening: Opening, which: str, who: str) -> None:
    """Take a person out of a team."""
    with opening.console() as console:
        found, known = _team(console, which), console.entrance.person_called(who)
        console.teams.take_out(found, known)
    click.echo(f"{known} is no longer in team {found}.")


@team.command("close")
@click.argument("which", metavar="TEAM")
@click.pass_obj
def close_team(opening: Opening, which: str) -> None:
    """A team is no more; its people stay."""
    with opening.console() as console:
        found = _team(console, which)
        console.teams.close(found)
    click.echo(f"Team {found} is closed.")


def _team(console: Console, which: str) -> int:
    """A team by its number or name."""
    from moderator.people import names

    for one in console.teams.teams():
        if which == str(one.id) or names.key(which) == names.key(one.name):
            return int(one.id)
    raise BadInput(f"There is no team “{which[:40]}”", "", "List them with: moderator team list")


COMMANDS = (person, team)
