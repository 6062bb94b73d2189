"""What names sound like and how alike two are. Pure: no database."""

from functools import lru_cache
from itertools import pairwise

import jellyfish
from metaphone import doublemetaphone

LONGEST = 20
"""Of a name, so many letters count."""


@lru_cache(maxsize=8192)
def keys(name: str) -> tuple[str, ...]:
    """The keys of a folded name: two that are alike have one in common.

    "m…" is its Double Metaphone (one or two), "k…" its Cologne phonetics, and "d…" the name itself and each of the texts that one
    letter less makes: one slip apart (a letter missing, too many, wrong, or two swapped) means one of these in common.
    """
    name = name.replace(" ", "")[:LONGEST]
    if not name:
        return ()
    sounds = [f"m{code}" for code in doublemetaphone(name) if code] if name.isascii() else []
    cologne = [f"k{code}"] if name.isascii() and (code := cologne_phonetics(name)) else []
    less = [f"d{name[:place]}{name[place + 1 :]}" for place in range(len(name))] if len(name) > 2 else []
    return tuple(dict.fromkeys([*sounds, *cologne, f"d{name}", *less]))


def likeness(typed: str, name: str, shared: str) -> float:
    """How well a folded name fits what was typed: about 0 to 1.5, more where it sounds the same or is one slip away.

    shared: the first letters of the keys that both have; one slip apart, they have a "d…" in common.
    """
    if typed == name:
        return 2.0
    score = jellyfish.jaro_winkler_similarity(typed, name)
    if "d" in shared and jellyfish.damerau_levenshtein_distance(typed, name) == 1:
        score += 0.25
    return float(score + 0.15 * ("m" in shared) + 0.1 * ("k" in shared))


_SAME = {"0": "AEIJOUY", "1": "B", "3": "FVW", "4": "GKQ", "5": "L", "6": "MN", "7": "R", "8": "SZ"}
_ALONE = {letter: code for code, letters in _SAME.items() for letter in letters}


@lru_cache(maxsize=8192)
def cologne_phonetics(name: str) -> str:
    """The code of Postel's Kölner Phonetik (1969) for letters a to z: "muller" is "657"."""
    letters = [c for c in name.upper() if "A" <= c <= "Z"]
    padded = ["", *letters, ""]
    codes = "".join(_code(padded[at - 1], padded[at], padded[at + 1], at == 1) for at in range(1, len(padded) - 1))
    single = codes[:1] + "".join(after for before, after in pairwise(codes) if after != before)
    return single[:1] + single[1:].replace("0", "")


def _code(before: str, letter: str, after: str, first: bool) -> str:
    if letter == "H":
        return ""
    if letter == "P":
        return "3" if after == "H" else "1"
    if letter in "DT":
        return "8" if after and after in "CSZ" else "2"
    if letter == "X":
        return "8" if before and before in "CKQ" else "48"
    if letter == "C":
        if first:
            return "4" if after and after in "AHKLOQRUX" else "8"
        return "4" if after and after in "AHKOQUX" and before not in ("S", "Z") else "8"
    return _ALONE[letter]
