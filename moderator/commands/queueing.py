"""`moderator queue` and `moderator decide`: the line, and a verdict on one card with all its copies."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import timedelta

import click

from moderator.cards import Card, State
from moderator.commands import Number, printable
from moderator.commands.opening import Opening
from moderator.decisions import Extra, Ground, Op, Verdict
from moderator.problems import BadInput

_PAGE = 500


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For scripts: one JSON object a line, one card each.")
@click.option("--all", "everything", is_flag=True, help="The decided cards too.")
@click.pass_obj
def queue(opening: Opening, as_json: bool, everything: bool) -> None:
    """The waiting line, most urgent first. Looking at it claims nothing.

    A card is a comment with all its exact copies. Calm cards show their first words; of harsh and unchecked
    ones there is never a word, here or in --json.

    The keys of --json: id, platform, account, author, posted_at, veiled, band (S0 to S4, null: not checked),
    labels, copies, first_because, due_at (when your agency's promise ends), state (waiting, claimed, decided, pushed,
    parked).
    """
    with opening.console() as console:
        count, missed = 0, 0
        for card in _cards(console.desk, everything):
            click.echo(json.dumps(_as_json(card), ensure_ascii=True) if as_json else as_line(card))
            count += 1
            missed += card.due_in is not None and card.due_in.left < timedelta(0)
        if not as_json:
            told = {0: "Nothing is waiting.", 1: "1 card"}.get(count, f"{count} cards")
            click.echo(f"{told}, {missed} past their promise" if missed else told)


def _cards(desk: object, everything: bool) -> Iterator[Card]:
    ids = desk.line_ids(decided_too=everything)  # type: ignore[attr-defined]
    for start in range(0, len(ids), _PAGE):
        for card in desk.cards(ids[start : start + _PAGE]):  # type: ignore[attr-defined]
            if card.state is not State.GONE:  # left its platform before anybody decided
                yield card


def _as_json(card: Card) -> dict[str, object]:
    return {
        "id": card.id,
        "platform": card.platform,
        "account": card.account,
        "author": card.author,
        "posted_at": card.posted_at.isoformat() if card.posted_at else None,
        "veiled": card.veiled,
        "band": None if card.band is None else f"S{int(card.band)}",
        "labels": {label: round(value, 4) for label, value in card.labels.items()},
        "copies": card.copies,
        "wordings": card.wordings,
        "first_because": card.first_because,
        "due_at": card.due_at.isoformat() if card.due_at else None,
        "state": str(card.state),
    }


def as_line(card: Card) -> str:
    band = "not checked" if card.band is None else f"S{int(card.band)}"
    copies = f" · {card.copies} copies" if card.copies > 1 else ""
    if card.wordings > 1:
        copies = f" · {card.copies} comments, {card.wordings} wordings"
    state = "" if card.state is State.WAITING else f" · {card.state}"
    why = f"first because: {card.first_because}" if card.first_because else ""
    place = filter(None, (why, card.due_in.words)) if card.due_in else ()
    what = "veiled" if card.veiled else printable((card.text or "")[:60])
    head = f"{card.id:>6}  {band:<11}  {card.platform} {printable(card.account)[:30]}"
    return f"{head} · {printable(card.author)[:30]}{copies}{state} · {' · '.join([*place, what])}"


@click.command(short_help="Decide a card and all its copies, unread.")
@click.argument("card_id", type=Number(), metavar="ID")
@click.argument("verdict", type=click.Choice([str(verdict) for verdict in Verdict]), metavar="VERDICT")
@click.option(
    "--reason",
    default=None,
    metavar="R",
    help="The house rule, by key or number. Without it: the one that fits.",
)
@click.option("--note", default="", help="A note for colleagues, kept with the card.")
@click.option(
    "--also",
    multiple=True,
    type=click.Choice([str(op) for op in (Op.MUTE, Op.BLOCK, Op.REPORT, Op.CLOSE_COMMENTS)]),
    metavar="ACT",
    help="Beside the verdict: mute, block or report its authors, close_comments of its thread. Once or more.",
)
@click.option(
    "--ground",
    default=None,
    type=click.Choice([str(ground) for ground in Ground]),
    metavar="G",
    help="Of a report: spam, illegal, rude, sexual or other. Without it: what the house rule says.",
)
@click.option("--forward", is_flag=True, help="Send a report to the author's own server too.")
@click.option(
    "--reply", default="", metavar="TEXT", help="Answer the comment in public, as visible as it is."
)
@click.option(
    "--filter", "phrase", default="", metavar="PHRASE", help="Take a phrase out of the account's sight."
)
@click.pass_obj
def decide(
    opening: Opening,
    card_id: int,
    verdict: str,
    reason: str | None,
    note: str,
    also: tuple[str, ...],
    ground: str | None,
    forward: bool,
    reply: str,
    phrase: str,
) -> None:
    """Decide a card and all its copies, unread: keep, hide, delete or escalate.

    ID is the card's number in `moderator queue`. The card is claimed first. An act leaves for the platform
    ten seconds later, with the worker. Breaks and limits hold here as at the desk; escalating is never closed.

    Where a platform cannot hide (Mastodon), keep the comment and mute, block or report its author.
    """
    extras = _extras(also, ground, forward, reply, phrase)
    with opening.console(desk_suffix=f"-cli-{os.getpid()}") as console:
        decided = console.desk.decide_unread(card_id, Verdict(verdict), reason, note, extras)
        awaits = any(each.id == decided.id and each.state == "awaits" for each in console.desk.recent(5))
    copies = "1 comment" if decided.copies == 1 else f"{decided.copies} copies"
    beside = f"; also {', '.join(decided.also)}" if decided.also else ""
    click.echo(f"Card {card_id}: {verdict}, {copies}{beside} (decision {decided.id})")
    if awaits:
        click.echo("It takes effect once a colleague agrees, in the History.", err=True)
    elif decided.verdict.acts and decided.undo_until is None:
        click.echo(f"The desk keeps the record: {verdict} it by hand on the platform's own page.", err=True)


def _extras(
    also: tuple[str, ...], ground: str | None, forward: bool, reply: str, phrase: str
) -> tuple[Extra, ...]:
    if (ground or forward) and Op.REPORT not in also:
        raise BadInput("There is no report to which this belongs", "", "Add: --also report")
    made = []
    for name in also:
        op = Op(name)
        reports = op is Op.REPORT
        made.append(
            Extra(op, ground=Ground(ground) if ground and reports else None, forward=forward and reports)
        )
    made += [Extra(op, text) for op, text in ((Op.REPLY, reply), (Op.FILTER, phrase)) if text.strip()]
    return tuple(made)


COMMANDS = (queue, decide)
