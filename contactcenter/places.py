"""Where this checkout keeps what it makes itself: the embedded database, the secret key, logs. Standard library only."""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent


def data_directory() -> Path:
    """`DATA_DIR`, else `var/` in the checkout."""
    return Path(os.environ.get("DATA_DIR") or BASE_DIR / "var").resolve()


def make_private(folder: Path) -> None:
    """A folder that nobody but its owner may enter: mails and logs hold what is nobody else's business."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid == os.geteuid() and folder.stat().st_mode & 0o077:
        folder.chmod(0o700)
