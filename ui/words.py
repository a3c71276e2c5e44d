"""Every sentence that people read in the window, made from values. Plain, kind, exact.

Numbers of exposure are told to the person alone, and as shares of the room there is, never as speed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from moderator.cards import AuthorRecord, Card, Offer, Option, PastDecision
from moderator.coverage import Covers
from moderator.decisions import Decided, Op, Recent, UndoKind, Undone, Verdict
from moderator.overview import MOST_COUNTED
from moderator.problems import BreakDue, LimitReached, NoSuchCard, Problem, StoreBusy
from moderator.records import ActDone, Entry, Stand
from moderator.scores import Band
from moderator.veils import Effect
from ui.look import plain

_CATEGORIES = {
    "toxicity": "Rude",
    "severe_toxicity": "Very harsh",
    "obscene": "Coarse language",
    "threat": "Threat",
    "insult": "Insult",
    "identity_attack": "Hate",
    "sexual_explicit": "Sexual",
}
_UNCHECKED = {
    "language": "Not checked · language",
    "blank": "Not checked · no words",
    "media": "Not checked · media only",
    "cut": "Not checked · too long",
    "scorer_down": "Not checked · scorer is down",
    "poison": "Not checked · scorer failed",
    "waiting": "Not checked yet",
}
_BANDS = {
    Band.S0: "calm",
    Band.S1: "mild",
    Band.S2: "harsh",
    Band.S3: "very harsh",
    Band.S4: "severe",
}
_VERDICTS = {
    Verdict.KEEP: "Keep",
    Verdict.HIDE: "Hide",
    Verdict.DELETE: "Delete",
    Verdict.ESCALATE: "Escalate unread",
}
_DONE = {
    Verdict.KEEP: "Kept",
    Verdict.HIDE: "Hiding",
    Verdict.DELETE: "Deleting",
    Verdict.ESCALATE: "Escalated unread",
}
_RESULT = {
    Verdict.KEEP: "kept",
    Verdict.HIDE: "hidden",
    Verdict.DELETE: "deleted",
    Verdict.ESCALATE: "escalated",
}


_DOING = {
    Op.REPLY: "answering",
    Op.FILTER: "filtering a phrase",
    Op.MUTE: "muting the author",
    Op.BLOCK: "blocking the author",
    Op.REPORT: "reporting",
    Op.UNHIDE: "showing it again",
    Op.CLOSE_COMMENTS: "closing the thread",
}
_BESIDE = {
    Op.REPLY: "answered",
    Op.FILTER: "phrase filtered",
    Op.MUTE: "author muted",
    Op.BLOCK: "author blocked",
    Op.REPORT: "reported",
    Op.UNHIDE: "shown again",
    Op.CLOSE_COMMENTS: "thread closed",
}


def category(band: Band | None, category: str, unchecked: str | None = None) -> str:
    """What is behind the veil, in four words or fewer."""
    if band is None:
        return _UNCHECKED.get(unchecked or category or "waiting", "Not checked")
    if band is Band.S0:
        return "Calm"
    return _CATEGORIES.get(category, "Harsh")


def kind_of(card: Card) -> str:
    return category(card.band, card.category, card.unchecked)


def severity(band: Band | None) -> str:
    return "not checked" if band is None else _BANDS[band]


def verdict(verdict: Verdict) -> str:
    return _VERDICTS[verdict]


_LANGUAGES = {
    "en": "English",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "it": "Italian",
    "pt": "Portuguese",
    "nl": "Dutch",
    "ar": "Arabic",
    "he": "Hebrew",
    "hi": "Hindi",
    "zh": "Chinese",
    "vi": "Vietnamese",
    "el": "Greek",
    "tr": "Turkish",
    "pl": "Polish",
    "ru": "Russian",
    "uk": "Ukrainian",
    "ja": "Japanese",
    "ko": "Korean",
    "fa": "Persian",
    "ur": "Urdu",
    "pa": "Punjabi",
    "id": "Indonesian",
    "tl": "Tagalog",
    "sv": "Swedish",
    "da": "Danish",
    "no": "Norwegian",
    "fi": "Finnish",
    "cs": "Czech",
    "sk": "Slovak",
    "hu": "Hungarian",
    "ro": "Romanian",
    "bg": "Bulgarian",
    "sr": "Serbian",
    "hr": "Croatian",
    "bn": "Bengali",
    "ta": "Tamil",
    "th": "Thai",
    "und": "another language",
}


def language(code: str) -> str:
    return _LANGUAGES.get(code, code)


def why_unchecked(card: Card, explanation: str) -> str:
    """What stands beside the name of a card that was not checked: it names the language where that is why."""
    if card.unchecked == "language" and card.language:
        named = language(card.language)
        return f"no scorer here covers {'this language' if card.language == 'und' else named}"
    return (
        explanation.removeprefix("not checked").lstrip(": ").removeprefix("yet")
    )  # the card's name says that


def coverage(rows: Sequence[Covers]) -> str:
    """What each scorer covers, a line each, and what becomes of the rest."""
    lines = []
    for row in rows:
        spoken = ", ".join(map(language, row.languages)) or "nothing"
        name = f"{row.name} {row.version}" + ("" if row.used else " (installed, not used)")
        lines.append(f"{name}: {spoken}. {row.rests_on[:1].upper()}{row.rests_on[1:]}.")
    return "\n".join([*lines, UNCOVERED])


def effect(effect: Effect) -> str:
    """ "From 0.3: 12 % veiled; of those kept, 3 % veiled; of those hidden or deleted, 2 % bare. 210 calm, 29 harsh"."""
    if effect.veiled is None:
        told = "nothing to look at yet"
    else:
        told = f"{_percent(effect.veiled)} veiled"
        if effect.kept_veiled is not None:
            told += f"; of those kept, {_percent(effect.kept_veiled)} veiled"
        if effect.acted_bare is not None:
            told += f"; of those hidden or deleted, {_percent(effect.acted_bare)} bare"
        counts = [f"{n:,} {_BANDS[Band(at)]}" for at, n in enumerate(effect.bands) if n]
        told += f". {', '.join(counts)}" if counts else ""
    begin = point(effect.point)
    return f"{begin[:1].upper()}{begin[1:]}{' (now)' if effect.now else ''}: {told}"


def point(point: float | None) -> str:
    """From which probability, in words."""
    return "never" if point is None else f"from {point:g}"


_BEGINS = {
    Band.S1: "Veiled, as mild",
    Band.S2: "Harsh",
    Band.S3: "Very harsh",
    Band.S4: "Severe",
}


def begins(band: Band) -> str:
    """What begins where a band begins, for a list to choose from."""
    return f"{_BEGINS[band]} ({band.name})"


BANDS_LOCKED = "Your agency's settings let nobody move these."


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %" if share in (0, 1) or share >= 0.1 else f"{share * 100:.1f} %"


UNCOVERED = "Comments with any other language in them stay veiled, as not checked."


def copies(count: int) -> str:
    return "1 copy" if count == 1 else f"{count:,} copies"


def comments(count: int) -> str:
    return "1 comment" if count == 1 else f"{count:,} comments"


def cards(count: int) -> str:
    return "1 card" if count == 1 else f"{count:,} cards"


def waiting(count: int) -> str:
    return "1 card waits." if count == 1 else f"{cards(count)} wait."


def many(card: Card) -> str:
    """How many comments a card is about, for where there is little room."""
    return copies(card.copies) if card.wordings < 2 else f"{card.copies:,} near-copies"


def copies_and_authors(card: Card) -> str:
    if card.wordings > 1:
        return f"{comments(card.copies)}, {card.wordings:,} wordings"
    if card.copies == 1:
        return comments(1)
    if card.authors <= 1:
        return f"{copies(card.copies)} from one author"
    return f"{copies(card.copies)} from {card.authors:,} authors"


# time


def age(since: datetime | None, now: datetime) -> str:
    """How long ago, short, for a list."""
    if since is None:
        return ""
    minutes = int((now - since).total_seconds() // 60)
    if minutes < 1:
        return "now"
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 24 * 60:
        return f"{minutes // 60} h"
    if minutes < 14 * 24 * 60:
        days = minutes // (24 * 60)
        return f"{days} day" if days == 1 else f"{days} days"
    return day(since)


def day(moment: datetime) -> str:
    local = moment.astimezone()
    return f"{local.day} {local:%b %Y}"


def plain_day(day: date) -> str:
    """A day of the calendar, wherever one is."""
    return f"{day.day} {day:%b %Y}"


def clock_time(moment: datetime) -> str:
    return f"{moment.astimezone():%H:%M}"


def moment(moment: datetime) -> str:
    return f"{day(moment)} {clock_time(moment)}"


def span(length: timedelta) -> str:
    """A length of time in words."""
    seconds = max(0, round(length.total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def countdown(left: timedelta) -> str:
    seconds = max(0, -int(-left.total_seconds() // 1))
    return f"{seconds // 60}:{seconds % 60:02}"


# a card, told aloud: nothing from behind the veil is in it


def with_names(sentence: str, names: Mapping[str, str]) -> str:
    """A sentence of the core, which knows persons by pseudonym alone, as it may be read here."""
    for person, name in names.items():
        sentence = sentence.replace(person, plain.name(name).strip(plain.FSI + plain.PDI))
    return sentence


def open_where(*, mine: bool, holder: str = "") -> str:
    """Who has a card open. `holder` is their name as it may be shown, where it is known."""
    return "Open here" if mine else f"Open at {holder}'s desk" if holder else "Open at a colleague's desk"


def spoken(card: Card, calm_line: str, who: str, *, mine: bool = False, holder: str = "") -> str:
    """What a screen reader says of one row of the line."""
    parts = [who, card.account]
    if card.veiled:
        parts.append(f"veiled comment, {kind_of(card)}, {severity(card.band)}")
    else:
        parts.append(f"calm: {calm_line}")
    if card.copies > 1:
        parts.append(copies_and_authors(card) if card.wordings > 1 else copies(card.copies))
    if card.due_in is not None:
        parts += filter(None, (first_because(card), card.due_in.words))
    if card.held_by:
        where = open_where(mine=mine, holder=holder)
        parts.append(where[0].lower() + where[1:])
    if card.concerns_me:
        parts.append("it may concern you: a colleague will look at it")
    return ". ".join(parts)


def row_note(card: Card, *, mine: bool = False, holder: str = "", short: bool = False) -> str:
    """The last line of a row: who has it, what it waits for; its promise, when there is little left of it; else why it
    stands where it does.
    """
    if card.held_by:
        return open_where(mine=mine, holder=holder)
    if card.concerns_me:
        return "It may concern you: a colleague will look at it"
    if card.why_not_yet:
        return card.why_not_yet
    if card.due_in is not None and card.due_in.left <= _SOON:
        return _begun(card.due_in.short if short else card.due_in.words)
    if card.first_because in ("", "threat", "severity", "not checked"):  # those the disc and the kind say
        return ""
    return f"First because: {card.first_because}"


_SOON = timedelta(hours=2)  # of work


def first_because(card: Card) -> str:
    return f"first because: {card.first_because}" if card.first_because else ""


def place(card: Card) -> str:
    """Why an open card stands where it does in the line, and its promise: by when, and in which hours that is counted."""
    if card.due_at is None or card.due_in is None:
        return ""
    basis = {"roster": "by the roster", "office hours": "by office hours"}.get(
        card.due_in.basis, "every hour counts"
    )
    due = f"{card.due_in.words} ({moment(card.due_at)}, {basis})"
    return _begun(" · ".join(filter(None, (first_because(card), due))))


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def promises(missed: int, nearly: int) -> str:
    """How many cards are past their promise, and how many will be within an hour of work."""

    def told(count: int) -> str:
        return f"{count:,} or more cards" if count >= MOST_COUNTED else cards(count)

    parts = [f"{told(missed)} past the promise"] if missed else []
    if nearly:
        parts.append(f"{told(nearly)} due within an hour of work")
    return ", ".join(parts)


def author(record: AuthorRecord) -> str:
    """What this desk knows of an author: only what happened here."""
    if record.first_seen is None:
        return "First comment here"
    parts = [f"first seen here {day(record.first_seen)}", comments(record.comments)]
    parts.append("none acted on" if not record.acted_on else f"{record.acted_on:,} acted on")
    return " · ".join(parts)


def past(decisions: Sequence[PastDecision]) -> str:
    if not decisions:
        return ""
    told = [f"{_RESULT[each.verdict]} {day(each.at)}" for each in decisions]
    return ("Last decision: " if len(told) == 1 else "Last decisions: ") + ", ".join(told)


# verdicts


def cannot_be_undone(option: Option) -> bool:
    """Does the core say that there is no way back on the platform?"""
    return option.verdict is Verdict.DELETE or option.undo.startswith("cannot")


def beneath(option: Option, card: Card, rule: int | None) -> str:
    """The second line of a verdict's button."""
    if not option.allowed:
        return option.why or "Not possible on this platform"
    parts = []
    if card.copies > 1 and option.verdict is not Verdict.ESCALATE:
        parts.append(f"all {card.copies:,}")
    if option.verdict is Verdict.ESCALATE:
        parts.append("to the duty lead")
    elif option.verdict.acts:
        parts.append(option.undo or option.why)
    if option.suggested:
        parts.append(f"rule {rule} suggests it" if rule else "a house rule suggests it")
    return " · ".join(part for part in parts if part)


