from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agents', '0011_all_channels'),
    ]

    operations = [
        migrations.AddField(
            model_name='agent',
            name='must_change_password',
            field=models.BooleanField(default=False, editable=False, verbose_name='must choose a password of their own'),
        ),
    ]
