"""What may have been meant where nothing, or little, was found as typed (F8): names alike, numbers one slip away, other country codes.

Everything here is look-ups of keys and of ranges, within the channels that the actor sees: never a comparison with a whole table.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

import jellyfish
from django.db import transaction

from agents.actors import Actor
from agents.models import Channel
from contactcenter.names import called_in_sql, name_of
from contactcenter.sql import TOP, rows
from customers.models import Customer
from customers.models.names import NameKey
from customers.search.sounds import keys, likeness
from search.readings import Query
from search.terms import PARTICLES, fold_letters, further

OFFERED = 5
MOST_WORDS = 4
NAMES = 12
"""Of each word, so many names are tried together with the other word's."""
OF_A_KEY = 150
"""So many names are looked at that share a key, the frequent ones first."""
LEAST_LIKE = 0.8
SHORT = 3
"""Nobody is known by the first word of a name that has no more letters, such as "de" or "mc"."""
DOUBLE = 30
"""Of the double names that begin with a name, so many are looked at for a first name."""


@dataclass(frozen=True)
class Meant:
    """One offer. words: what to look for instead; number: the record where it is only one; detail: what tells it from others."""

    text: str
    words: str = ""
    number: str = ""
    detail: str = ""


def similar_names(actor: Actor, asked: Query) -> list[Meant]:
    """Up to five names of customers, best first, that sound like the words typed or are one slip away."""
    words = asked.words
    if not words or asked.facts or len(words) > MOST_WORDS:
        return []
    names = _tried(asked)
    letters = dict(zip(words, asked.letters, strict=True))
    alike = _alike(actor, {text: " ".join(letters.get(word, word) for word in text.split(" ")) for pair in names for text in pair if text})
    ranked = sorted((pair for last, first in names for pair in _likely(alike, last, first)), key=lambda pair: -pair[0])
    found = _existing(actor, [(last, first) for _score, last, first in ranked if not _as_typed(last, first, asked)])
    return found[:OFFERED]


def _tried(asked: Query) -> list[tuple[str, str]]:
    """The names that the words may mean, and the same with the first of several first names."""
    names = [*asked.names, *((last, first.split(" ")[0]) for last, first in asked.names if last and " " in first)]
    if len(asked.words) > 2:
        names += [(asked.words[0], asked.words[-1]), (asked.words[-1], asked.words[0])]
    return list(dict.fromkeys(names))


def _likely(alike: "dict[str, tuple[Likes, Likes]]", last: str, first: str) -> list[tuple[float, str, str]]:
    if last and first:
        return [(one * other, name, given) for name, one in alike[last][0] for given, other in alike[first][1]]
    return [(score, name, "") for name, score in alike[last][0]] if last else [(score, "", name) for name, score in alike[first][1]]


def _as_typed(last: str, first: str, asked: Query) -> bool:
    """Whether a name begins as typed, so that it has been found already."""
    return any(last.startswith(one) and first.startswith(other) for one, other in asked.names)


def similar_phones(digits: str, countries: Iterable[str]) -> list[str]:
    """The same number under the country codes of the actor's channels: whole stored numbers to look for."""
    import phonenumbers

    local = {digits.lstrip("0")}
    for length in (1, 2, 3):
        if int(digits.lstrip("0")[:length] or 0) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
            local.add(digits.lstrip("0")[length:].lstrip("0"))
    codes = {str(phonenumbers.country_code_for_region(country)) for country in countries if country}
    return sorted({code + number for code in codes for number in local if len(number) >= 6} - {digits})


def similar_numbers(digits: str) -> list[str]:
    """Numbers one slip away: two neighbours swapped, then one digit wrong, left out, or too many."""
    swapped = [digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :] for at in range(len(digits) - 1)]
    wrong = [digits[:at] + other + digits[at + 1 :] for at in range(len(digits)) for other in "0123456789"]
    missing = [digits[:at] + other + digits[at:] for at in range(len(digits) + 1) for other in "0123456789"]
    extra = [digits[:at] + digits[at + 1 :] for at in range(len(digits))]
    return [one for one in dict.fromkeys([*swapped, *wrong, *missing, *extra]) if one and one != digits and not one.startswith("0")]


