"""The role as which the product serves, made by the statements that docs/database-roles.md names."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from contactcenter.places import BASE_DIR

[GRANTS] = re.findall(r"runs this very block.*?```sql\n(.*?)```", (BASE_DIR / "docs" / "database-roles.md").read_text(), re.S)


@contextmanager
def as_worker_role() -> Iterator[None]:
    """Everything within is done by a role like `desk`. The embedded server lets only its own role in, which then becomes the other."""
    role = f"desk_of_{connection.settings_dict['NAME']}"  # of this process alone: roles are shared by all databases of a server
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {role} NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT")
        cursor.execute(re.sub(r"\bdesk\b", role, GRANTS))
        cursor.execute(f"SET LOCAL ROLE {role}")
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
