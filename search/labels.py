"""What people write before a number or a name and do not mean as part of it: "Tel.", "Order no.", "Dr.". Pure."""

import re

_BETWEEN = r"(?:[\s.:#№\-–]|\b(?:no|nr|num|number|nummer|id)\b)*"
_OURS = {
    "C": "customer|cust|client|kunde|kundin|kunden|kundennummer|kundennr|kd",
    "O": "order|bestellung|bestellnummer|bestell|auftrag|auftragsnummer|ordernumber",
    "R": "return|rma|retoure|retouren|rücksendung|rücksendenummer",
}
_NUMBERS = [
    (letter, re.compile(rf"(?<![\w-])(?:{words}){_BETWEEN}(?<!\w)(?:{letter}-?)?(\d+)(?![\w-])", re.IGNORECASE)) for letter, words in _OURS.items()
]
"""A number of ours with its noun: it then is no other number."""
_PLAIN = re.compile(
    rf"(?<![\w-])(?:(?:no|nr|num|number|nummer)\b{_BETWEEN}|№\s*"
    rf"|(?:tracking|trackingnummer|trackingnumber|sendungsnummer|sendung|parcel|paket){_BETWEEN}"
    rf"|(?:plz|zip|postcode|postal code|postleitzahl){_BETWEEN})"
    r"(?<!\w)(?=(?:[A-Z]-)?\w*\d)",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![\w-])(?:(?:tel|telefon|telephone|phone|ph|fon|fone|mobil|mobile|mob|cell|handy|fax|call|ruf|rufnummer)\b\.?|[tm](?=:|\.))\s*[.:]?\s*(?=[+(]?\d)",
    re.IGNORECASE,
)


def without_labels(text: str) -> str:
    """Numbers without their labels; "Order no. 10001" is "O-10001"."""
    for letter, pattern in _NUMBERS:
        text = pattern.sub(rf"{letter}-\1", text)
    return _PHONE.sub("", _PLAIN.sub("", text))


_TITLES = frozenset("dr prof mr mrs ms miss mx mister sir madam herr herrn frau frl mme mlle mevr dhr".split())
_TITLES |= frozenset("madame monsieur signor signora señor señora".split())
_WITH_DOT = frozenset("m hr fr sr sra sig mag ing dipl st.-prof med".split())
_AFTER = frozenset("jr jnr phd md esq".split())


def without_titles(text: str) -> str:
    """Names without the titles before them, where a name stays: "Prof. Dr. Harker" is "Harker"."""
    words = text.split(" ")
    while len(words) > 1 and _is_title(words[0]):
        del words[0]
    while len(words) > 2 and words[-1].strip(".,").casefold() in _AFTER:
        del words[-1]
    return " ".join(words)


def _is_title(word: str) -> bool:
    parts = [part for part in re.split(r"[.\-]", word.casefold()) if part]
    known = _TITLES | _WITH_DOT if word.endswith(".") else _TITLES
    return bool(parts) and all(part in known for part in parts)
