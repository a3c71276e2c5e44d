"""Gathering while no window is open, and the desk at sign-in: for the current user, with the system's own means.

On Linux the worker is a systemd user service and the desktop an XDG autostart entry. macOS (LaunchAgents) and
Windows (a scheduled task, the Startup folder) are written after the vendors' documentation and NOT TRIED YET.

Nothing written here holds a key: the worker takes it from the keyring of the signed-in user, or from a systemd
credential that an administrator made (`systemd-creds encrypt`).
"""

from __future__ import annotations

import os
import plistlib
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from moderator.home import Home
from moderator.problems import BadInput, NotAllowed, Refused

NAME = "moderator-worker"
_PATIENCE = 30  # seconds for one call of the system's own program


@dataclass(frozen=True, slots=True)
class Installed:
    """What is there now. `running` is None where the system cannot say."""

    worker: Path | None
    running: bool | None
    at_sign_in: Path | None


@dataclass(frozen=True, slots=True)
class Places:
    """Where this system keeps such things for the current user. `system` is sys.platform."""

    system: str
    config: Path  # ~/.config, ~/Library, %APPDATA%

    @classmethod
    def of_this_user(cls, environ: Mapping[str, str] = os.environ, system: str = sys.platform) -> Places:
        home = Path.home()
        if system == "darwin":
            return cls(system, home / "Library")
        if system == "win32":
            return cls(system, Path(environ.get("APPDATA") or home / "AppData" / "Roaming"))
        return cls(system, Path(environ.get("XDG_CONFIG_HOME") or home / ".config"))

    @property
    def worker(self) -> Path:
        if self.system == "darwin":
            return self.config / "LaunchAgents" / f"org.moderator.{NAME}.plist"
        if self.system == "win32":
            return self.config / "Moderator" / f"{NAME}.xml"
        return self.config / "systemd" / "user" / f"{NAME}.service"

    @property
    def at_sign_in(self) -> Path:
        if self.system == "darwin":
            return self.config / "LaunchAgents" / "org.moderator.desktop.plist"
        if self.system == "win32":
            return self.config / "Microsoft/Windows/Start Menu/Programs/Startup/Moderator.cmd"
        return self.config / "autostart" / "moderator.desktop"


