"""ZIP archives, read without unpacking anything to disk: names that point elsewhere are left out, bombs refused.

An archive is a folder of an export (X, Mastodon, YouTube Takeout), a table that somebody zipped, or a workbook.
"""

from __future__ import annotations

import lzma
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Sequence
from typing import IO, Any

from moderator.problems import BadInput

MOST_ENTRIES = 200_000  # an archive of X holds a file for every picture
LARGEST = 8_000_000_000  # bytes of one entry, unpacked
BOMB = 250  # times its packed size, once it is past the first 20 MB: text packs 3 to 40 times
_FREE = 20_000_000
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_UNSAFE = "A name in it points outside, or is none"


class Archive:
    """An open ZIP file. Raises BadInput, also later, when it is damaged or a bomb. `name` is the file's own."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        self.name = name
        try:
            self.zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, NotImplementedError, OSError):
            raise BadInput(
                f"{name} cannot be opened", "It is no ZIP archive, or it is cut", "Download it again"
            ) from None
        listed = [info for info in self.zip.infolist() if not info.is_dir()]
        if len(listed) > MOST_ENTRIES:
            raise BadInput(
                f"{name} holds {len(listed):,} files", f"At most {MOST_ENTRIES:,} are looked at", ""
            )
        self.left_out = tuple(info.filename for info in listed if not safe(info))
        self._infos = {info.filename: info for info in listed if safe(info)}
        twice = [found for found, count in Counter(info.filename for info in listed).items() if count > 1]
        if twice:
            raise BadInput(
                f"{name} holds two files of one name",
                "",
                "It was put together by something unusual; ask for it again",
            )

    @property
    def names(self) -> Sequence[str]:
        """The files that may be read, as they are named in the archive."""
        return tuple(self._infos)

    def size(self, member: str) -> int:
        return self._infos[member].file_size

    def open(self, member: str) -> IO[bytes]:
        """A stream that refuses to become larger than it may."""
        info = self._infos[member]
        if info.flag_bits & 1:
            raise BadInput(f"{self.name} is locked with a passphrase", "", "Unlock it, then import it again")
        try:
            return _Bounded(self.zip.open(info), info, self.name)  # type: ignore[return-value]
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
            raise damaged(self.name) from None


def safe(info: zipfile.ZipInfo) -> bool:
    """Is this a plain relative name? `orig_filename` too: Python has turned backslashes round already."""
    name = info.orig_filename
    parts = name.split("/")
    return not (
        name.startswith("/")
        or "\\" in name
        or ":" in name
        or not name.isprintable()
        or any(
            part in ("..", ".", "") or part.endswith((".", " ")) or _RESERVED.fullmatch(part)
            for part in parts
        )
        or (info.external_attr >> 16) & 0o170000 == 0o120000  # a link
    )


def damaged(name: str) -> BadInput:
    return BadInput(f"{name} is damaged", "A part of the archive cannot be unpacked", "Download it again")


class _Bounded:
    """Just enough of a binary file for a text wrapper and for expat. It never gives more than the archive says that it
    holds: what is longer is damaged."""

    def __init__(self, stream: IO[bytes], info: zipfile.ZipInfo, name: str) -> None:
        self._stream, self._name, self.given = stream, name, 0
        self.closed = False
        if info.file_size > min(LARGEST, max(_FREE, BOMB * info.compress_size)):
            raise BadInput(
                f"{name} is not read",
                "It would unpack to far more than a text of its size does",
                "Save it anew",
            )

    def read(self, size: int | None = -1) -> bytes:
        try:
            found = self._stream.read(-1 if size is None else size)
        except (zipfile.BadZipFile, EOFError, OSError, zlib.error, lzma.LZMAError):
            raise damaged(self._name) from None
        self.given += len(found)
        return found

    read1 = read

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False

    def flush(self) -> None:
        pass

    def close(self) -> None:
        self.closed = True
        self._stream.close()

    def __enter__(self) -> _Bounded:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()
