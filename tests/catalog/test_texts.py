"""Names and descriptions in any language: one column and its translations."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection

from agents.actions import add_settings
from agents.models import Reason
from catalog.models import Product
from contactcenter.errors import RuleError
from contactcenter.texts import in_field
from tests.trails import migrate_all
from tests.world import World

LAMP = {"de": {"name": "Lampe", "description": "Hell."}, "pt-br": {"name": "Luminária"}}


@pytest.mark.parametrize(
    ("language", "name"), [("en", "Lamp"), ("de", "Lampe"), ("de-AT", "Lampe"), ("pt-BR", "Luminária"), ("pt", "Lamp"), ("", "Lamp"), ("d", "Lamp")]
)
def test_a_name_is_in_the_language_or_the_one_that_it_is_a_kind_of(language: str, name: str) -> None:
    lamp = Product(name="Lamp", description="Bright.", translations=LAMP)
    assert lamp.name_in(language) == name
    assert lamp.text_in("description", "pt-br") == "Bright."
    assert lamp.names == ["Lamp", "Lampe", "Luminária"]


def test_an_empty_translation_is_none() -> None:
    lamp = Product(name="Lamp", translations=LAMP)
    lamp.translate([("de", "name", ""), ("de", "description", ""), ("fr", "name", "Lampe"), ("pt-br", "description", "")])
    assert lamp.translations == {"pt-br": {"name": "Luminária"}, "fr": {"name": "Lampe"}}
    assert LAMP["de"] == {"name": "Lampe", "description": "Hell."}


@pytest.mark.parametrize(
    ("name", "means"),
    [("name_de", ("name", "de")), ("name_pt_br", ("name", "pt-br")), ("name_zh_hans", ("name", "zh-hans")), ("description_de", ("description", "de"))]
    + [(odd, None) for odd in ("name", "name_", "name_of", "named_de", "name_de_de_de", "name_de'", "label_de")],
)  # fmt: skip
def test_a_field_s_name_says_which_translation_it_is(name: str, means: tuple[str, str] | None) -> None:
    assert in_field(name, Product.TEXTS) == means


NONE: list[Any] = [[], {"de": "x"}, {"de": {"label": 1}}, {"de": {"code": "x"}}, {"DE": {"label": "x"}}, {"x": {"label": "x"}}]


@pytest.mark.parametrize(
    ("translations", "field"),
    [({"de": {"label": "a\nb"}}, "label_de"), ({"fr": {"label": "x" * 121}}, "label_fr"), *((odd, "translations") for odd in NONE)],
)
def test_a_translation_has_the_checks_of_its_own_column(world: World, audit: Callable[[], list[str]], translations: Any, field: str) -> None:
    reason = Reason(organization=world.organization, kind="contact", code="other", label="Other", translations=translations)
    with pytest.raises(ValidationError) as wrong:
        reason.clean()
    assert list(wrong.value.error_dict) == [field]
    with pytest.raises(RuleError) as refused:
        add_settings(world.as_(world.grace), reason)
    assert refused.value.field == field and audit() == []


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_the_migration_keeps_every_text_and_can_be_undone() -> None:
    before = {"agents": "0021", "promotions": "0002", "catalog": "0003"}
    with connection.cursor() as cursor:
        for app, number in before.items():
            call_command("migrate", app, number, verbosity=0)
        cursor.execute("INSERT INTO agents_organization (name, is_demo) VALUES ('Old', false) RETURNING id")
        organization = cursor.fetchone()[0]
        for sku, name, description in (("A", "Lampe", "Hell."), ("B", "", ""), ("C", "", "Nur Text"), ("D", "Ähre", "")):
            cursor.execute(
                "INSERT INTO catalog_product (organization_id, sku, name, name_de, description, description_de, category, options, returnable, "
                "non_returnable_reason, tax_class, active) VALUES (%s, %s, 'Lamp', %s, '', %s, '', '[]', true, '', 'standard', true)",
                [organization, sku, name, description],
            )
        cursor.execute(
            "INSERT INTO agents_reason (organization_id, kind, code, label, label_de, position, active) "
            "VALUES (%s, 'return', 'x', 'X', 'Ix', 0, true)",
            [organization],
        )
        migrate_all()
        cursor.execute("SELECT sku, translations::text FROM catalog_product ORDER BY sku")
        assert dict(cursor.fetchall()) == {
            "A": '{"de": {"name": "Lampe", "description": "Hell."}}',
            "B": "{}",
            "C": '{"de": {"description": "Nur Text"}}',
            "D": '{"de": {"name": "Ähre"}}',
        }
        cursor.execute("SELECT translations::text FROM agents_reason")
        assert cursor.fetchone() == ('{"de": {"label": "Ix"}}',)
        for app, number in before.items():
            call_command("migrate", app, number, verbosity=0)
        cursor.execute("SELECT sku, name_de, description_de FROM catalog_product ORDER BY sku")
        assert cursor.fetchall() == [("A", "Lampe", "Hell."), ("B", "", ""), ("C", "", "Nur Text"), ("D", "Ähre", "")]
        cursor.execute("SELECT label_de FROM agents_reason")
        assert cursor.fetchone() == ("Ix",)
        migrate_all()