def program(*arguments: str) -> list[str]:
    """Our own program with these arguments, as a service starts it."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *arguments]
    return [sys.executable, "-m", "moderator", *arguments]


def install_worker(home: Home, places: Places, *, credential: Path | None = None) -> Path:
    """Write the service, switch it on and start it. Installing again replaces it.

    Raises NotAllowed for a rehearsal home, or a passphrase home without a credential: nobody is there to type it.
    """
    if home.rehearsal:
        raise NotAllowed("A rehearsal desk needs no service", "Nothing real is gathered there")
    if home.stretching is not None and credential is None:
        raise NotAllowed(
            "The worker cannot run as a service with this desk's passphrase",
            "Nobody is there to type it",
            "Give it the key as a credential: --credential FILE, made with systemd-creds encrypt --name=moderator-key",
        )
    if credential is not None and places.system != "linux":
        raise NotAllowed("A credential file is for systemd alone", "", "Leave --credential out")
    if credential is not None and not credential.is_file():
        raise BadInput(f"There is no file {credential}", "", "Make it with: systemd-creds encrypt")
    path = places.worker
    _write(path, worker_file(home, places, credential))
    for command in _switch_on(places):
        _call(command)
    return path


def remove_worker(places: Places) -> bool:
    """Stop it and take it out. False when there was none."""
    if not places.worker.exists():
        return False
    for command in _switch_off(places):
        _call(command, may_fail=True)
    places.worker.unlink()
    return True


def start_at_sign_in(home: Home, places: Places, on: bool) -> Path:
    """The desktop comes up in the tray when this user signs in, or no longer."""
    path = places.at_sign_in
    if on:
        _write(path, sign_in_file(home, places))
    else:
        path.unlink(missing_ok=True)
    return path


def installed(places: Places) -> Installed:
    there = places.worker.exists()
    running = None
    if there and places.system == "linux" and shutil.which("systemctl"):
        running = _call(["systemctl", "--user", "is-active", "--quiet", NAME], may_fail=True)
    sign_in = places.at_sign_in
    return Installed(places.worker if there else None, running, sign_in if sign_in.exists() else None)


# what is written


def worker_file(home: Home, places: Places, credential: Path | None = None) -> bytes:
    command = program("worker")
    if places.system == "darwin":
        return _launch_agent(f"org.moderator.{NAME}", command, home, keep_alive=True)
    if places.system == "win32":
        return _scheduled_task(command, home)
    lines = [
        "[Unit]",
        "Description=Moderator: gathers, scores and carries out decisions",
        "Documentation=man:systemd.service(5)",
        "StartLimitIntervalSec=0",
        "",
        "[Service]",
        f"ExecStart={' '.join(map(_quoted, command))}",
        f"Environment={_quoted(f'MODERATOR_HOME={home.path}')}",
        "Restart=on-failure",
        "RestartSec=30",
        "UMask=0077",
        "NoNewPrivileges=yes",
        "LimitCORE=0",
    ]
    if credential is not None:
        lines.append(f"LoadCredentialEncrypted={_quoted(f'moderator-key:{credential.resolve()}')}")
    lines += ["", "[Install]", "WantedBy=default.target", ""]
    return "\n".join(lines).encode()


def sign_in_file(home: Home, places: Places) -> bytes:
    command = program("desktop", "--hidden")
    if places.system == "darwin":
        return _launch_agent("org.moderator.desktop", command, home, keep_alive=False)
    if places.system == "win32":
        quoted = subprocess.list2cmdline(command).replace("%", "%%")
        folder = str(home.path).replace("%", "%%")
        return f'@echo off\r\nset "MODERATOR_HOME={folder}"\r\nstart "" {quoted}\r\n'.encode()
    words = ["env", f"MODERATOR_HOME={home.path}", *command]
    return "\n".join(
        (
            "[Desktop Entry]",
            "Type=Application",
            "Name=Moderator",
            "Comment=A calm desk for hard comments",
            f"Exec={' '.join(map(_desktop_quoted, words))}",
            "Icon=moderator",
            "Terminal=false",
            "X-GNOME-Autostart-enabled=true",
            "",
        )
    ).encode()


def _quoted(word: str) -> str:
    """One word of a systemd unit: percent and dollar signs, backslashes and quotes are taken literally."""
    _refuse_control(word)
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"'


def _desktop_quoted(word: str) -> str:
    """One word of Exec in a desktop entry: quoted, then escaped as a string value."""
    _refuse_control(word)
    inside = "".join(f"\\{sign}" if sign in '"`$\\' else sign for sign in word).replace("%", "%%")
    return f'"{inside}"'.replace("\\", "\\\\")


def _refuse_control(word: str) -> None:
    if not word.isprintable():
        raise BadInput(
            "The path of this installation cannot be written into a service",
            "A character in it cannot be printed",
            "Move it, or name another folder with MODERATOR_HOME",
        )


def _launch_agent(label: str, command: Sequence[str], home: Home, *, keep_alive: bool) -> bytes:
    return plistlib.dumps(
        {
            "Label": label,
            "ProgramArguments": list(command),
            "EnvironmentVariables": {"MODERATOR_HOME": str(home.path)},
            "RunAtLoad": True,
            "KeepAlive": {"SuccessfulExit": False} if keep_alive else False,
            "ThrottleInterval": 30,
            "Umask": 0o077,
        }
    )


def _scheduled_task(command: Sequence[str], home: Home) -> bytes:
    """A task has no environment of its own: cmd sets the home before it starts the program."""
    line = subprocess.list2cmdline(command)
    arguments = f'/c set "MODERATOR_HOME={home.path}" && {line}'
    return f"""<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <Triggers><LogonTrigger><Enabled>true</Enabled></LogonTrigger></Triggers>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure><Interval>PT1M</Interval><Count>255</Count></RestartOnFailure>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
  </Settings>
  <Actions><Exec><Command>cmd.exe</Command><Arguments>{escape(arguments)}</Arguments></Exec></Actions>
</Task>
""".encode("utf-16")


# the system's own programs


def _switch_on(places: Places) -> list[list[str]]:
    if places.system == "darwin":
        domain = f"gui/{os.getuid()}"
        return [["launchctl", "bootstrap", domain, str(places.worker)]]
    if places.system == "win32":
        return [
            ["schtasks", "/Create", "/F", "/TN", NAME, "/XML", str(places.worker)],
            ["schtasks", "/Run", "/TN", NAME],
        ]
    return [
        ["systemctl", "--user", "daemon-reload"],
        ["systemctl", "--user", "enable", NAME],
        ["systemctl", "--user", "restart", NAME],
    ]


def _switch_off(places: Places) -> list[list[str]]:
    if places.system == "darwin":
        return [["launchctl", "bootout", f"gui/{os.getuid()}/org.moderator.{NAME}"]]
    if places.system == "win32":
        return [["schtasks", "/Delete", "/F", "/TN", NAME]]
    return [["systemctl", "--user", "disable", "--now", NAME]]


def _call(command: Sequence[str], *, may_fail: bool = False) -> bool:
    """Raises Refused with what the system's program is called; never with what it printed."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=_PATIENCE, check=False)
        failed = f"{command[0]} ended with {done.returncode}" if done.returncode else ""
    except FileNotFoundError:
        failed = f"there is no {command[0]} here"
    except (OSError, subprocess.TimeoutExpired):
        failed = f"{command[0]} did not answer"
    if failed and not may_fail:
        raise Refused(
            "The service could not be switched on",
            failed,
            f"The file is written. Switch it on yourself: {' '.join(command)}",
        )
    return not failed


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as fault:
        raise Refused(
            f"{path} cannot be written", fault.strerror or "", "Look at the folder's owner"
        ) from None
