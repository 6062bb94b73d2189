"""Made-up people of many countries, as a shop has them: names, telephone numbers and postal codes written as people there write them.

Nothing here knows how the search works. Names are everyday ones, combined by a seed; numbers are made from each country's example number.
"""

import random
from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType


@dataclass(frozen=True)
class Land:
    """A country: its names, and how its postal codes are written (# a digit, @ a capital)."""

    code: str
    first: tuple[str, ...]
    last: tuple[str, ...]
    postal: str


@dataclass(frozen=True)
class Made:
    """One person. number, order and rma are of their customer, order and return; extension: of the phone, in a few cases."""

    place: int
    land: Land
    first: str
    last: str
    email: str
    phone: str
    mobile: str
    postal: str
    city: str
    tracking: str

    @property
    def number(self) -> str:
        return f"C-{500_000 + self.place * 7}"

    @property
    def order(self) -> str:
        return f"{700_000 + self.place * 11}"

    @property
    def rma(self) -> str:
        return f"R-{300_000 + self.place * 13}"


def _land(code: str, postal: str, first: str, last: str) -> Land:
    return Land(code, tuple(one.strip() for one in first.split(",")), tuple(one.strip() for one in last.split(",")), postal)


LANDS = (
    _land(
        "DE",
        "#####",
        "Anna, Jürgen, Anne-Marie, Günther, Heike, Karl-Heinz, Jörg, Sabine, Eva-Maria",
        "Müller, von Ahlefeld, Schäfer, zu Guttenberg, Weiß, Köhler, Goebel, Bauer, von der Leyen, Großmann, Schröder, Meyer-Landrut",
    ),
    _land("AT", "####", "Franz, Elfriede, Johann, Zoë, Leopold, Liselotte", "Gruber, Huber, Pichler, Moser, von Trapp, Fürst, Höllwarth, Kühnel"),
    _land("CH", "####", "Urs, Reto, Beat, Corinne, Regula, Hansruedi", "Ammann, Bösch, von Allmen, Zürcher, Rüegg, de Weck, Blöchlinger"),
    _land(
        "GB",
        "@#",
        "Emily, Oliver, Rhys, Sian, Mary Ann, Nicola, Alasdair",
        "Roberts, O'Brien, McDonald, MacLeod, St John, Patel, Fitzgerald, Lloyd-Webber, Harker, De Souza, Ben, Blackwood",
    ),
    _land(
        "IE", "@EIR", "Siobhán, Pádraig, Aoife, Seán, Niamh, Cian", "Ó Briain, O'Neill, Ní Dhomhnaill, Mac Carthaigh, McGrath, O'Sullivan, Kavanagh"
    ),
    _land(
        "US",
        "#####",
        "John, Mary Ann, LeAnn, Billy Bob, Dara, Jo, Tyrone",
        "MacDonald, VanderMeer, Smith, DeLuca, Mc Donald, Venable, LeBlanc, Van Dyke",
    ),
    _land("CA", "@CA", "Jean-Luc, Marie-Ève, Liam, Chloé, Guy, Noémie", "Tremblay, St-Pierre, Lévesque, LaRue, Gagné, Le Blanc, Beaulieu"),
    _land(
        "NL",
        "#### @@",
        "Jan, Sanne, Pieter-Jan, Femke, Joost, Marijke",
        "Van der Meer, de Jong, van den Berg, ter Horst, 't Hooft, Bakker, van Dijk, Le",
    ),
    _land("BE", "####", "Luc, Greet, Anne-Sophie, Wim, Lieve, Benoît", "Van den Broeck, De Smet, Peeters, Vandenberghe, D'Hondt, Claes"),
    _land("FR", "#####", "Jean-Luc, Amélie, François, Hélène, Zoé, Marie-Claire", "Lefèvre, De La Tour, D'Artagnan, Benoît, Le Goff, Dupré, Château"),
    _land("ES", "#####", "José, María José, Íñigo, Begoña, Ángel, Núria", "García Lorca, de la Cruz, Núñez, Ibáñez, Del Bosque, Muñoz Molina"),
    _land(
        "IT", "#####", "Niccolò, Gian Luca, Chiara, Giuseppe, Alessia, Pierpaolo", "D'Angelo, De Luca, Della Rovere, Esposito, Lo Bianco, Zanichelli"
    ),
    _land("PT", "####-###", "João, Inês, Luís, Conceição, Tomás", "da Silva Santos, Gonçalves, dos Reis, Magalhães, Conceição"),
    _land("SE", "### ##", "Åsa, Björn, Göran, Linnéa, Ulla-Britt", "Åkesson, Lindström, af Klint, Sjöberg, Nyström"),
    _land("CZ", "### ##", "Jiří, Kateřina, Ondřej, Zdeňka, Božena", "Dvořák, Kučera, Šťastný, Růžičková, Novotný"),
    _land("SK", "### ##", "Ľubomír, Zuzana, Štefan, Mária", "Kováč, Hudák, Čierny, Baláž"),
    _land("PL", "##-###", "Łukasz, Małgorzata, Zbigniew, Grażyna, Wojciech", "Wiśniewski, Łukasiewicz, Dąbrowska, Żółkiewski, Nowak-Kos"),
    _land("TR", "#####", "İpek, Çağla, Şükrü, Gülşen, Ömer", "Yılmaz, Öztürk, Çelik, Işık, Güneş"),
    _land("AZ", "AZ ####", "Əli, Nərgiz, Rəşad, Günay", "Əliyev, Məmmədov, Hüseynova, Qəhrəmanov"),
    _land("LV", "LV-####", "Jānis, Līga, Kārlis, Dzintra", "Bērziņš, Kalniņa, Ozoliņš, Liepiņš"),
    _land("GR", "### ##", "Γιώργος, Ελένη, Νίκος, Μαρία", "Παπαδόπουλος, Γεωργίου, Οικονόμου"),
    _land("VN", "######", "Thị Mai, Văn Hùng, Đức, Thu Hà", "Nguyễn, Trần, Lê, An, Đặng, Vương"),
    _land("JP", "###-####", "さくら, ケンジ, ハルト, みさき", "タナカ, サトウ, ヤマモト, ワタナベ, すずき"),
    _land("CN", "######", "小明, 丽娟, 伟, 建国", "王, 李, 欧阳, 张"),
    _land("EG", "#####", "أحمد, فاطمة, مصطفى, هدى", "الشناوي, عبد الله, حسن, يحيى"),
    _land("IR", "##########", "علی, زهرا, کامران, مریم", "رضایی, کریمی, تهرانی, یزدی"),
)
_OPENING = "Bra Kro Len Stol Mar Tre Wes Hol Fin Dal Ros Gil Har Nor Pel Sta Ver Zan Bor Cas Del Fal Gor Kel Lan".split()
_ENDING = {
    "DE": "mann berg feld bach hof".split(), "GB": "ton ford ley well worth".split(), "US": "son field man wood burg".split(),
    "NL": "huis stra dam veld".split(), "SE": "qvist lund berg".split(), "PL": "owski icki czyk".split(), "IT": "elli ini otti".split(),
    "ES": "ez eda aga".split(), "FR": "ault elle ier".split(),
}  # fmt: skip


