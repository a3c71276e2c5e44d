"""The root key of a home, and what is derived from it. Never in arguments, the environment or beside the data.

The root key, 32 bytes, comes from one of these, in this order: handed over on a file descriptor or as a systemd
credential; the system's keyring; a passphrase. All other keys are derived from it. A key that is not this
home's is called a wrong key and never a damaged store, so that nobody restores a backup over good data.

A rehearsal home holds nothing worth protecting: its key is a random one in a file inside itself.
"""

from __future__ import annotations

import os
import re
import secrets
import select
import threading
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from moderator.home import Home as Home
from moderator.home import Stretching, alone, read_home, refuse_loose, save, write_private
from moderator.home import find_home as find_home
from moderator.problems import KeyProblem, StoreRefused, WrongKey

KEY_BYTES = 32
SERVICE = "moderator-console"
KEYRING_WAIT = 5.0  # seconds; a D-Bus service that cannot start would block for two minutes
SHORTEST = 12  # letters of a passphrase
TRIES = 3
NO_RING = "there is none"  # a keyring, of this session
_CREDENTIAL = "moderator-key"
_HEX = re.compile(rb"[0-9a-fA-F]{64}")

Answer = TypeVar("Answer")
Ask = Callable[[str], str]


def read_key_fd(descriptor: int) -> bytes:
    """64 hex digits, with a line end or without. Raises KeyProblem.

    Reads no further than that: the descriptor may stay open, as the standard input of a worker does.
    """
    text = b""
    try:
        while len(text) < 64 and (part := os.read(descriptor, 64 - len(text))):
            text += part
        if len(text) == 64 and _more(descriptor):
            rest = os.read(descriptor, 1)
            rest += os.read(descriptor, 1) if rest == b"\r" else b""
            text += rest.rstrip(b"\r\n")
    except OSError:
        raise KeyProblem(
            f"File descriptor {descriptor} cannot be read",
            "",
            f"Open it for the command: moderator --key-fd {descriptor} COMMAND {descriptor}<KEYFILE",
        ) from None
    return _key_of(text, f"file descriptor {descriptor}")


def _more(descriptor: int) -> bool:
    """Is there something to read at once? Never waits."""
    if os.name != "posix":
        return False
    waiting = select.poll()  # select() takes no descriptor above 1023
    waiting.register(descriptor, select.POLLIN)
    return bool(waiting.poll(0))


def _key_of(text: bytes, where: str) -> bytes:
    if _HEX.fullmatch(text) is None:
        raise KeyProblem(
            f"What came on {where} is no root key",
            "",
            "A root key is 64 hex digits (0-9, a-f) and nothing else",
        )
    return bytes.fromhex(text.decode("ascii"))


def root_key(home: Home, *, given: bytes | None, ask: Ask) -> bytes:
    """This home's root key. A new home gets one: the given one, else a random one that the keyring keeps, else
    one from a passphrase that `ask` is called for with a prompt.

    Raises WrongKey when the key is another home's, KeyProblem when there is no way to a key.
    """
    given = given if given is not None else _credential()
    with alone(home.path):
        home = read_home(home.path)  # another program may have made the key meanwhile
        if home.rehearsal:
            return _checked(home, _rehearsal_key(home))
        if given is not None:
            return _checked(home, given)
        return _kept_key(home, ask) if home.check else _new_key(home, ask)


def kept_key(home: Home, *, given: bytes | None, ask: Ask) -> bytes:
    """The key of a home that has one, without touching the home: it may be on a disk that is read-only.

    Raises WrongKey, KeyProblem.
    """
    given = given if given is not None else _credential()
    if not home.check:
        raise KeyProblem("This desk has no key yet", "it was never opened", "Open it first")
    if home.rehearsal:
        return _checked(home, _rehearsal_key(home))
    return _checked(home, given) if given is not None else _kept_key(home, ask)


def _kept_key(home: Home, ask: Ask) -> bytes:
    if home.stretching is not None:
        return _from_passphrase(home, home.stretching, ask)
    kept, trouble = _patiently(lambda: _take(home))
    if kept is None:
        raise KeyProblem(
            "The key of this desk could not be had from the keyring",
            trouble or "it holds none for this desk, or the desk was made with a key that was handed over",
            "Sign in to your desktop session and unlock the keyring; or type the words of the recovery sheet: "
            "moderator recovery enter; or hand the key over: moderator --key-fd N",
        )
    return _checked(home, _key_of(kept.encode("ascii", "replace"), "the keyring"))