def similar_emails(actor: Actor, email: str) -> list[tuple[str, str, str]]:
    """(e-mail, customer's number, name) of those whose address is a slip away: in what follows the "@", or one letter before it."""
    local, _at, domain = email.partition("@")
    if not (actor.sees_in_full and 0 < len(local) <= LONGEST_LOCAL and "." in domain):
        return []
    params = {"low": f"{local}@", "high": f"{local}@{TOP}", "emails": [f"{one}@{domain}" for one in slips(local)]}
    found = rows(_EMAILS, {"channels": list(actor.channel_ids), **params})
    near = [one for one in found if jellyfish.damerau_levenshtein_distance(one[0].partition("@")[2], domain) <= FAR]
    return sorted(near, key=lambda one: jellyfish.damerau_levenshtein_distance(one[0], email))[:OFFERED]


LONGEST_LOCAL = 40
"""Of what comes before the "@": for each letter there are eighty slips to look up, and before the domain has its dot one still types."""
FAR = 3
"""So many slips in what follows the "@" are still the same."""


def slips(text: str) -> list[str]:
    """The texts one slip away, of the letters that e-mail addresses have."""
    letters = "abcdefghijklmnopqrstuvwxyz0123456789.-_+"
    swapped = [text[:at] + text[at + 1] + text[at] + text[at + 2 :] for at in range(len(text) - 1)]
    wrong = [text[:at] + other + text[at + 1 :] for at in range(len(text)) for other in letters]
    missing = [text[:at] + other + text[at:] for at in range(len(text) + 1) for other in letters]
    extra = [text[:at] + text[at + 1 :] for at in range(len(text))]
    return [one for one in dict.fromkeys([*swapped, *wrong, *missing, *extra]) if one and one != text]


Likes = list[tuple[str, float]]
"""Names, each with its likeness, best first."""


def _alike(actor: Actor, texts: dict[str, str]) -> dict[str, tuple[Likes, Likes]]:
    """Last names and first names like each text; texts: folded, with the letters that were typed for it."""
    asked = [(text, key) for text, letters in texts.items() for key in dict.fromkeys([*keys(text), *keys(letters)])]
    found = rows(_ALIKE, {"channels": list(actor.channel_ids), "words": [text for text, _ in asked], "keys": [key for _, key in asked]})
    scored: dict[tuple[str, str], dict[str, float]] = {(text, kind): {} for text in texts for kind in "lf"}
    for text, kind, name, number, shared in found:
        score = max(_likeness(typed, one, shared) for typed in {text, texts[text]} for one in {name, _main(name)})
        if score >= LEAST_LIKE:
            scored[text, kind][name] = score + 0.01 * len(str(number))
    best = {each: sorted(names.items(), key=lambda one: -one[1])[:NAMES] for each, names in scored.items()}
    return {text: (best[text, "l"], best[text, "f"]) for text in texts}


def _likeness(typed: str, name: str, shared: str) -> float:
    return likeness(typed.replace(" ", ""), name.replace(" ", ""), shared)


def _main(name: str) -> str:
    """A name without the particles before it: "berg" of "van den berg"."""
    return further(f"- {name}") if name.split(" ", 1)[0] in PARTICLES else name


def _existing(actor: Actor, names: list[tuple[str, str]]) -> list[Meant]:
    """The names that customers have whom the actor may see, in the order given."""
    names = list(dict.fromkeys(names))[: NAMES * NAMES]
    lasts, firsts = [last for last, _ in names], [first for _, first in names]
    params = {
        "channels": list(actor.channel_ids), "lasts": lasts, "last_ends": [last + TOP for last in lasts],
        "firsts": firsts, "first_ends": [first + TOP for first in firsts], "offered": 2 * OFFERED,
    }  # fmt: skip
    found = rows(_EXISTING, params)
    offers = []
    for place, group in groupby(found, key=lambda row: row[0]):
        (_place, number, last, first, country, language, email), *others = group
        words = " ".join(part for part in names[place - 1] if part)
        text = last if not names[place - 1][1] else first if not names[place - 1][0] else name_of(first, last, country, language)
        offers.append(Meant(text, words) if others else Meant(name_of(first, last, country, language), words, number, email))
    return offers


