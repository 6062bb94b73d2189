"""Prices for groups and for several pieces, and the list price beside a price."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agents', '0024_texts_in_languages'),
        ('catalog', '0004_texts_in_languages'),
        ('customers', '0012_price_groups'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='price',
            name='price_once_per_channel',
        ),
        migrations.AddField(
            model_name='price',
            name='from_quantity',
            field=models.PositiveIntegerField(default=1, verbose_name='from quantity'),
        ),
        migrations.AddField(
            model_name='price',
            name='list_amount',
            field=models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name='list price'),
        ),
        migrations.AddField(
            model_name='price',
            name='price_group',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.pricegroup'),
        ),
        # undone, only what everybody pays for one piece is left: there was room for no other
        migrations.RunSQL(migrations.RunSQL.noop, "DELETE FROM catalog_price WHERE price_group_id IS NOT NULL OR from_quantity > 1"),
        migrations.AddConstraint(
            model_name='price',
            constraint=models.UniqueConstraint(fields=('variant', 'channel', 'price_group', 'from_quantity'), name='price_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='price',
            constraint=models.CheckConstraint(condition=models.Q(('from_quantity__gte', 1)), name='price_from_one'),
        ),
        migrations.AddConstraint(
            model_name='price',
            constraint=models.CheckConstraint(condition=models.Q(('list_amount', None), ('list_amount__gte', models.F('amount')), _connector='OR'), name='price_below_list'),
        ),
    ]
