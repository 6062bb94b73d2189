"""`make reset`: forget the data of the embedded database, and only that."""

import shutil
from pathlib import Path

from contactcenter.problems import Problem
from launch import database
from launch.postgres.lease import alone
from launch.postgres.places import stores


def reset() -> None:
    if database.given_url():
        raise Problem("DATABASE_URL names a server of your own, whose data is never dropped here; unset it to forget the demo's.")
    home = database.embedded_home()
    if not home.exists():
        print("There is no data to forget.")
        return
    try:
        with alone(home):
            for store in filter(Path.exists, stores(home)):
                shutil.rmtree(store)
    except PermissionError as error:
        raise Problem(f"{error.filename} belongs to another account: use the one that started this checkout's database.")
    print("The data is forgotten. The next start begins anew.")
