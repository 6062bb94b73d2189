"""Invented goods for outdoors and home, with names and texts in English and German."""

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from random import Random

from interchange.demo.content import rows, words

MODELS_PER_KIND = 5
KEPT_IN_ONE_COLOUR = 0.25
WEIGHTS = {"clothing": 600, "footwear": 1200, "camping": 2600, "packs": 900, "tools": 1500, "garden": 9000, "home": 1800}
"""Grams of a thing of each category."""


@dataclass
class Item:
    """One thing on the shelf: options by axis, as (English, German)."""

    sku: str
    options: dict[str, tuple[str, str]]
    step: Decimal


@dataclass
class Good:
    """A product with its variations; price is the gross price in euros, weight in grams."""

    sku: str
    category: tuple[str, str]
    name: tuple[str, str]
    text: tuple[str, str]
    price: Decimal
    returnable: bool
    weight: int
    items: list[Item] = field(default_factory=list)


def make_goods(random: Random) -> list[Good]:
    """The whole catalogue."""
    goods = []
    for kind in rows("products"):
        for number, model in enumerate(random.sample(words("products")["models"], MODELS_PER_KIND), start=1):
            goods.append(make_good(random, kind, number, model))
    return goods


def make_good(random: Random, kind: dict[str, str], number: int, model: str) -> Good:
    all_words = words("products")
    brand = random.choice(all_words["brands"])
    feature = random.choice(all_words["features"][kind["category"]])
    price = Decimal(random.randrange(int(kind["low"]), int(kind["high"]) + 1)) - Decimal(random.choice(("0.05", "0.10", "0.00")))
    good = Good(
        sku=f"{kind['code']}-{number:02}{random.randrange(10)}",
        category=tuple(all_words["categories"][kind["category"]]),
        name=(f"{brand} {model} {kind['en']}", f"{brand} {model} {kind['de']}"),
        text=(f"{kind['en_text']} {feature[0]}", f"{kind['de_text']} {feature[1]}"),
        price=price,
        returnable=kind["returnable"] == "1",
        weight=WEIGHTS[kind["category"]],
    )
    good.items = make_items(random, good, kind["axis"])
    return good


def make_items(random: Random, good: Good, axis: str) -> list[Item]:
    """Every size in up to three colours; a thing without choice is its own single item."""
    palette = words("products")["colours"]
    coloured = (
        axis == "colour" or axis in ("clothes", "gloves") or (axis in ("shoes", "bags", "packs", "rugs") and random.random() > KEPT_IN_ONE_COLOUR)
    )
    colours = random.sample(palette, random.randint(2, 4) if axis == "colour" else 2) if coloured else []
    sizes = words("products")["axes"][axis]
    items = []
    for place, (size, colour) in enumerate(product(sizes or [None], colours or [None])):
        parts, options = [good.sku], {}
        if size:
            parts.append(size[0])
            options["size"] = (size[1], size[1].replace("0.", "0,"))
        if colour:
            parts.append(colour[0])
            options["colour"] = (colour[1], colour[2])
        growing = axis in ("litres", "packs", "beds", "linen", "rugs", "pans", "bottles", "towels")
        step = Decimal("1") + (Decimal("0.25") * (place // max(len(colours), 1)) if growing else Decimal(0))
        items.append(Item("-".join(parts), options, step))
    return items
