"""Later words of names with the other name beside them; built while people work, hence no transaction around."""

from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations
from django.db.models import F, Func, Index, Q, Value

from contactcenter.schema import BuildIndex, statistics_of


def word_index(part: str, other: str, which: str, word: Func, condition: Q) -> BuildIndex:
    columns = (F("channel"), word, F(f"search_{other}"), F(f"search_{part}"), F("id"))
    whole = [f"search_{part}_more"]  # without which PostgreSQL would look at each row
    return BuildIndex("customer", Index(*columns, condition=condition, include=whole, name=f"customer_{part}_{which}"))


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("customers", "0007_criteria_together")]

    operations = [
        *(
            word_index(part, other, "part", Func(F(f"search_{part}_more"), Value(" "), Value(1), function="split_part"), ~Q(**{f"search_{part}_more": ""}))
            for part, other in (("last", "first"), ("first", "last"))
        ),
        *(
            word_index(
                part, other, "end", Func(F(f"search_{part}_more"), Value("[^ ]+$"), function="substring"), Q(**{f"search_{part}_more__contains": " "})
            )
            for part, other in (("last", "first"), ("first", "last"))
        ),
        *statistics_of(
            "customers_customer",
            **{
                f"customer_{part}_{which}_words": word.format(f"search_{part}_more")
                for part in ("last", "first")
                for which, word in (("part", "split_part({}, ' ', 1)"), ("end", "substring({}, '[^ ]+$')"))
            },
        ),
        migrations.RunSQL("ANALYZE customers_customer", migrations.RunSQL.noop),  # or these statistics would be empty
        RemoveIndexConcurrently("customer", "customer_last_more"),
        RemoveIndexConcurrently("customer", "customer_first_more"),
    ]
