"""The key that signs sessions: `SECRET_KEY`, else one made at the first start and kept for the owner's eyes only."""

import os
import secrets
from pathlib import Path

from contactcenter.places import data_directory
from contactcenter.problems import Problem

SHORTEST, DIFFERENT = 32, 10


def secret_key() -> str:
    """The same key for every process of this checkout, however many start at once. Raises Problem for one that can be guessed.

    Whoever guesses it can be anybody; a tool that makes keys never makes one so short or so even.
    """
    given = os.environ.get("SECRET_KEY", "")
    if given:
        if len(given) < SHORTEST or len(set(given)) < DIFFERENT:
            raise Problem(
                f"SECRET_KEY can be guessed: it is shorter than {SHORTEST} characters or made of fewer than {DIFFERENT} different ones. Unset it, "
                "so that one is made and kept with the data, or make one by: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
            )
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
