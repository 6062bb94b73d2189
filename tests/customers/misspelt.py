"""Names as they are misheard on the phone or mistyped: made from real name lists, knowing nothing of how the search works.

The lists are those of Faker (MIT licence), by locale. What a listener writes instead follows each language's common confusions.
"""

import random
import re

from faker import Faker

LOCALES = ("en_US", "de_DE", "fr_FR", "es_ES", "it_IT")
HEARD: dict[str, list[tuple[str, str]]] = {
    "en_US": [
        ("ph", "f"), ("i", "y"), ("y", "i"), ("ck", "k"), ("c", "k"), ("ks", "x"), ("ee", "ea"), ("ea", "ee"), ("gh", "g"), ("wr", "r"), ("kn", "n"),
        ("son", "sen"), ("s", "z"), ("th", "t"), ("ai", "ay"), ("er", "ar"), ("hn", "n"),
    ],
    "de_DE": [
        ("ei", "ai"), ("ai", "ei"), ("ey", "ei"), ("dt", "tt"), ("d", "t"), ("th", "t"), ("ph", "f"), ("v", "f"), ("ü", "ue"), ("ö", "oe"),
        ("ä", "ae"), ("c", "k"), ("ck", "k"), ("tz", "z"), ("b", "p"), ("g", "k"), ("ß", "ss"), ("eh", "e"), ("ah", "a"), ("chs", "x"),
    ],
    "fr_FR": [
        ("eau", "o"), ("au", "o"), ("ph", "f"), ("qu", "k"), ("c", "s"), ("é", "e"), ("è", "e"), ("ai", "e"), ("y", "i"), ("th", "t"), ("ss", "s"),
        ("lt", "t"), ("ez", "é"), ("h", ""),
    ],
    "es_ES": [("b", "v"), ("v", "b"), ("z", "s"), ("c", "s"), ("ll", "y"), ("h", ""), ("g", "j"), ("qu", "k"), ("ñ", "n"), ("x", "j"), ("í", "i")],
    "it_IT": [("ch", "k"), ("gh", "g"), ("gli", "li"), ("gn", "ni"), ("cc", "c"), ("zz", "z"), ("sc", "sh"), ("qu", "cu"), ("c", "k"), ("ss", "s")],
}  # fmt: skip
NEAR = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wertyuioopsdfghjklkxcvbnmn", strict=True))


def people(locale: str, count: int, seed: int) -> list[tuple[str, str]]:
    """(last name, first name), as often as they occur."""
    fake = Faker(locale)
    fake.seed_instance(seed)
    return [(fake.last_name(), fake.first_name()) for _n in range(count)]


def misheard(name: str, locale: str, dice: random.Random) -> str:
    """The name as a listener may write it; itself where no confusion of the language applies."""
    low = name.lower()
    fits = [(old, new, found.start()) for old, new in HEARD[locale] for found in re.finditer(old, low)]
    if not fits:
        return slipped(name, dice)
    old, new, at = dice.choice(fits)
    return low[:at] + new + low[at + len(old) :]


def slipped(name: str, dice: random.Random) -> str:
    """One slip of the hand: two letters swapped, one doubled, left out, undoubled, or its neighbour on the keyboard."""
    low = name.lower()
    at = dice.randrange(1, len(low)) if len(low) > 1 else 0
    doubled = [place for place in range(1, len(low)) if low[place] == low[place - 1]]
    ways = [
        low[:at] + low[at + 1 :],
        low[:at] + low[at] + low[at:],
        low[: at - 1] + low[at] + low[at - 1] + low[at + 1 :] if at else low,
        low[:at] + NEAR.get(low[at], low[at]) + low[at + 1 :],
        *[low[:place] + low[place + 1 :] for place in doubled],
    ]
    return dice.choice([one for one in ways if one != low] or [low])
