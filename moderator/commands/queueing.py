"""`moderator queue` and `moderator decide`: the line, and a verdict on one card with all its copies."""

from __future__ import annotations

import json
from collections.abc import Iterator

import click

from moderator.cards import Card, State
from moderator.commands import printable
from moderator.commands.opening import Opening
from moderator.decisions import Verdict
from moderator.problems import Problem

_PAGE = 500


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, one card a line.")
@click.option("--all", "everything", is_flag=True, help="Decided cards too.")
@click.pass_obj
def queue(opening: Opening, as_json: bool, everything: bool) -> None:
    """The waiting line. Never text from behind the veil."""
    with opening.console() as console:
        count = 0
        for card in _cards(console.desk, everything):
            click.echo(json.dumps(_as_json(card), ensure_ascii=True) if as_json else _as_line(card))
            count += 1
        if not as_json:
            click.echo(f"{count} cards" if count else "Nothing is waiting.")


def _cards(desk: object, everything: bool) -> Iterator[Card]:
    ids = desk.line_ids(decided_too=everything)  # type: ignore[attr-defined]
    for start in range(0, len(ids), _PAGE):
        yield from desk.cards(ids[start : start + _PAGE])  # type: ignore[attr-defined]


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
        "state": str(card.state),
    }


def _as_line(card: Card) -> str:
    band = "not checked" if card.band is None else f"S{int(card.band)}"
    copies = f" · {card.copies} copies" if card.copies > 1 else ""
    state = "" if card.state is State.WAITING else f" · {card.state}"
    what = "veiled" if card.veiled else printable((card.text or "")[:60])
    head = f"{card.id:>6}  {band:<11}  {card.platform} {printable(card.account)[:30]}"
    return f"{head} · {printable(card.author)[:30]}{copies}{state} · {what}"


@click.command()
@click.argument("card_id", type=int, metavar="ID")
@click.argument("verdict", type=click.Choice([str(verdict) for verdict in Verdict]))
@click.option("--reason", default=None, metavar="R", help="House rule: its key or number.")
@click.option("--note", default="", help="A note for colleagues.")
@click.pass_obj
def decide(opening: Opening, card_id: int, verdict: str, reason: str | None, note: str) -> None:
    """Decide a card and all its copies, unread. Claims it first."""
    with opening.console(desk_suffix="-cli") as console:
        console.desk.open(card_id)
        try:
            decided = console.desk.decide(card_id, Verdict(verdict), reason, note)
        except Problem:
            console.desk.put_back()
            raise
    copies = "1 comment" if decided.copies == 1 else f"{decided.copies} copies"
    click.echo(f"Card {card_id}: {verdict}, {copies} (decision {decided.id})")


COMMANDS = (queue, decide)