def _new_key(home: Home, ask: Ask) -> bytes:
    key = secrets.token_bytes(KEY_BYTES)
    kept, trouble = _patiently(lambda: _put(home, key))
    if kept:
        return _checked(home, key)
    phrase = _new_passphrase(ask, trouble)
    home = replace(home, stretching=Stretching(salt=secrets.token_hex(16)))
    assert home.stretching is not None
    return _checked(home, _stretch(phrase, home.stretching))


def _new_passphrase(ask: Ask, trouble: str) -> str:
    prompt = f"The keyring cannot keep a key ({trouble or 'it did not give it back'}). "
    phrase = ask(f"{prompt}Choose a passphrase for this desk, {SHORTEST} letters or more: ")
    if len(phrase) < SHORTEST:
        raise KeyProblem(
            "The passphrase is too short", "", f"Choose {SHORTEST} letters or more; four words do well"
        )
    if ask("The same passphrase again: ") != phrase:
        raise KeyProblem("The two passphrases differ", "", "Start again and type the same one twice")
    return phrase


def enter_key(home: Home, key: bytes, ask: Ask) -> str:
    """A key that a person brought back, from the recovery sheet: checked, and kept where keys are kept.

    Returns "keyring", or "passphrase" when the keyring cannot keep it: `ask` is then called for a new passphrase, and
    the key is sealed under it. Raises WrongKey when it is another desk's; nothing is changed then.
    """
    with alone(home.path):
        home = read_home(home.path)
        _checked(home, key)
        kept, trouble = _patiently(lambda: _put(home, key))
        if kept:
            save(replace(home, check=check_value(key), stretching=None, wrapped=""))
            return "keyring"
        phrase = _new_passphrase(ask, trouble)
        stretching = Stretching(salt=secrets.token_hex(16))
        sealed = TokenBox(_stretch(phrase, stretching)).seal(key.hex(), "root key", home.desk)
        save(replace(home, check=check_value(key), stretching=stretching, wrapped=sealed.hex()))
        return "passphrase"


def _from_passphrase(home: Home, stretching: Stretching, ask: Ask) -> bytes:
    prompt = "Passphrase of this desk: "
    for _ in range(TRIES):
        key = _unwrapped(home, _stretch(ask(prompt), stretching))
        if key is not None and check_value(key) == home.check:
            return key
        prompt = "That was another one. Passphrase of this desk: "
    raise WrongKey(
        f"This is not the passphrase of {home.path}",
        "The data is whole",
        "Nothing has been changed; try again",
    )


def _unwrapped(home: Home, stretched: bytes) -> bytes | None:
    """The root key: what the passphrase makes, or what is sealed under that."""
    if not home.wrapped:
        return stretched
    try:
        sealed = bytes.fromhex(home.wrapped)
    except ValueError:
        return None
    inside = TokenBox(stretched).open(sealed, "root key", home.desk)
    return None if inside is None else bytes.fromhex(inside)


def _stretch(phrase: str, by: Stretching) -> bytes:
    from argon2.exceptions import HashingError
    from argon2.low_level import Type, hash_secret_raw

    try:
        return hash_secret_raw(
            unicodedata.normalize("NFKC", phrase).encode("utf-8", "surrogatepass"),
            bytes.fromhex(by.salt),
            time_cost=by.time_cost,
            memory_cost=by.memory_cost,
            parallelism=by.parallelism,
            hash_len=KEY_BYTES,
            type=Type.ID,
        )
    except (HashingError, ValueError, TypeError, OverflowError):
        raise StoreRefused(
            "home.json does not say how this desk's passphrase is used", "", "Put it back from a backup"
        ) from None


def _rehearsal_key(home: Home) -> bytes:
    path = home.path / "rehearsal.key"
    if not path.exists() and not home.check:
        write_private(path, secrets.token_hex(KEY_BYTES).encode("ascii"))
    refuse_loose(path, 0o600)
    try:
        return _key_of(path.read_bytes().strip(), str(path))
    except OSError:
        raise KeyProblem(
            f"{path} is gone", "", f"A rehearsal can be begun afresh: remove the folder {home.path}"
        ) from None


