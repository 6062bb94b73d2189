"""What people write around a number or before a name and do not mean as part of it: "Tel.", "Order no.", "Dr.", "thanks". Pure."""

import re

_BETWEEN = r"(?:[\s.:#№\-–]|\b(?:no|nr|num|number|nummer|id|is|ist|lautet)\b)*"
_OURS = {
    "C": "customer|cust|client|kunde|kundin|kunden|kundennummer|kundennr|kd",
    "O": "order|bestellung|bestellnummer|bestellnr|bestell|best|auftrag|auftragsnummer|auftragsnr|ordernumber",
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


_AROUND = frozenset(
    """order orders return returns customer parcel tracking number numbers no nr num id ref re regarding about my your the this that is was it
    its for with please pls thanks thank thx you cheers regards kind best hi hello dear i have a question name
    bestellung bestellnummer bestellnr auftrag auftragsnummer retoure kundennummer paket sendung sendungsnummer nummer betreff betr wegen zu zur
    meine mein meiner meinem ihre die der das ist lautet es geht um bitte danke dankeschön vielen dank hallo guten tag gruß grüße mfg ich habe
    eine frage""".split()
)


def without_talk(text: str) -> str:
    """A number without the words of a mail around it: "my order is 10001, thanks!" is "10001"; the text as it is where nothing has a digit.

    Somebody may be called so: it is to be looked for only where the text as it stands finds nothing.
    """
    words = text.split(" ")
    if not any(c.isdigit() for c in text):
        return text
    return " ".join(word for word in words if word.strip(".,;:!?()'’").casefold() not in _AROUND)


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