def learn_names() -> int:
    """Learn the names of customers that are not known yet; how many. After bulk writes; of a single customer see `learn_name`."""
    return sum(_learn_channel(channel) for channel in Channel.objects.values_list("pk", flat=True))


def _learn_channel(channel: int) -> int:
    learnt = 0
    for kind, column in ((NameKey.Kind.LAST, "search_last"), (NameKey.Kind.FIRST, "search_first")):
        unknown = _UNKNOWN.format(column=column, written=_WRITTEN[column], short=SHORT)
        new = rows(unknown, {"channel": channel, "kind": kind.value, "particles": sorted(PARTICLES)})
        _learn(channel, kind, new)
        learnt += len(new)
    return learnt


def learn_name(customer: Customer) -> None:
    """Learn the names of one customer who is new, so that who types them slightly otherwise is offered them."""
    names = {NameKey.Kind.LAST: (customer.search_last, customer.last_name or customer.company)}
    names[NameKey.Kind.FIRST] = (customer.search_first, customer.first_name)
    for kind, (folded, written) in names.items():
        if folded:
            first = folded.split(" ", 1)[0]
            name = folded if len(first) <= SHORT or first in PARTICLES else first
            _learn(customer.channel_id, kind, [(name, 1, written)])


def _learn(channel_id: int, kind: str, names: Iterable[tuple[str, int, str]]) -> None:
    """Write the keys of names, each with how many have it and how one writes it; those known stay as they are.

    A sound longer than any name's is not learnt.
    """
    longest = NameKey._meta.get_field("key").max_length or 0
    made = (
        NameKey(channel_id=channel_id, kind=kind, key=key, name=name, number=number)
        for name, number, written in names
        for key in _keys_of(name, written)
        if len(key) <= longest
    )
    NameKey.objects.bulk_create(made, batch_size=5000, ignore_conflicts=True)


def _keys_of(name: str, written: str) -> list[str]:
    """Of the name, of its main word, and of its letters as it is written, with each e after a vowel."""
    letters = " ".join(fold_letters(written).split(" ")[: len(name.split(" "))])
    return list(dict.fromkeys(key for one in (name, _main(name), letters) for key in keys(one)))


def learn_anew() -> int:
    """Count all names anew, channel by channel; how many. Who searches meanwhile finds the names as they were."""
    learnt = 0
    for channel in Channel.objects.values_list("pk", flat=True):
        with transaction.atomic():
            NameKey.objects.filter(channel=channel).delete()
            learnt += _learn_channel(channel)
    return learnt


# not string_agg(DISTINCT), for which all would be sorted first
_SHARED = " || ".join(f"CASE WHEN bool_or(starts_with(asked.key, '{letter}')) THEN '{letter}' ELSE '' END" for letter in "dmk")
_ALIKE = f"""SELECT asked.word, hit.kind, hit.name, max(hit.number), {_SHARED}
FROM unnest(%(channels)s::bigint[]) AS seen(channel_id)
CROSS JOIN unnest(ARRAY['l', 'f']) AS wanted(kind) CROSS JOIN unnest(%(words)s::text[], %(keys)s::text[]) AS asked(word, key)
CROSS JOIN LATERAL (SELECT k.kind, k.name, k.number FROM customers_namekey k
  WHERE k.channel_id = seen.channel_id AND k.kind = wanted.kind AND k.key = asked.key ORDER BY k.number DESC LIMIT {OF_A_KEY}) hit
GROUP BY asked.word, hit.kind, hit.name"""

