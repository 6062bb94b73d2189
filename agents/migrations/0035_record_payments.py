from django.db import migrations, models


def give_right(apps, schema_editor):
    """Whoever decides what colleagues may not do alone, in an installation that is already there, may say that money came in."""
    for role in apps.get_model("agents", "Role").objects.filter(rights__right="decide_approvals"):
        role.rights.get_or_create(right="record_payments")


class Migration(migrations.Migration):

    dependencies = [
        ('agents', '0034_shows_lowest_price'),
    ]

    operations = [
        migrations.AlterField(
            model_name='roleright',
            name='right',
            field=models.CharField(choices=[('use_console', 'Use the console'), ('see_personal', 'See e-mails, phones, birthdays and streets in full'), ('use_admin', 'Enter the administration'), ('edit_cart', 'Build orders'), ('place_order', 'Place orders'), ('give_coupons', 'Give coupons'), ('override_price', 'Override prices'), ('create_customers', 'Make new customers'), ('record_payments', 'Record payments by hand'), ('share_searches', 'Share saved searches with the organisation'), ('view_audit', 'Read the audit trail'), ('view_orders_admin', 'See customers, orders and returns in the administration'), ('decide_approvals', 'Decide what colleagues may not do alone'), ('manage_customers', "Close and open customers' log-ins"), ('manage_agents', 'Manage agents'), ('manage_roles', 'Manage roles'), ('manage_channels', 'Manage channels'), ('manage_catalog', 'Manage products, prices and stock'), ('manage_promotions', 'Manage promotions'), ('export_results', 'Export what a search finds'), ('import_data', 'Import and export data')], max_length=40, verbose_name='right'),
        ),
        migrations.RunPython(give_right, migrations.RunPython.noop),
    ]
