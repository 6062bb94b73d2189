"""Tax classes are rows of the organisation; products and rates refer to them. The three of the fixed list become such."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

import contactcenter.names

CLASSES = (("standard", "Standard rate", "Regelsatz"), ("reduced", "Reduced rate", "Ermäßigter Satz"), ("zero", "No tax", "Keine Steuer"))
VALUES = ", ".join(
    f"('{code}', '{name}', '{{\"de\": {{\"name\": \"{name_de}\"}}}}'::jsonb, {position})" for position, (code, name, name_de) in enumerate(CLASSES)
)
KNOWN = "c.code IN ('standard', 'reduced', 'zero')"
TWO_CLASSES = "catalog_taxclass AS c, catalog_taxclass AS s"
STANDARD = "AND s.organization_id = t.organization_id AND s.code = 'standard'"
OF_A_PRODUCT = "c.organization_id = t.organization_id"
OF_A_RATE = "c.organization_id = (SELECT organization_id FROM agents_channel WHERE id = t.channel_id)"


def becomes_a_row(model: str, of_it: str, related: str) -> list[Any]:
    """The text steps aside for a column that refers to the row with that code."""
    table = f"catalog_{model}"
    key = models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name=related, to="catalog.taxclass", verbose_name="tax class", null=True
    )
    return [
        migrations.RenameField(model, "tax_class", "tax_code"),
        migrations.AlterField(model, "tax_code", models.CharField(default="standard", max_length=10)),
        migrations.AddField(model, "tax_class", key),
        migrations.RunSQL(
            f"UPDATE {table} AS t SET tax_class_id = c.id FROM catalog_taxclass AS c WHERE c.code = t.tax_code AND {of_it}",  # noqa: S608
            f"UPDATE {table} AS t SET tax_code = c.code FROM catalog_taxclass AS c WHERE c.id = t.tax_class_id",  # noqa: S608
        ),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL IMMEDIATE"),
        migrations.AlterField(
            model,
            "tax_class",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=related, to="catalog.taxclass", verbose_name="tax class"),
        ),
        migrations.RemoveField(model, "tax_code"),
    ]


class Migration(migrations.Migration):
    dependencies = [("agents", "0024_texts_in_languages"), ("catalog", "0006_taxes_by_place")]

    operations = [
        migrations.CreateModel(
            "TaxClass",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("translations", models.JSONField(blank=True, default=dict, verbose_name="in other languages")),
                ("code", models.SlugField(max_length=40, validators=[contactcenter.names.check_code], verbose_name="code")),
                ("name", models.CharField(max_length=120, validators=[contactcenter.names.check_name], verbose_name="name")),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="The first of the list is what a new product gets.", verbose_name="position"
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="tax_classes", to="agents.organization"),
                ),
            ],
            {"verbose_name": "tax class", "verbose_name_plural": "tax classes", "ordering": ["position", "code"]},
        ),
        migrations.AddConstraint("taxclass", models.UniqueConstraint(fields=("organization", "code"), name="tax_class_once")),
        migrations.RunSQL(
            "INSERT INTO catalog_taxclass (organization_id, code, name, translations, position) "
            f"SELECT o.id, c.code, c.name, c.told, c.place FROM agents_organization AS o, (VALUES {VALUES}) AS c (code, name, told, place)",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveConstraint("taxrate", "tax_rate_once"),
        *becomes_a_row("product", OF_A_PRODUCT, "products"),
        *becomes_a_row("taxrate", OF_A_RATE, "rates"),
        # undone, what staff added is the standard class again: there was room for no other
        migrations.RunSQL(
            migrations.RunSQL.noop,
            [
                f"DELETE FROM catalog_taxrate AS t USING catalog_taxclass AS c WHERE c.id = t.tax_class_id AND NOT {KNOWN}",
                f"UPDATE catalog_product AS t SET tax_class_id = s.id FROM {TWO_CLASSES} WHERE c.id = t.tax_class_id AND NOT {KNOWN} {STANDARD}",
            ],
        ),
        migrations.AddConstraint(
            "taxrate", models.UniqueConstraint(fields=("channel", "country", "region", "postal_prefix", "tax_class"), name="tax_rate_once")
        ),
    ]
