"""What agents type about a person whom they have on the line, or paste from a mail: by kind. Knows nothing of how the search works."""

import random
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneNumberFormat

from bench.people import Made

Typed = Callable[[Made, random.Random], str]
"""The text; empty where the kind does not fit the person."""
PARTICLE = re.compile(r"^(von der|van der|van den|de la|af|von|van|zu|de|da|dos|di|del|della|ter|le|lo|ó|ní|mac|mc|st|al)[ -](?=\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Kind:
    """name; typed: what is typed; record: of which kind it is found; share: that must be found, or offered where `offer` says that it may be."""

    name: str
    typed: Typed
    record: str = "customer"
    offer: bool = False
    share: float = 0.99


def bare(name: str) -> str:
    """Without accents, as on a keyboard that has none."""
    letters = name.translate(str.maketrans({"ø": "o", "ł": "l", "Ł": "L", "ı": "i", "ə": "a", "Ə": "A", "đ": "d", "Đ": "D", "ß": "ss"}))
    return "".join(c for c in unicodedata.normalize("NFKD", letters) if not unicodedata.combining(c))


def _transliterated(name: str) -> str:
    return (
        name.translate(str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "å": "aa"}))
        if set(name) & set("äöüßÄÖÜ")
        else ""
    )


def is_latin(name: str) -> bool:
    return all(ord(c) < 0x250 or unicodedata.combining(c) or 0x1E00 <= ord(c) < 0x1F00 for c in name)


def has_particle(name: str) -> bool:
    return bool(PARTICLE.match(name))


def _joined(name: str) -> str:
    """Together: "vonahlefeld", "annemarie", "obrien"."""
    return re.sub(r"[\s'’-]", "", name).lower() if re.search(r"[\s'’-]", name) and is_latin(name) else ""


