"""The key that signs sessions: `SECRET_KEY`, else one made at the first start and kept for the owner's eyes only."""

import os
import secrets
from pathlib import Path

from contactcenter.places import data_directory


def secret_key() -> str:
    """The same key for every process of this checkout, however many start at once."""
    given = os.environ.get("SECRET_KEY", "")
    if given:
        return given
    path = data_directory() / "secret_key"
    if not path.exists():
        _make(path)
    return path.read_text().strip()


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"secret_key.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48) + "\n")
    try:
        os.link(draft, path)  # fails where another process was first, whose key then counts
    except FileExistsError:
        pass
    finally:
        draft.unlink()
