"""The shop of the measurements: three channels and 500 products with their prices and stock."""

from decimal import Decimal

from agents.models import Channel, Organization
from catalog.models import Price, Product, ShippingMethod, ShippingRate, Stock, TaxRate, Variant
from catalog.search import fill

COUNT = 500
SKUS = [f"BN-{number:04}-{'SML'[number % 3]}" for number in range(1, COUNT + 1)]
PRICES = [Decimal(5 + number * 37 % 200) for number in range(COUNT)]
THINGS = "Jacket Lamp Kettle Backpack Blanket Chair Mug Notebook Shirt Speaker".split()
KINDS = "Alpine Basic Classic Deluxe Eco Family Garden Harbour Island Junior".split()


def make_shop() -> tuple[Organization, dict[str, Channel]]:
    """A new organisation "Bench" with everything that is sold."""
    organization = Organization.objects.begin(name="Bench")
    channels = {
        code: Channel.objects.create(
            organization=organization, code=code, name=code, country=country, currency=currency, language=language, email_from="shop@example.com"
        )
        for code, country, currency, language in (
            ("bench-us", "US", "USD", "en"), ("bench-de", "DE", "EUR", "de"), ("bench-tiny", "DE", "EUR", "de"),
        )
    }  # fmt: skip
    standard = organization.tax_classes.get(code="standard")
    for channel in channels.values():
        TaxRate.objects.create(channel=channel, country=channel.country, tax_class=standard, label="Tax", rate=Decimal("0.19"))
        method = ShippingMethod.objects.create(channel=channel, code="standard", name="Standard")
        ShippingRate.objects.create(method=method, price=Decimal("4.95"))
        ShippingRate.objects.create(method=method, from_subtotal=Decimal(100), price=0)
    _stock_up(organization, list(channels.values()))
    return organization, channels


def _stock_up(organization: Organization, channels: list[Channel]) -> None:
    same = {"organization": organization, "tax_class": organization.tax_classes.get(code="standard")}
    products = Product.objects.bulk_create(
        Product(**same, sku=sku.rsplit("-", 1)[0], name=f"{KINDS[i // 10 % 10]} {THINGS[i % 10]} {i}", category=THINGS[i % 10])
        for i, sku in enumerate(SKUS)
    )
    variants = Variant.objects.bulk_create(
        fill(Variant(product=product, organization=organization, sku=sku)) for product, sku in zip(products, SKUS, strict=True)
    )
    Stock.objects.bulk_create(Stock(variant=variant, start=1_000_000) for variant in variants)
    Price.objects.bulk_create(
        Price(variant=variant, channel=channel, amount=price) for variant, price in zip(variants, PRICES, strict=True) for channel in channels
    )
