"""The home of one installation and its root key. Keys never stand in arguments, the environment or beside the data.

A home is one folder (0700) with everything of one installation in it. Its root key, 32 bytes, is found in this
order: handed over on a file descriptor or as a systemd credential; the system's keyring; a passphrase. All other keys are
derived from it. `home.json` holds a check value that tells a wrong key from a damaged store, and no secret.

A rehearsal home holds nothing worth protecting: its key is a random one in a file inside itself.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import stat
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from moderator.clock import Origin, SystemClock
from moderator.problems import KeyProblem, StoreRefused, WrongKey

KEY_BYTES = 32
SERVICE = "moderator-console"
KEYRING_WAIT = 5.0  # seconds; a D-Bus service that cannot start would block for two minutes
_CREDENTIAL = "moderator-key"
_ARGON = {"time_cost": 3, "memory_cost": 65536, "parallelism": 2}


@dataclass(frozen=True, slots=True)
class Home:
    """One installation's folder. `person` and `desk` are pseudonyms made with it."""

    path: Path
    rehearsal: bool
    person: str
    desk: str
    time_scale: float = 1
    origin: Origin | None = None
    check: str = ""  # of the root key, "" until there is one
    salt: str = ""  # of the passphrase, where there is one
    new: bool = False


# the home


def home_path(environ: Mapping[str, str] = os.environ) -> Path:
    """MODERATOR_HOME, else the platform's folder for a person's data."""
    named = environ.get("MODERATOR_HOME", "").strip()
    if named:
        return Path(named).expanduser().absolute()
    import platformdirs

    return Path(platformdirs.user_data_dir("moderator", appauthor=False))


def find_home(
    *, rehearsal: bool = False, time_scale: float = 1, environ: Mapping[str, str] = os.environ
) -> Home:
    """Open this installation's home, made where it is missing; the rehearsal home is a folder inside it."""
    path = home_path(environ)
    if _kind(path) == "rehearsal":
        rehearsal = True
    elif rehearsal:
        _make_folder(path)
        path = path / "rehearsal"
    _make_folder(path)
    if not (path / "home.json").exists():
        _write(path, _fresh(path, rehearsal))
    home = _read(path)
    if not home.rehearsal:
        return home
    if time_scale != home.time_scale:
        origin = Origin.of(SystemClock()) if time_scale != 1 else None
        home = replace(home, time_scale=time_scale, origin=origin)
        _write(path, home)
    return home


def _fresh(path: Path, rehearsal: bool) -> Home:
    return Home(path, rehearsal, person=_pseudonym("p"), desk=_pseudonym("d"), new=True)


def _pseudonym(kind: str) -> str:
    return f"{kind}-" + base64.b32encode(secrets.token_bytes(5)).decode("ascii").lower()


def _kind(path: Path) -> str:
    try:
        facts = json.loads((path / "home.json").read_text("utf-8"))
    except (OSError, ValueError):
        return ""
    return str(facts.get("kind", "")) if isinstance(facts, dict) else ""


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        raise StoreRefused(
            f"The folder {path} cannot be made",
            fault.strerror or "",
            "Choose another with MODERATOR_HOME, or make it yourself",
        ) from None
    mode = stat.S_IMODE(path.stat().st_mode)
    if os.name == "posix" and mode & 0o077:
        raise StoreRefused(
            f"The folder {path} can be read by others", f"its mode is {mode:04o}", f"Run: chmod 700 '{path}'"
        )


def _read(path: Path) -> Home:
    try:
        facts = json.loads((path / "home.json").read_text("utf-8"))
        origin = Origin(**facts["origin"]) if facts.get("origin") else None
        return Home(
            path=path,
            rehearsal=facts["kind"] == "rehearsal",
            person=str(facts["person"]),
            desk=str(facts["desk"]),
            time_scale=float(facts.get("time_scale", 1)),
            origin=origin,
            check=str(facts.get("check", "")),
            salt=str(facts.get("salt", "")),
        )
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise StoreRefused(
            f"{path / 'home.json'} cannot be read",
            type(fault).__name__,
            "It says which key belongs to this desk. Put it back from a backup; do not delete it",
        ) from None


def _write(path: Path, home: Home) -> None:
    facts: dict[str, Any] = {
        "kind": "rehearsal" if home.rehearsal else "desk",
        "person": home.person,
        "desk": home.desk,
        "time_scale": home.time_scale,
        "origin": asdict(home.origin) if home.origin else None,
        "check": home.check,
        "salt": home.salt,
    }
    write_private(path / "home.json", json.dumps(facts, indent=1).encode("utf-8"))


