"""A stand-in for logind on a private bus: it answers what the desk asks and tells what the test wants.

`python -m tests.peers.logind ADDRESS`: one command a line on standard input (sleep, awake, lock, locked, away,
saver), one line out for each thing that happened. It speaks D-Bus through jeepney, not through Qt.
"""

from __future__ import annotations

import os
import sys
import threading

from jeepney import DBusAddress, HeaderFields, Message, MessageType, new_error, new_method_return, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.threading import open_dbus_connection

SESSION = "/org/freedesktop/login1/session/_32"
_LOGIN = "org.freedesktop.login1"
_MANAGER = DBusAddress("/org/freedesktop/login1", interface=f"{_LOGIN}.Manager")
_ITSELF = DBusAddress(SESSION, interface=f"{_LOGIN}.Session")
_PROPERTIES = DBusAddress(SESSION, interface="org.freedesktop.DBus.Properties")
_SAVER = DBusAddress("/org/freedesktop/ScreenSaver", interface="org.freedesktop.ScreenSaver")


class Logind:
    def __init__(self, address: str) -> None:
        self.bus = open_dbus_connection(address, enable_fds=True)
        self.delay: int | None = None
        self.properties = {"Id": ("s", "2"), "Active": ("b", True), "LockedHint": ("b", False)}

    def serve(self) -> None:
        while True:
            message = self.bus.receive()
            if message.header.message_type == MessageType.method_call:
                self.answer(message)
            elif message.header.message_type == MessageType.method_return:
                say("ready")  # the name is ours

    def answer(self, message: Message) -> None:
        fields = message.header.fields
        member, path = fields.get(HeaderFields.member), fields.get(HeaderFields.path)
        if member == "Get" and message.body[0] == f"{_LOGIN}.Session":
            value = self.properties.get(message.body[1])
            if value is not None and path in (SESSION, "/org/freedesktop/login1/session/auto"):
                self.bus.send(new_method_return(message, "v", (value,)))
                return
        elif member == "GetSession" and message.body == ("2",):
            self.bus.send(new_method_return(message, "o", (SESSION,)))
            return
        elif member == "Inhibit" and (message.body[0], message.body[3]) == ("sleep", "delay"):
            reader, writer = os.pipe()
            self.bus.send(new_method_return(message, "h", (writer,)))
            os.close(writer)
            self.delay = reader
            say("inhibited")
            threading.Thread(target=self.wait_for_release, args=(reader,), daemon=True).start()
            return
        self.bus.send(new_error(message, "org.freedesktop.DBus.Error.UnknownMethod"))

    def wait_for_release(self, reader: int) -> None:
        os.read(reader, 1)  # returns when the last copy of the other end is closed
        os.close(reader)
        say("released")

    def tell(self, command: str) -> None:
        if command in ("sleep", "awake"):
            self.bus.send(new_signal(_MANAGER, "PrepareForSleep", "b", (command == "sleep",)))
        elif command == "lock":
            self.bus.send(new_signal(_ITSELF, "Lock"))
        elif command == "locked":
            self.change("LockedHint", True)
        elif command == "away":
            self.change("Active", False)
        elif command == "busy":
            self.change("IdleHint", False)
        elif command == "saver":
            self.bus.send(new_signal(_SAVER, "ActiveChanged", "b", (True,)))

    def change(self, name: str, value: bool) -> None:
        self.properties[name] = ("b", value)
        body = (f"{_LOGIN}.Session", {name: ("b", value)}, [])
        self.bus.send(new_signal(_PROPERTIES, "PropertiesChanged", "sa{sv}as", body))


def say(what: str) -> None:
    print(what, flush=True)


def main(address: str) -> None:
    logind = Logind(address)
    logind.bus.send(message_bus.RequestName(_LOGIN))
    threading.Thread(target=logind.serve, daemon=True).start()
    for line in sys.stdin:
        logind.tell(line.strip())


if __name__ == "__main__":
    main(sys.argv[1])
