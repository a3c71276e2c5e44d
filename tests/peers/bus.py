"""A private D-Bus: nothing that is on it is anybody else's, and nothing is started by it."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.peers.keeping import Kept, PeerMissing, keep


def private_bus(folder: Path, env: dict[str, str] | None = None) -> Kept:
    """A bus at `unix:path=FOLDER/bus`. Raises PeerMissing."""
    if shutil.which("dbus-daemon") is None:
        raise PeerMissing("dbus-daemon is not installed (apt install dbus-daemon)")
    (folder / "bus.conf").write_text(_BUS.format(folder=folder))
    command = ["dbus-daemon", f"--config-file={folder / 'bus.conf'}", "--nofork", "--nopidfile"]
    bus = keep(command, log=folder / "bus.log", env=env)
    bus.wait_until((folder / "bus").exists, 10, "dbus-daemon")
    return bus


# A bus that starts nothing by itself: what is not running does not answer.
_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={folder}/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