def write_private(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, readable by its owner alone."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


# the root key


def read_key_fd(descriptor: int) -> bytes:
    """64 hex digits, ended by a line end or the end of the file. Raises KeyProblem."""
    text = b""
    try:
        while len(text) < 65 and (part := os.read(descriptor, 1)) not in (b"", b"\n"):
            text += part
    except OSError:
        raise KeyProblem(
            f"File descriptor {descriptor} cannot be read",
            "",
            f"Open it for the command: moderator --key-fd {descriptor} ... {descriptor}<keyfile",
        ) from None
    return _key_of(text.strip(), f"file descriptor {descriptor}")


def _key_of(text: bytes, where: str) -> bytes:
    try:
        key = bytes.fromhex(text.decode("ascii"))
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyProblem(
            f"What came on {where} is no root key", "", "A root key is 64 hex digits (0-9, a-f) and nothing else"
        )
    return key


def root_key(home: Home, *, given: bytes | None, ask: Callable[[str], str]) -> bytes:
    """This home's root key. A new home gets one: the given one, else a random one kept in the keyring.

    Raises WrongKey when the given key is another home's, KeyProblem when there is no way to a key.
    """
    if home.rehearsal:
        return _checked(home, _rehearsal_key(home))
    if given is None:
        given = _credential()
    if given is not None:
        return _checked(home, given)
    if home.salt:
        return _checked(home, _from_passphrase(home, ask))
    kept = _keyring_get(home)
    if kept is not None:
        return _checked(home, kept)
    if home.check:
        raise KeyProblem(
            "The key of this desk is not in the keyring",
            "The keyring is locked or empty, or the desk was made with a key that was handed over",
            "Unlock the keyring, or hand the key over: moderator --key-fd N",
        )
    return _new_key(home, ask)


def _new_key(home: Home, ask: Callable[[str], str]) -> bytes:
    key = secrets.token_bytes(KEY_BYTES)
    if _keyring_set(home, key):
        return _checked(home, key)
    phrase = ask("There is no usable keyring. Choose a passphrase for this desk (12 letters or more): ")
    if len(phrase) < 12:
        raise KeyProblem("The passphrase is too short", "", "Choose 12 letters or more; four words do well")
    salted = replace(home, salt=secrets.token_hex(16))
    key = _stretch(phrase, salted.salt)
    _write(home.path, replace(salted, check=check_value(key)))
    return key


def _from_passphrase(home: Home, ask: Callable[[str], str]) -> bytes:
    return _stretch(ask("Passphrase of this desk: "), home.salt)


def _stretch(phrase: str, salt: str) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(
        phrase.encode("utf-8"), bytes.fromhex(salt), hash_len=KEY_BYTES, type=Type.ID, **_ARGON
    )


def _rehearsal_key(home: Home) -> bytes:
    path = home.path / "rehearsal.key"
    if not path.exists():
        write_private(path, secrets.token_hex(KEY_BYTES).encode("ascii"))
    return _key_of(path.read_bytes().strip(), str(path))


def _credential() -> bytes | None:
    """A systemd service gets the key as a credential, which is a file in memory that only it can read."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    path = Path(folder) / _CREDENTIAL if folder else None
    if path is None or not path.exists():
        return None
    return _key_of(path.read_bytes().strip(), f"credential {_CREDENTIAL}")


def _checked(home: Home, key: bytes) -> bytes:
    value = check_value(key)
    if not home.check:
        _write(home.path, replace(home, check=value))
    elif value != home.check:
        raise WrongKey(
            f"This is not the key of {home.path}",
            "The data is whole; it belongs to another key" if not home.salt else "The passphrase is another one",
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

        if not sealed:
            return None
        blob = bytes(sealed)
        try:
            return self._cipher.decrypt(blob[:12], blob[12:], _bound(platform, handle)).decode("utf-8")
        except InvalidTag:
            return None


def _bound(platform: str, handle: str) -> bytes:
    return f"{platform}|{handle}".encode("utf-8", "surrogatepass")


# the keyring


def keyring_state() -> tuple[bool, str]:
    """Is there a keyring that may be trusted with a key, and what is it, in words."""
    backend = _patiently(_backend, None)
    if backend is None:
        return False, "none that can be used; a desk of your own asks for a passphrase instead"
    return True, f"{type(backend).__module__.rsplit('.', 1)[-1]} can be used"


def _backend() -> Any:
    import keyring

    backend = keyring.get_keyring()
    module = type(backend).__module__
    trusted = module.startswith("keyring.backends.") and not module.endswith((".fail", ".null"))
    return backend if trusted and backend.priority >= 1 else None


def _keyring_get(home: Home) -> bytes | None:
    def get() -> bytes | None:
        backend = _backend()
        text = backend.get_password(SERVICE, str(home.path)) if backend is not None else None
        return bytes.fromhex(text) if text else None

    return _patiently(get, None)


def _keyring_set(home: Home, key: bytes) -> bool:
    """True once the key has been read back: some keyrings say yes and keep nothing."""

    def put() -> bool:
        backend = _backend()
        if backend is None:
            return False
        backend.set_password(SERVICE, str(home.path), key.hex())
        return bool(backend.get_password(SERVICE, str(home.path)) == key.hex())

    return _patiently(put, False)


def _patiently(call: Callable[[], Any], otherwise: Any) -> Any:
    """Call a keyring in a thread, for five seconds. Back ends raise anything: all of it means no keyring."""
    result = [otherwise]

    def run() -> None:
        try:
            result[0] = call()
        except Exception:
            result[0] = otherwise

    thread = threading.Thread(target=run, name="keyring", daemon=True)
    thread.start()
    thread.join(KEYRING_WAIT)
    return otherwise if thread.is_alive() else result[0]
