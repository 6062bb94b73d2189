"""By which rules the search columns were written. A database that holds customers already was written by those of an earlier release."""

from django.db import migrations, models

OF_AN_EARLIER_RELEASE = ""


def note_earlier_rules(apps, schema_editor):
    if apps.get_model("customers", "Customer").objects.exists():
        apps.get_model("interchange", "SearchRules").objects.create(fingerprint=OF_AN_EARLIER_RELEASE)


class Migration(migrations.Migration):
    initial = True
    dependencies = [("customers", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="SearchRules",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("only", models.BooleanField(default=True, unique=True)),
                ("fingerprint", models.CharField(max_length=64)),
                ("written_at", models.DateTimeField(auto_now=True)),
            ],
            options={"constraints": [models.CheckConstraint(condition=models.Q(("only", True)), name="search_rules_one_row")]},
        ),
        migrations.RunPython(note_earlier_rules, migrations.RunPython.noop),
    ]
