"""Promotions ask and give by rows of their own, may have a budget, and make codes by a pattern; what stood on them becomes such rows.

Until now no promotion changed any cart: they all need a code, so that none begins to by itself. A code for one customer can be used once.
"""

from decimal import Decimal

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import contactcenter.names
import promotions.models.coupon

GOODS = "skus, categories, except_skus, except_categories, unreduced"
NO_GOODS = "'{}', '{}', '{}', '{}', false"
CONDITIONS = (
    f"INSERT INTO promotions_promotioncondition (promotion_id, kind, amount, codes, {GOODS}) "  # noqa: S608
    f"SELECT id, 'subtotal', minimum, '{{}}', {NO_GOODS} FROM promotions_promotion WHERE minimum > 0 ORDER BY id"
)
CONDITIONS_BACK = (
    "UPDATE promotions_promotion AS p SET minimum = c.amount FROM promotions_promotioncondition AS c WHERE c.promotion_id = p.id AND c.kind = 'subtotal'"
)
BENEFITS = (
    f"INSERT INTO promotions_promotionbenefit (promotion_id, kind, percent, amount, sku, {GOODS}) "  # noqa: S608
    "SELECT id, CASE benefit WHEN 'free_shipping' THEN 'shipping' ELSE benefit END, CASE benefit WHEN 'percentage' THEN value END, "
    f"CASE benefit WHEN 'amount' THEN value WHEN 'free_shipping' THEN 0 END, '', {NO_GOODS} FROM promotions_promotion ORDER BY id"
)
BENEFITS_BACK = (
    "UPDATE promotions_promotion AS p SET benefit = CASE b.kind WHEN 'shipping' THEN 'free_shipping' ELSE b.kind END, "
    "value = coalesce(b.percent, b.amount) FROM promotions_promotionbenefit AS b WHERE b.promotion_id = p.id"
)
GROUPS = (
    "INSERT INTO promotions_codegroup (promotion_id, pattern, most_uses, days_valid, by_agents) "
    "SELECT id, upper(left(code, 20)) || '-######', 1, 30, true FROM promotions_promotion WHERE \"where\" = 'contact_centre' ORDER BY id"
)
USES = "UPDATE promotions_coupon SET most_uses = 1 WHERE customer_id IS NOT NULL OR used_at IS NOT NULL"


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0013_versions'),
        ('orders', '0013_versions'),
        ('promotions', '0003_texts_in_languages'),
    ]

    operations = [
        migrations.AddField(
            model_name='coupon',
            name='most_uses',
            field=models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='uses, at most'),
        ),
        migrations.AddField(
            model_name='promotion',
            name='is_exclusive',
            field=models.BooleanField(default=False, help_text='Not together with another promotion.', verbose_name='exclusive'),
        ),
        migrations.AddField(
            model_name='promotion',
            name='most_spent',
            field=models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name='given away, at most'),
        ),
        migrations.AddField(
            model_name='promotion',
            name='most_uses',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='orders, at most'),
        ),
        migrations.AddField(
            model_name='promotion',
            name='needs_code',
            field=models.BooleanField(default=True, help_text='Without it, it applies to every cart that meets the conditions.', verbose_name='needs a code'),
        ),
        migrations.AddField(
            model_name='promotion',
            name='per_customer',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='orders per customer, at most'),
        ),
        migrations.AddField(
            model_name='promotion',
            name='priority',
            field=models.PositiveSmallIntegerField(default=100, help_text='Lower ones come first; each works on what the earlier ones left.', verbose_name='priority'),
        ),
        migrations.CreateModel(
            name='CodeGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pattern', models.CharField(help_text='Each # becomes a letter or a figure: SORRY-######', max_length=40, validators=[contactcenter.names.check_name, promotions.models.coupon.check_pattern], verbose_name='pattern')),
                ('most_uses', models.PositiveIntegerField(blank=True, default=1, null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='uses of each code, at most')),
                ('days_valid', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='days valid')),
                ('by_agents', models.BooleanField(default=True, verbose_name='agents may make codes')),
                ('a_day', models.PositiveIntegerField(blank=True, null=True, verbose_name='codes a day for each agent, at most')),
                ('promotion', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='code_groups', to='promotions.promotion')),
            ],
            options={
                'verbose_name': 'code group',
                'verbose_name_plural': 'code groups',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='PromotionBenefit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('skus', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60, validators=[contactcenter.names.check_name]), blank=True, default=list, size=None, verbose_name='SKUs')),
                ('categories', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120, validators=[contactcenter.names.check_name]), blank=True, default=list, size=None, verbose_name='categories')),
                ('except_skus', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60, validators=[contactcenter.names.check_name]), blank=True, default=list, size=None, verbose_name='without SKUs')),
                ('except_categories', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120, validators=[contactcenter.names.check_name]), blank=True, default=list, size=None, verbose_name='without categories')),
                ('unreduced', models.BooleanField(default=False, verbose_name='at full price only')),
                ('amount', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name='amount')),
                ('quantity', models.PositiveIntegerField(blank=True, null=True, verbose_name='pieces')),
                ('kind', models.CharField(choices=[('percentage', 'Percentage'), ('amount', 'Amount'), ('fixed_price', 'Fixed price'), ('shipping', 'Shipping'), ('x_for_y', 'Buy X, get Y free'), ('gift', 'Gift')], max_length=20, verbose_name='benefit')),
                ('percent', models.DecimalField(blank=True, decimal_places=4, max_digits=7, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0.0001')), django.core.validators.MaxValueValidator(100)], verbose_name='per cent')),
                ('free', models.PositiveIntegerField(blank=True, null=True, verbose_name='free pieces')),
                ('sku', models.CharField(blank=True, max_length=60, validators=[contactcenter.names.check_name], verbose_name='SKU of the gift')),
                ('promotion', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='benefits', to='promotions.promotion')),
            ],
            options={
                'verbose_name': 'benefit',
                'verbose_name_plural': 'benefits',
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PromotionCondition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('skus', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60, validators=[contactcenter.names.check_name]), blank=True, default=list, size=None, verbose_name='SKUs')),
                ('categories', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120, validators=[contactcenter.names.check_name]), blank=True, default=list, size=None, verbose_name='categories')),
                ('except_skus', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60, validators=[contactcenter.names.check_name]), blank=True, default=list, size=None, verbose_name='without SKUs')),
                ('except_categories', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120, validators=[contactcenter.names.check_name]), blank=True, default=list, size=None, verbose_name='without categories')),
                ('unreduced', models.BooleanField(default=False, verbose_name='at full price only')),
                ('amount', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name='amount')),
                ('quantity', models.PositiveIntegerField(blank=True, null=True, verbose_name='pieces')),
                ('kind', models.CharField(choices=[('subtotal', 'Subtotal'), ('quantity', 'Number of pieces'), ('first_order', 'First order'), ('segments', 'Customer segment'), ('customer_sets', 'Customer set')], max_length=20, verbose_name='condition')),
                ('codes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60, validators=[contactcenter.names.check_name]), blank=True, default=list, size=None, verbose_name='segments or sets')),
                ('promotion', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='conditions', to='promotions.promotion')),
            ],
            options={
                'verbose_name': 'condition',
                'verbose_name_plural': 'conditions',
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Redemption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=4, max_digits=18)),
                ('definition', models.JSONField(default=dict)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('released_at', models.DateTimeField(null=True)),
                ('coupon', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='redemptions', to='promotions.coupon')),
                ('customer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='customers.customer')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='redemptions', to='orders.order')),
                ('promotion', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='redemptions', to='promotions.promotion')),
            ],
            options={
                'indexes': [models.Index(fields=['promotion', 'customer'], name='redemption_of_customer')],
                'constraints': [models.UniqueConstraint(fields=('order', 'promotion'), name='redeemed_once_an_order')],
            },
        ),
        migrations.RunSQL(CONDITIONS, CONDITIONS_BACK),
        migrations.RunSQL(BENEFITS, BENEFITS_BACK),
        migrations.RunSQL(GROUPS, migrations.RunSQL.noop),
        migrations.RunSQL(USES, migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name='promotion',
            name='benefit',
        ),
        migrations.RemoveField(
            model_name='promotion',
            name='minimum',
        ),
        migrations.RemoveField(
            model_name='promotion',
            name='value',
        ),
    ]