def people(count: int, seed: int) -> list[Made]:
    """So many people, each country in turn; half of those of large countries have a rarer name, composed."""
    dice = random.Random(seed)
    return [_person(dice, place, LANDS[place % len(LANDS)]) for place in range(count)]


def _person(dice: random.Random, place: int, land: Land) -> Made:
    first, last = dice.choice(land.first), dice.choice(land.last)
    if land.code in _ENDING and dice.random() < 0.5:
        last = dice.choice(_OPENING) + dice.choice("aeio") + dice.choice("lmnrst") + dice.choice(_ENDING[land.code])
        particle = {"DE": "von ", "NL": "van ", "FR": "de ", "IT": "Di ", "US": "Mc", "GB": "O'"}.get(land.code, "")
        last = particle + last if dice.random() < 0.25 else last
    host = dice.choice(("example.com", "example.org", "mail.example.net"))
    email = f"{dice.choice('abcdefgh')}.{dice.choice(_OPENING).lower()}{place}@{host}"
    tracking = dice.choice(("1Z999AA1{:010d}", "JD01{:016d}", "RR{:09d}DE", "{:012d}")).format(dice.randrange(10**9))
    kinds = (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE)
    phone, mobile = (_phone(dice, land.code, kind) for kind in kinds)
    city = dice.choice(_OPENING) + dice.choice(("stadt", "ville", "minster", "grad"))
    return Made(place, land, first, last, email, phone, mobile if dice.random() < 0.5 else "", postal(dice, land.postal), city, tracking)


def _phone(dice: random.Random, country: str, kind: int) -> str:
    """The country's example number with other last digits, where that is a number too; in E.164."""
    example = phonenumbers.example_number_for_type(country, kind) or phonenumbers.example_number(country)
    for _time in range(50):
        digits = str(example.national_number)
        other = digits[:-5] + f"{dice.randrange(10**5):05d}"
        number = phonenumbers.PhoneNumber(
            country_code=example.country_code, national_number=int(other), italian_leading_zero=example.italian_leading_zero
        )
        if phonenumbers.is_possible_number(number):
            break
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def postal(dice: random.Random, form: str) -> str:
    """A postal code of this form."""
    if form == "@#":  # Great Britain
        form = dice.choice(("@# #@@", "@## #@@", "@@# #@@", "@@## #@@", "@#@ #@@"))
    form = {"@CA": "@#@ #@#", "@EIR": "@## @@##"}.get(form, form)
    fixed = form[:2] if form[:2].isalpha() else ""
    return fixed + "".join(str(dice.randrange(1, 10)) if c == "#" else dice.choice("ABDEFGHJLNPRSTW") if c == "@" else c for c in form[len(fixed) :])