def consequence(option: Option, card: Card) -> str:
    what = (
        "this comment"
        if card.copies == 1
        else f"all {card.copies:,} {'copies' if card.wordings < 2 else 'comments'}"
    )
    does = "taken off the platform for everyone" if option.verdict is Verdict.DELETE else "hidden"
    back = "This cannot be undone." if option.undo.startswith("cannot") else f"It {option.undo}."
    return f"With this, {what} will be {does}. {back}"


LEAVE_IT = "Leave it"
PUT_AWAY = "Put it away"
GOES_WITH = "This goes with whatever you decide."
ANSWER_BEGUN = "an answer is begun"
LETTERS_WAIT = "Letters decide nothing here. Enter does what is ticked; Esc goes back to the card."
NOTHING_TO_OFFER = "Nothing else can be done about this comment from here."
NOTHING_CHOSEN = "Nothing is chosen yet. Choose something, or leave it with Esc."
FORWARD = "Tell the author's own server too"


def instead(why: str) -> str:
    """What a verdict that cannot be carried out says before it offers what can be done."""
    return f"{_sentence(why)} What can be done instead:"


def offer(offer: Offer) -> str:
    """The title of an act that may go with the decision."""
    many = f"{offer.authors:,} authors" if offer.authors > 1 else "the author"
    return {Op.MUTE: f"Mute {many}", Op.BLOCK: f"Block {many}"}.get(
        offer.op, "Report it" if offer.authors == 1 else f"Report it, for {many}"
    )


