"""A private accessibility bus, and a screen reader's view of one program on it.

The bus is the one that desktops have (at-spi2-core). `Onlooker` is to a program what a screen reader is: it
sees names, roles and states, hears what gets the keyboard and what is announced, and nothing else. It speaks
D-Bus through jeepney, not through Qt.
"""

from __future__ import annotations

import shutil
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, MessageType, Properties, new_method_call
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from tests.peers.bus import private_bus
from tests.peers.keeping import PeerMissing, keep

LAUNCHERS = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")
_ROOT = "/org/a11y/atspi/accessible/root"
_NOWHERE = "/org/a11y/atspi/null"
_ATSPI = "org.a11y.atspi"
_LABELLED_BY = 2

STATES = {
    1: "active", 4: "checked", 5: "collapsed", 6: "defunct", 7: "editable", 8: "enabled", 9: "expandable",
    10: "expanded", 11: "focusable", 12: "focused", 16: "modal", 20: "pressed", 22: "selectable", 23: "selected",
    24: "sensitive", 25: "showing", 30: "visible", 36: "invalid", 41: "checkable", 42: "has popup", 43: "read only",
}  # fmt: skip


class AccessBus:
    """Both buses of a session: its own, and the one for screen readers that is asked for there."""

    def __init__(self, folder: Path, display: dict[str, str]) -> None:
        launcher = next((each for each in LAUNCHERS if Path(each).exists()), None)
        if launcher is None:
            raise PeerMissing("at-spi2-core is not installed (apt-get install at-spi2-core)")
        if shutil.which("dbus-daemon") is None:
            raise PeerMissing("dbus-daemon is not installed (apt-get install dbus-daemon)")
        (folder / "run").mkdir(mode=0o700)
        session = f"unix:path={folder / 'bus'}"
        self.environ = {"DBUS_SESSION_BUS_ADDRESS": session, "XDG_RUNTIME_DIR": str(folder / "run")}
        self._bus = private_bus(folder, self.environ)
        own = self.environ | {"GSETTINGS_BACKEND": "memory"} | display
        self._launcher = keep([launcher], log=folder / "launcher.log", env=own)
        self.address = ""
        self._launcher.wait_until(self._answers, 30, "at-spi-bus-launcher")

    def _answers(self) -> bool:
        with (
            suppress(OSError, NotSaid),
            open_dbus_connection(self.environ["DBUS_SESSION_BUS_ADDRESS"]) as bus,
        ):
            where = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
            (self.address,) = _reply(bus, new_method_call(where, "GetAddress"))
        return bool(self.address)

    def stop(self) -> None:
        for kept in (self._launcher, self._bus):
            kept.stop()


class NotSaid(Exception):
    """The program did not answer that: the thing is gone, or has no such side."""


@dataclass(frozen=True, slots=True)
class Node:
    """One thing that a screen reader can come to."""

    path: str
    role: str
    name: str
    description: str
    states: frozenset[str]
    text: str = ""  # what stands in a field, where it is no passphrase
    actions: tuple[str, ...] = ()
    label: str = ""  # what stands beside it and is said to be its name
    inside: tuple[Node, ...] = field(default=(), repr=False)

    def __str__(self) -> str:
        return f"{self.role} “{self.name}” {' '.join(sorted(self.states & _WORTH_SAYING))}"

    @property
    def on_screen(self) -> bool:
        return {"showing", "visible"} <= self.states

    @property
    def reachable(self) -> bool:
        return self.on_screen and {"focusable", "enabled"} <= self.states

    def words(self) -> tuple[str, ...]:
        return (self.label, self.name, self.description, self.text)

    def walk(self) -> Iterator[Node]:
        """This and everything within it, top to bottom."""
        yield self
        for each in self.inside:
            yield from each.walk()

    def all_words(self) -> str:
        """Everything that could be read aloud of it, whether it is on the screen or not."""
        return "\n".join(part for each in self.walk() for part in each.words() if part)


_WORTH_SAYING = frozenset({"checked", "selected", "focused", "expanded", "collapsed", "focusable", "showing"})