_EMAILS = f"""SELECT hit.search_email, hit.number, coalesce({called_in_sql("hit", "hit.search_country", "hit.language")}, '')
FROM unnest(%(channels)s::bigint[]) AS seen(channel_id)
CROSS JOIN LATERAL (
  (SELECT c.* FROM customers_customer c WHERE c.channel_id = seen.channel_id AND c.search_email <> ''
     AND c.search_email >= %(low)s::text AND c.search_email < %(high)s::text ORDER BY c.search_email LIMIT 20)
  UNION ALL
  (SELECT c.* FROM unnest(%(emails)s::text[]) AS one(email) CROSS JOIN LATERAL (
     SELECT c.* FROM customers_customer c
     WHERE c.channel_id = seen.channel_id AND c.search_email <> '' AND c.search_email = one.email LIMIT 1) c LIMIT 20)
) hit"""

_FACTS = "c.number, c.last_name, c.first_name, c.search_country, c.language, c.email"
_BY_NAME = "ORDER BY c.search_last, c.search_first, c.id LIMIT 2"
# One range each, so that there is but one index to read it by; of double names with a first name, only some are looked at.
_EXISTING = f"""SELECT asked.place, hit.number, hit.last_name, hit.first_name, hit.search_country, hit.language, hit.email
FROM (SELECT * FROM unnest(%(lasts)s::text[], %(last_ends)s::text[], %(firsts)s::text[], %(first_ends)s::text[])
        WITH ORDINALITY AS name(last, last_end, first, first_end, place)) asked
CROSS JOIN LATERAL (
  SELECT found.* FROM unnest(%(channels)s::bigint[]) AS seen(channel_id) CROSS JOIN LATERAL (
    (SELECT {_FACTS} FROM customers_customer c
     WHERE asked.first = '' AND c.channel_id = seen.channel_id AND c.search_last >= asked.last AND c.search_last < asked.last_end {_BY_NAME})
    UNION ALL
    (SELECT {_FACTS} FROM customers_customer c
     WHERE asked.last = '' AND c.channel_id = seen.channel_id AND c.search_first >= asked.first AND c.search_first < asked.first_end
     ORDER BY c.search_first, c.search_last, c.id LIMIT 2)
    UNION ALL
    (SELECT {_FACTS} FROM customers_customer c
     WHERE asked.last <> '' AND asked.first <> '' AND c.channel_id = seen.channel_id AND c.search_last = asked.last
       AND c.search_first >= asked.first AND c.search_first < asked.first_end {_BY_NAME})
    UNION ALL
    (SELECT {_FACTS} FROM (SELECT * FROM customers_customer c
       WHERE asked.last <> '' AND asked.first <> '' AND c.channel_id = seen.channel_id
         AND c.search_last >= asked.last || ' ' AND c.search_last < asked.last || '!' ORDER BY c.search_last, c.search_first, c.id LIMIT {DOUBLE}) c
     WHERE starts_with(c.search_first, asked.first) {_BY_NAME})) found LIMIT 2) hit
ORDER BY asked.place LIMIT 2 * %(offered)s"""

_WRITTEN = {"search_last": "coalesce(nullif(last_name, ''), company)", "search_first": "first_name"}
# The first word of a name, or all of it where that word is a particle or as short as one (SHORT).
_UNKNOWN = """SELECT c.name, c.number, c.written FROM (
  SELECT CASE WHEN length(split_part({column}, ' ', 1)) <= {short} OR split_part({column}, ' ', 1) = ANY(%(particles)s::text[])
              THEN {column} ELSE split_part({column}, ' ', 1) END AS name, count(*)::int AS number, min({written}) AS written
  FROM customers_customer
  WHERE channel_id = %(channel)s::bigint AND {column} <> '' GROUP BY 1) c
WHERE NOT EXISTS (SELECT 1 FROM customers_namekey k
  WHERE k.channel_id = %(channel)s::bigint AND k.kind = %(kind)s AND k.key = 'd' || left(replace(c.name, ' ', ''), 20) AND k.name = c.name)"""