def offer_does(offer: Offer | None) -> str:
    return _sentence(offer.does) if offer is not None else ""


def offer_beneath(offer: Offer) -> str:
    return f"{_sentence(offer.does)} {_sentence(offer.undo)}".strip()


def offers(offers: Sequence[Offer]) -> str:
    """The title of the button behind which they are: "Answer, mute, block or report"."""
    names = {Op.REPLY: "answer", Op.MUTE: "mute", Op.BLOCK: "block", Op.REPORT: "report"}
    told = [names[offer.op] for offer in offers if offer.op in names]
    if not told:
        return "Answer, mute or report"
    joined = told[0] if len(told) == 1 else f"{', '.join(told[:-1])} or {told[-1]}"
    return joined.capitalize()


def keep_with(ops: Sequence[Op]) -> str:
    """The button that keeps the comment and does the rest."""
    if not ops:
        return "Nothing chosen yet"
    names = {Op.REPLY: "answer", Op.MUTE: "mute", Op.BLOCK: "block", Op.REPORT: "report"}
    return "Keep it, " + ", ".join(names[op] for op in ops if op in names)


def answer_length(letters: int, offer: Offer | None) -> str:
    told = "1 letter" if letters == 1 else f"{letters:,} letters"
    return told if offer is None or not offer.does else f"{told} · {offer.does}"


