"""What the person reads once everything answers."""

from contextlib import suppress

from contactcenter.places import data_directory
from launch import database
from launch.where import Address

DEMO = """
    {url}   (stop with Ctrl-C)

    Log in as   ada     agent            password demo
                sam     supervisor       password demo
                admin   administrator    password demo, also at {url}/admin/

    Where to go first: log in as ada, search for Harker, and click Mina Harker: her session opens.
"""

DEMO_ELSEWHERE = """
    {url}   (stop with Ctrl-C)

    The demo log-ins work on 127.0.0.1 only. Make a log-in of your own: .venv/bin/python manage.py createsuperuser
"""

START = """
    {url}   (stop with Ctrl-C)

    Administrators set the shop up at {url}/admin/ and let the agents in there.
"""

ELSEWHERE = """
    Other machines reach it under the names that ALLOWED_HOSTS lists: ALLOWED_HOSTS=name,10.0.0.5 HOST={host} make …
"""

EMBEDDED = """    The database is a PostgreSQL of this checkout's own, in {data}: good for a demo, for development and
    for small teams on one machine. For production set DATABASE_URL. Logs: {logs}
"""

GIVEN = """    The database is the one in DATABASE_URL. Logs: {logs}
"""


def greet(address: Address, *, demo: bool) -> None:
    text = (DEMO if address.is_loopback else DEMO_ELSEWHERE) if demo else START
    if not address.is_loopback:
        text += ELSEWHERE
    place = GIVEN if database.given_url() else EMBEDDED
    folder = data_directory()
    say(text.format(url=address.url, host=address.host) + "\n" + place.format(data=folder / "postgres", logs=folder / "log"))


def say(text: str) -> None:
    """To whoever still reads: a closed terminal keeps nothing from being stopped."""
    with suppress(OSError):
        print(text, flush=True)