def _apart(name: str) -> str:
    """Apart: "O Brien", "Mc Donald", "Van der Meer", "Anne Marie"."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|['’-]", " ", name).strip() if is_latin(name) else ""
    return apart if apart != name else ""


def _phone(number: str, form: int) -> str:
    return phonenumbers.format_number(phonenumbers.parse(number), form)


def grouped(person: Made) -> str:
    return _phone(person.phone, PhoneNumberFormat.INTERNATIONAL)


def national(person: Made) -> str:
    return _phone(person.phone, PhoneNumberFormat.NATIONAL)


def _with_zero(person: Made, _dice: random.Random) -> str:
    code, rest = grouped(person).split(" ", 1)
    trunk = phonenumbers.ndd_prefix_for_region(person.land.code, True)
    return f"{code} (0){rest}" if trunk == "0" else ""


def _extension(person: Made, dice: random.Random) -> str:
    return grouped(person) + dice.choice((" ext. 89", " x5", " #89", " Durchwahl 12", " extension 7", ", ext 4", " DW 31", " EXT.9"))


def _labelled_phone(person: Made, dice: random.Random) -> str:
    label = dice.choice(("Tel. ", "tel:", "Tel: ", "Telefon: ", "Phone ", "Mobil: ", "Ph. ", "T: ", "Handy "))
    return label + (person.phone if label == "tel:" else grouped(person))


def _wrapped_email(person: Made, dice: random.Random) -> str:
    form = dice.choice(
        (
            "<{0}>",
            "mailto:{0}",
            "{1} <{0}>",
            '"{1}" <{0}>',
            "{0},",
            "{0}.",
            "{0};",
            "E-Mail: {0}",
            "({0})",
            "“{0}”",
            "\u200b{0}\u00a0",
            "<mailto:{0}>",
        )
    )
    return form.format(person.email, f"{person.first} {person.last}")


def _email_slip(person: Made, dice: random.Random) -> str:
    local, host = person.email.split("@")
    at = dice.randrange(1, len(host) - 5)
    if dice.random() < 0.6:
        return f"{local}@{host[:at]}{host[at + 1]}{host[at]}{host[at + 2 :]}" if host[at] != host[at + 1] else f"{local}@{host[:at]}{host[at + 1 :]}"
    return f"{local[:2]}{local[3:]}@{host}"


def _slipped(name: str, dice: random.Random) -> str:
    """One slip: a letter left out, doubled, wrong, or two swapped; the first letter stays, as it mostly does."""
    low = name.lower()
    at = dice.choice([place for place in range(1, len(low)) if low[place].isalpha() and low[place - 1].isalpha()] or [0])
    if not at:
        return ""
    ways = [low[:at] + low[at + 1 :], low[:at] + low[at] + low[at:], low[:at] + dice.choice("aeinrst") + low[at + 1 :]]
    ways += [low[: at - 1] + low[at] + low[at - 1] + low[at + 1 :]] if at > 1 else []
    return dice.choice([one for one in ways if one != low])


_HEARD = [tuple(one.split(">")) for one in "ei>ai ph>f th>t ck>k y>i i>y c>k k>c z>s v>f d>t dt>t ie>y gh>g nn>n ll>l son>sen b>p".split()]


def _heard(name: str, dice: random.Random) -> str:
    """As it may be written by ear."""
    low = name.lower()
    fits = [
        (old, new, found.start())
        for old, new in _HEARD
        for found in re.finditer(old, low)
        if found.start() > (low.rfind(" ") + 1 if " " in low else 0)
    ]
    if not fits:
        return ""
    old, new, at = dice.choice(fits)
    return low[:at] + new + low[at + len(old) :]


def _wrong(fits: Callable[[str], bool], way: Callable[[str, random.Random], str], *, both: bool = False) -> Typed:
    def typed(person: Made, dice: random.Random) -> str:
        if not fits(person.last) or not is_latin(person.last) or len(person.last) < 5:
            return ""
        wrong = way(bare(person.last), dice)
        return f"{person.first} {wrong}" if wrong and both else wrong

    return typed


def _simple(name: str) -> bool:
    return name.isalpha()


def _in_groups(text: str, size: int = 4) -> str:
    return " ".join(text[at : at + size] for at in range(0, len(text), size))


def _kana(person: Made, _dice: random.Random) -> str:
    turned = "".join(chr(ord(c) - 96) if "ァ" <= c <= "ヶ" else chr(ord(c) + 96) if "ぁ" <= c <= "ゖ" else c for c in person.last)
    return turned if turned != person.last else ""


_ARABIC = str.maketrans({"ة": "ه", "ى": "ي", "ي": "ی", "ک": "ك", "ی": "ي", "أ": "ا"})


def _arabic(person: Made, _dice: random.Random) -> str:
    turned = f"{person.last} {person.first}".translate(_ARABIC)
    return turned if turned != f"{person.last} {person.first}" else ""


def _name(form: str) -> Typed:
    return lambda person, dice: form.format(first=person.first, last=person.last)


def _prefix_of(land: str) -> str:
    return {"DE": "D", "AT": "A", "CH": "CH", "SE": "SE", "FR": "F", "CZ": "CZ", "SK": "SK", "PL": "PL", "IT": "I"}.get(land, "")


def _only_if(condition: Callable[[Made], bool], typed: Typed) -> Typed:
    return lambda person, dice: typed(person, dice) if condition(person) else ""


def _choose(*forms: str) -> Typed:
    return lambda person, dice: dice.choice(forms).format(p=person, digits=person.number[2:], rma=person.rma[2:])


KINDS: tuple[Kind, ...] = (
    Kind("last name", _name("{last}")),
    Kind("first last", _name("{first} {last}")),
    Kind("last first", _name("{last} {first}")),
    Kind("Last, First", _name("{last}, {first}")),
    Kind("together", lambda p, d: _joined(p.last)),
    Kind("together, beside", lambda p, d: f"{_joined(p.first)} {p.last}" if _joined(p.first) else ""),
    Kind("both together", lambda p, d: f"{_joined(p.last)} {p.first}" if _joined(p.last) else ""),
    Kind("apart", lambda p, d: _apart(p.last)),
    Kind("apart, first name", lambda p, d: f"{_apart(p.last)} {p.first}" if _apart(p.last) else ""),
    Kind("first name apart", lambda p, d: f"{_apart(p.first)} {p.last}" if _apart(p.first) else ""),
    Kind("without particle", lambda p, d: f"{PARTICLE.sub('', p.last)} {p.first}" if has_particle(p.last) else ""),
    Kind("title", lambda p, d: d.choice(("Dr. ", "Mr. ", "Frau ", "Herr ", "Mrs ", "Prof. Dr. ", "Ms. ", "Mme ", "Herrn Dr. ")) + p.last),
    Kind("title, both", lambda p, d: d.choice(("Dr. ", "Mr ", "Frau ", "Herr ")) + f"{p.first} {p.last}"),
    Kind("ae oe ue", lambda p, d: _transliterated(p.last)),
    Kind("accents dropped", lambda p, d: bare(p.last) if bare(p.last) != p.last and is_latin(p.last) else ""),
    Kind("looks like a particle", lambda p, d: p.last if p.last in ("An", "Lê", "Le", "Ben") else ""),
    Kind("particle and first", lambda p, d: f"{p.last} {p.first}" if p.last in ("An", "Lê", "Le", "Ben") else ""),
    Kind("hiragana, katakana", _kana),
    Kind("Arabic letters", _arabic),
    Kind("Azeri without ə", lambda p, d: f"{bare(p.last)} {bare(p.first)}" if p.land.code == "AZ" else ""),
    Kind("CJK together", lambda p, d: p.last + p.first if p.land.code == "CN" else ""),
    Kind("phone E.164", lambda p, d: p.phone),
    Kind("phone in groups", lambda p, d: grouped(p)),
    Kind("phone national", lambda p, d: national(p)),
    Kind("phone 00", lambda p, d: "00" + grouped(p)[1:]),
    Kind("phone (0)", _with_zero),
    Kind("phone extension", _extension),
    Kind("phone labelled", _labelled_phone),
    Kind("mobile", lambda p, d: _phone(p.mobile, PhoneNumberFormat.INTERNATIONAL) if p.mobile else ""),
    Kind("mobile national", lambda p, d: _phone(p.mobile, PhoneNumberFormat.NATIONAL) if p.mobile else ""),
    Kind("name + phone", lambda p, d: f"{p.last} {grouped(p)}"),
    Kind("phone + name", lambda p, d: f"{grouped(p)} {p.last}"),
    Kind("name + national", lambda p, d: f"{p.last} {national(p)}"),
    Kind("name + 00", lambda p, d: f"{p.first} {p.last} 00{grouped(p)[1:]}"),
    Kind("full-width digits", lambda p, d: p.phone.translate(str.maketrans("0123456789+", "０１２３４５６７８９＋"))),
    Kind("postal + last", lambda p, d: f"{p.postal} {p.last}"),
    Kind("last + postal", lambda p, d: f"{p.last} {p.postal}"),
    Kind("postal as written", lambda p, d: p.postal),
    Kind("postal joined", lambda p, d: re.sub(r"[\s-]", "", p.postal).lower()),
    Kind("postal with country", _only_if(lambda p: bool(_prefix_of(p.land.code)), lambda p, d: f"{_prefix_of(p.land.code)}-{p.postal}")),
    Kind("last + D-postal", _only_if(lambda p: bool(_prefix_of(p.land.code)), lambda p, d: f"{p.last} {_prefix_of(p.land.code)}-{p.postal}")),
    Kind("e-mail", lambda p, d: p.email),
    Kind("e-mail upper", lambda p, d: p.email.upper()),
    Kind("e-mail pasted", _wrapped_email),
    Kind("name + e-mail", lambda p, d: f"{p.last} {p.email}"),
    Kind("e-mail slip", _email_slip, offer=True, share=0.9),
    Kind("customer number", _choose("{p.number}", "{digits}", "c{digits}", "C {digits}", "#{digits}", "C{digits}.")),
    Kind(
        "customer labelled",
        _choose(
            "Customer {digits}",
            "Customer no. {p.number}",
            "Kundennummer {digits}",
            "Kunde {digits}",
            "Kd.-Nr. {digits}",
            "No. {digits}",
            "Nr. {digits}",
        ),
    ),
    Kind("order number", _choose("{p.order}", "#{p.order}", "o{p.order}", "{p.order},"), "order"),
    Kind(
        "order labelled",
        _choose(
            "Order {p.order}",
            "Order no. {p.order}",
            "order #{p.order}",
            "Bestellung {p.order}",
            "Bestellung Nr. {p.order}",
            "Bestellnummer: {p.order}",
            "Bestell-Nr. {p.order}",
            "Auftrag {p.order}",
            "No. {p.order}",
            "Nr {p.order}",
        ),
        "order",
    ),
    Kind("return number", _choose("{p.rma}", "{rma}", "r{rma}", "{p.rma}."), "return"),
    Kind("return labelled", _choose("Return {rma}", "RMA {p.rma}", "Return no. {p.rma}", "Retoure {rma}", "Rücksendung Nr. {rma}"), "return"),
    Kind("tracking", lambda p, d: p.tracking, "order"),
    Kind("tracking in groups", lambda p, d: _in_groups(p.tracking, d.choice((2, 3, 4, 5))), "order"),
    Kind("tracking labelled", lambda p, d: d.choice(("Tracking ", "Tracking no. ", "Sendungsnummer ", "Tracking: ")) + p.tracking.lower(), "order"),
    Kind("pasted: cell", lambda p, d: f"{p.number} · {p.first} {p.last}"),
    Kind("pasted: tab", lambda p, d: f"{p.first} {p.last} {p.number}"),
    Kind("pasted: header", lambda p, d: f"{p.first} {p.last} {grouped(p)}"),
    Kind("pasted: address", lambda p, d: f"{p.postal} {p.city}", share=0.9),
    Kind("order: name", lambda p, d: f"{p.first} {p.last}", "order"),
    Kind("order: phone", lambda p, d: f"{p.last} {grouped(p)}", "order"),
    Kind("order: postal", lambda p, d: f"{p.last} {p.postal}", "order"),
    Kind("return: name", lambda p, d: f"{p.last} {p.first}", "return"),
    Kind("slip, simple", _wrong(_simple, _slipped), offer=True, share=0.9),
    Kind("slip, particle", _wrong(has_particle, _slipped), offer=True, share=0.9),
    Kind("slip, particle, both", _wrong(has_particle, _slipped, both=True), offer=True, share=0.9),
    Kind("slip, simple, both", _wrong(_simple, _slipped, both=True), offer=True, share=0.9),
    Kind("heard, simple", _wrong(_simple, _heard), offer=True, share=0.9),
    Kind("heard, particle", _wrong(has_particle, _heard), offer=True, share=0.9),
)