def _sentence(text: str) -> str:
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".") if text else ""


def to_score_by_hand(count: int) -> str:
    """Cards that the scorer failed on twice."""
    return f"{cards(count)} to score by hand" if count else ""


def sentence_of(text: str) -> str:
    """A sentence of ours, from words that a card says of itself."""
    return _sentence(text)


def decided(decided: Decided) -> str:
    which = " it" if decided.verdict.acts else ""
    if decided.copies > 1:
        which = f" all {decided.copies:,}"
    return ", ".join([_DONE[decided.verdict] + which, *(_DOING[op] for op in decided.also)])


def undo_says(decided: Decided, now: datetime, recent: Recent | None = None) -> str:
    """What the undo key would do now. `recent`: how far the decision had got at the last look."""
    if decided.undo_until is None:
        return "Undo takes it back."
    left = decided.undo_until - now
    if left > timedelta(0):
        return f"It leaves this desk in {span(left)}; until then undo calls it back."
    if recent is not None and recent.state == "decided":  # nobody has tried to carry it out
        return "It has not left this desk yet; undo still calls it back."
    return f"It has left this desk: {decided.undo_later}."


def undone(undone: Undone) -> str:
    stays = "".join(f" What stays: {_BESIDE[op]}, which nothing takes back." for op in undone.stays)
    if undone.kind is UndoKind.CALLED_BACK:
        said = (
            "The card waits in the line again." if stays else "Called back. The card waits in the line again."
        )
        return said + stays
    return f"The opposite act is on its way to the platform. The card waits in the line again.{stays}"