def _credential() -> bytes | None:
    """A systemd service gets the key as a credential, which is a file in memory that only it can read."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    path = Path(folder) / _CREDENTIAL if folder else None
    if path is None or not path.exists():
        return None
    return _key_of(path.read_bytes().strip(), f"the credential {_CREDENTIAL}")


def _checked(home: Home, key: bytes) -> bytes:
    value = check_value(key)
    if not home.check:
        save(replace(home, check=value))
    elif value != home.check:
        raise WrongKey(
            f"This is not the key of {home.path}",
            "The data is whole; it belongs to another key",
            "Use the key that was there when the desk was made; nothing has been changed",
        )
    return key


# derived keys and tokens


def derive(root: bytes, purpose: str) -> bytes:
    """A key for one purpose ("database", "tokens", "seal", "check"): HKDF-SHA256, 32 bytes."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), KEY_BYTES, salt=b"moderator-console", info=purpose.encode("ascii")).derive(root)


def check_value(key: bytes) -> str:
    return derive(key, "check")[:8].hex()


class TokenBox:
    """Seals platform secrets and sessions (AES-256-GCM), each bound to its platform and account."""

    def __init__(self, root: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._cipher = AESGCM(derive(root, "tokens"))

    def seal(self, text: str, platform: str, handle: str) -> bytes:
        nonce = secrets.token_bytes(12)
        return nonce + self._cipher.encrypt(nonce, text.encode("utf-8"), _bound(platform, handle))

    def open(self, sealed: bytes | None, platform: str, handle: str) -> str | None:
        """None when there is nothing, or it was sealed with another key or for another account."""
        from cryptography.exceptions import InvalidTag

        blob = bytes(sealed or b"")
        if len(blob) < 12 + 16:
            return None
        try:
            return self._cipher.decrypt(blob[:12], blob[12:], _bound(platform, handle)).decode("utf-8")
        except InvalidTag:
            return None


def _bound(platform: str, handle: str) -> bytes:
    return f"{platform}|{handle}".encode("utf-8", "surrogatepass")


# the keyring


def keyring_state() -> tuple[bool, str]:
    """Is there a keyring that may be trusted with a key, and what is it, in words."""
    backend, trouble = _patiently(_backend)
    if backend is None:
        return False, f"none that can be used ({trouble}); a passphrase is asked for instead"
    return True, f"{type(backend).__module__.rsplit('.', 1)[-1]} can be used"


def _backend() -> Any:
    """The keyring of this session. Raises _Unfit when there is none that keeps keys safely."""
    import keyring

    found = keyring.get_keyring()
    chained = getattr(found, "backends", [found])
    fit = [backend for backend in chained if backend.priority >= 1 and not _plain(backend)]
    if not fit:
        raise _Unfit
    return fit[0]


def _plain(backend: Any) -> bool:
    """Some back ends keep keys in a readable file, or say yes and keep nothing."""
    module = type(backend).__module__
    return module.startswith("keyrings.alt") or module.endswith((".fail", ".null"))


class _Unfit(Exception):
    pass


def _take(home: Home) -> str | None:
    text = _backend().get_password(SERVICE, home.desk)
    return None if text is None else str(text)


def _put(home: Home, key: bytes) -> bool:
    """True once the key has been read back."""
    backend = _backend()
    backend.set_password(SERVICE, home.desk, key.hex())
    return bool(backend.get_password(SERVICE, home.desk) == key.hex())


def _patiently(call: Callable[[], Answer]) -> tuple[Answer | None, str]:
    """Ask the keyring in a thread, for five seconds. Returns its answer, or None and why in a few words.

    Back ends raise anything, so everything is caught; their messages may hold secrets and are not repeated.
    """
    answers: list[tuple[Answer | None, str]] = []

    def run() -> None:
        try:
            answers.append((call(), ""))
        except _Unfit:
            answers.append((None, NO_RING))
        except Exception as refused:
            locked = "locked" in type(refused).__name__.lower()
            answers.append((None, "it is locked" if locked else type(refused).__name__))

    thread = threading.Thread(target=run, name="keyring", daemon=True)
    thread.start()
    thread.join(KEYRING_WAIT)
    return answers[0] if answers else (None, f"it did not answer within {KEYRING_WAIT:g} s")
