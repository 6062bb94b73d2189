"""Where this checkout keeps what it makes itself: the embedded database, the secret key, logs. Standard library only."""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent


def data_directory() -> Path:
    """`DATA_DIR`, else `var/` in the checkout."""
    return Path(os.environ.get("DATA_DIR") or BASE_DIR / "var").resolve()
