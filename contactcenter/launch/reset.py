"""`make reset`: forget the data of the embedded database, and only that."""

import shutil

from contactcenter import database
from contactcenter.embedded.lease import enter
from contactcenter.embedded.places import stores
from contactcenter.problems import Problem


def reset() -> None:
    if database.given_url():
        raise Problem("DATABASE_URL names a server of your own, whose data is never dropped here; unset it to forget the demo's.")
    home = database.embedded_home()
    if not home.exists():
        print("There is no data to forget.")
        return
    try:
        if enter(home) is not None:
            raise Problem("The database is in use: stop `make demo` and every manage.py command first.")
        for store in stores(home):
            if store.exists():
                shutil.rmtree(store)
    except PermissionError as error:
        raise Problem(f"{error.filename} belongs to another account: use the one that started this checkout's database.")
    print("The data is forgotten. The next start begins anew.")