def progress(recent: Recent) -> str:
    """How far a decision has got, never further than it has."""
    which = _RESULT[recent.verdict] + ("" if recent.copies == 1 else f", {recent.copies:,} copies")
    which = ", ".join([which, *(_BESIDE[op] for op in recent.also)])
    match recent.state:
        case "pushed":
            return f"Confirmed: {which}"
        case "undone":
            return f"Undone: {which}"
        case "differs":
            return "A second look at an earlier decision, and seen differently: nothing was asked of the platform"
        case _ if recent.why_not_yet:
            return f"Not yet {which}: {recent.why_not_yet}"
        case "decided" if recent.by_hand:
            return f"To be done by hand: {which}"
        case "decided" if not recent.verdict.acts and not recent.also:
            return f"Decided: {which}"
        case _:
            return f"Not yet {which}: on its way"


# the desk


VEILED_AGAIN = "Veiled again."
PASSED = "Passed on. It does not come to you again."
NASTY_COUNTED = "Counted for you. A break is there when you like."
NOTE_LEFT = "The note is on the card."
EMPTY_LINE = "The line is empty. Thank you."
EMPTY_LINE_MORE = "New comments arrive by themselves. This is a good moment to stop for a while."
NO_SOURCES = "Nothing is connected yet."
NO_SOURCES_MORE = "Add an account or open a file, and its comments wait here."
NOTHING_WAITS = "Nothing waits."
TYPED_KEPT = "What you typed is still here."
COVERED = "The desk is covered."
LOADING = "Loading"
LOOKING = "Looking at the line"
WAITING_FOR_STORE = "Another program holds the desk's file. Waiting for it; nothing is lost."