class Onlooker:
    """What a screen reader knows of the program with this process id."""

    def __init__(self, bus: AccessBus, pid: int) -> None:
        self._bus = open_dbus_connection(bus.address)
        self._pid, self.program = pid, ""
        self.announced: list[str] = []
        self.focus_path = ""  # of what got the keyboard last
        self.moved = 0  # how often the keyboard has gone somewhere else
        self._events: deque[Message] = deque(maxlen=10_000)
        registry = DBusAddress("/org/a11y/atspi/registry", f"{_ATSPI}.Registry", f"{_ATSPI}.Registry")
        for event in ("object:announcement", "object:state-changed:focused", "object:children-changed"):
            self._ask(new_method_call(registry, "RegisterEvent", "sass", (event, [], "")))
        rule = MatchRule(type="signal", interface=f"{_ATSPI}.Event.Object")
        self._ask(message_bus.AddMatch(rule))

    def close(self) -> None:
        self._bus.close()

    def there(self) -> bool:
        """Has the program come to the bus?"""
        for name, _ in self._children(f"{_ATSPI}.Registry", _ROOT):
            with suppress(NotSaid):
                (pid,) = self._ask(message_bus.GetConnectionUnixProcessID(name))
                if pid == self._pid:
                    self.program = name
        return bool(self.program)

    def windows(self) -> list[str]:
        """The paths of its windows that are on the screen."""
        try:
            paths = [path for _, path in self._children(self.program, _ROOT)]
        except NotSaid:  # it is not there any more
            return []
        return [path for path in paths if (found := self.node(path)) is not None and found.on_screen]

    def tree(self, rows: int = 40, *, hidden: bool = False) -> list[Node]:
        """Every window with what is on the screen of it, or with all that it has. Of a long list the first `rows`."""
        found = [self.node(path, rows, deep=True, hidden=hidden) for path in self.windows()]
        return [each for each in found if each is not None]

    def focus(self) -> Node | None:
        """What has the keyboard, as it was last told."""
        self.listen()
        return self.node(self.focus_path) if self.focus_path else None

    def node(self, path: str, rows: int = 40, *, deep: bool = False, hidden: bool = True) -> Node | None:
        """None where it is gone meanwhile, or hidden and not asked for."""
        try:
            states = self._states(path)
            if not hidden and not {"showing", "visible"} <= states:
                return None
            role = str(self._call(path, "Accessible", "GetRoleName")[0])
            sides = self._call(path, "Accessible", "GetInterfaces")[0]
            has_text = f"{_ATSPI}.Text" in sides and role != "password text"
            found = Node(
                path,
                role,
                str(self._get(path, "Accessible", "Name")),
                str(self._get(path, "Accessible", "Description")),
                states,
                str(self._call(path, "Text", "GetText", "ii", (0, -1))[0]) if has_text else "",
                self._actions(path) if f"{_ATSPI}.Action" in sides else (),
                self._label(path),
                tuple(self._inside(path, rows, hidden)) if deep else (),
            )
        except NotSaid:
            return None
        return found

    def act(self, path: str, what: str = "") -> None:
        """Do what a screen reader's user asks for: by default the first thing that can be done with it."""
        at = self._actions(path).index(what) if what else 0
        self._call(path, "Action", "DoAction", "i", (at,))

    def listen(self) -> None:
        """Take in what was told since."""
        with suppress(TimeoutError):
            while True:
                self._hear(self._bus.receive(timeout=0.01))
        while self._events:
            self._note(self._events.popleft())

    # the bus

    def _hear(self, message: Message) -> None:
        if message.header.message_type is MessageType.signal:
            self._events.append(message)

    def _note(self, message: Message) -> None:
        fields = message.header.fields
        if fields.get(HeaderFields.sender) != self.program:
            return
        member, body = fields.get(HeaderFields.member), message.body
        if member == "Announcement":
            self.announced.append(str(body[3][1]))
        elif member == "StateChanged" and body[:2] == ("focused", 1):
            self.focus_path = str(fields[HeaderFields.path])
            self.moved += 1

    def _inside(self, path: str, rows: int, hidden: bool) -> Iterator[Node]:
        for _, child in self._children(self.program, path)[:rows]:
            if child == _NOWHERE:
                continue
            found = self.node(child, rows, deep=True, hidden=hidden)
            if found is not None:
                yield found

    def _states(self, path: str) -> frozenset[str]:
        low, high = self._call(path, "Accessible", "GetState")[0]
        bits = low | high << 32
        return frozenset(name for at, name in STATES.items() if bits >> at & 1)

    def _actions(self, path: str) -> tuple[str, ...]:
        return tuple(name for name, _, _ in self._call(path, "Action", "GetActions")[0])

    def _label(self, path: str) -> str:
        relations = self._call(path, "Accessible", "GetRelationSet")[0]
        labels = [where for kind, found in relations if kind == _LABELLED_BY for _, where in found]
        return " ".join(str(self._get(each, "Accessible", "Name")) for each in labels if each != _NOWHERE)

    def _children(self, program: str, path: str) -> list[tuple[str, str]]:
        where = DBusAddress(path, program, f"{_ATSPI}.Accessible")
        return list(self._ask(new_method_call(where, "GetChildren"))[0])

    def _call(self, path: str, side: str, member: str, signature: str = "", body: Sequence[Any] = ()) -> Any:
        where = DBusAddress(path, self.program, f"{_ATSPI}.{side}")
        return self._ask(new_method_call(where, member, signature or None, tuple(body)))

    def _get(self, path: str, side: str, what: str) -> Any:
        where = DBusAddress(path, self.program, f"{_ATSPI}.{side}")
        return self._ask(Properties(where).get(what))[0][1]

    def _ask(self, call: Message) -> Any:
        return _reply(self._bus, call, self._hear)


def _reply(bus: DBusConnection, call: Message, hear: Callable[[Message], None] = lambda _: None) -> Any:
    serial = next(bus.outgoing_serial)
    bus.send(call, serial=serial)
    give_up = time.monotonic() + 60
    while True:
        message = bus.receive(timeout=max(0.0, give_up - time.monotonic()))
        if message.header.fields.get(HeaderFields.reply_serial) != serial:
            hear(message)
        elif message.header.message_type is MessageType.error:
            raise NotSaid(message.header.fields.get(HeaderFields.error_name), message.body)
        else:
            return message.body
