from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agents", "0022_trails_number_themselves")]

    operations = [migrations.AddField("readentry", "listed", models.BooleanField(db_default=False, default=False))]
