from django.db import migrations, models


def say_what_was_meant(apps, schema_editor):
    """No channel chosen meant all of them; from now on that is said."""
    agents = apps.get_model("agents", "Agent").objects
    agents.filter(channels=None).update(all_channels=True)


class Migration(migrations.Migration):

    dependencies = [
        ('agents', '0010_export_in_full'),
    ]

    operations = [
        migrations.AddField(
            model_name='agent',
            name='all_channels',
            field=models.BooleanField(default=False, verbose_name='all channels, also future ones'),
        ),
        migrations.AlterField(
            model_name='agent',
            name='channels',
            field=models.ManyToManyField(blank=True, related_name='agents', to='agents.channel', verbose_name='only these channels'),
        ),
        migrations.RunPython(say_what_was_meant, migrations.RunPython.noop),
    ]