def problem(problem: Problem) -> str:
    """What happened, what is safe, what to do next."""
    match problem:
        case BreakDue() | LimitReached():
            return problem.sentence()
        case StoreBusy():
            return (
                "The desk's file is busy with something else. Nothing is lost; please try again in a moment."
            )
        case NoSuchCard() if not problem.remedy:
            return f"{problem.sentence()} Take the next one."
        case _:
            return problem.sentence()


# what was decided before

_PAST = {
    Verdict.KEEP: "Kept",
    Verdict.HIDE: "Hidden",
    Verdict.DELETE: "Deleted",
    Verdict.ESCALATE: "Escalated",
}
_STANDS = {
    Stand.DECIDED: "",
    Stand.AWAITS: "awaits a second look",
    Stand.PUSHING: "on its way",
    Stand.PUSHED: "done on the platform",
    Stand.PARKED: "could not be done",
    Stand.DIFFERS: "seen differently before; nothing asked",
    Stand.UNDONE: "reopened",
}


def past_verdict(entry: Entry) -> str:
    """ "Hidden · 41 copies": what was decided, never more than was done."""
    done = (entry.stand in (Stand.PUSHED, Stand.UNDONE) or not entry.verdict.acts) and not entry.by_hand
    title = _PAST[entry.verdict] if done else f"{verdict(entry.verdict)}: decided"
    if entry.wordings > 1:
        return f"{title} · {comments(entry.copies)}, {entry.wordings:,} wordings"
    return f"{title} · {copies(entry.copies)}" if entry.copies > 1 else title


def stand(entry: Entry) -> str:
    if entry.stand is Stand.DECIDED and entry.verdict.acts:
        return "to be done by hand" if entry.by_hand else "leaves in a moment"
    return _STANDS[entry.stand]


def who_decided(entry: Entry, name: str = "") -> str:
    """`name` is what a pseudonym stands for, where this person may know."""
    if entry.follows is not None:
        return f"your agency's policy, as decision {entry.follows} was"
    return {"me": "you", "colleague": "a colleague"}.get(entry.who, name or entry.who)


def seen_before(seen: str) -> str:
    return {
        "unread": "decided from the veiled card, unread",
        "open": "its words stood on the card",
        "masked": "read with slurs hidden",
        "plain": "read as written",
        "": "",  # not told: the agency has not consulted
    }.get(seen, "read")


def act_done(act: ActDone) -> str:
    """ "Hide: done for 41 on 24 Nov 2026 14:20"."""
    what = f"{act.op.capitalize()}{' (taking it back)' if act.answers else ''}"
    many = f" for {act.copies}" if act.copies > 1 else ""
    if act.state == "confirmed":
        return f"{what}: done{many}" + (f", {moment(act.settled_at)}" if act.settled_at else "")
    if act.state == "cancelled":
        return f"{what}: called back before it left{many}"
    why = f": {act.problem.rstrip('.')}" if act.problem else ""
    if act.state == "parked":
        return f"{what}: could not be done{many}{why}"
    return f"{what}: on its way{many}{why}"


MAY_DECIDE = "You can decide from here. Reading is counted for you."
IS_DECIDED = "It is decided. Reading it again is counted for you."
NOTHING_DECIDED = "Nothing has been decided yet."
NOTHING_FOUND = "No decision fits."
ANSWER_WRITTEN = "The answer is written. It is readable by you alone."


def stand_choice(stand: Stand) -> str:
    return {
        Stand.DECIDED: "Nothing asked of a platform",
        Stand.AWAITS: "Awaits a second look",
        Stand.PUSHING: "On its way",
        Stand.PUSHED: "Done on the platform",
        Stand.PARKED: "Could not be done",
        Stand.DIFFERS: "Seen differently before",
        Stand.UNDONE: "Reopened",
    }[stand]


def label(name: str) -> str:
    """A label of the scorer, as it is called on a card."""
    return _CATEGORIES.get(name, name)
