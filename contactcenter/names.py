"""Names of people: how one is shown (in the order of its own script or country, safe beside text that runs the other way), and what
a name of a person, a shop or a role may hold. Pure.
"""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_NATIVE = (
    "\u1100-\u11ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3130-\u318f\u31a0-\u31ff\u3400-\u9fff"
    "\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
"""Chinese and Japanese signs, kana and Hangul: whoever is written in them has the family name first, wherever they live."""
COUNTRIES, LANGUAGES = ("HU", "VN"), ("hu", "vi")
"""Where it stands first in Latin letters too."""
_FAMILY_FIRST = re.compile(f"[{_NATIVE} ・·]+")
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Signs that turn the direction of what follows, so that a name reads as another. The joiners ZWJ and ZWNJ and the marks LRM and RLM
belong to names of some languages and are none of them."""
CONTROL = "\x00-\x1f\x7f-\x9f"
"""Control characters, as a class of a regular expression has them; a line break in a name forges a line of a mail's head or of a log."""
OPENS, CLOSES = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
"""The two of the turning signs between which the pages themselves put what runs from the right."""
_TURNING, _CONTROL = re.compile(f"[{TURNING}]"), re.compile(f"[{CONTROL}]+")
_UNREADABLE = re.compile(
    f"[{CONTROL}{TURNING}"
    "\u2028\u2029"  # breaks of lines and paragraphs
    "\ud800-\udfff\ufffe\uffff]"  # no characters at all
)
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""What Unicode says is drawn as nothing, the fillers of Hangul among it, and the empty pattern of Braille."""
_ALIKE = str.maketrans(
    "аеорсухіјѕԁһԛԝвкмнтӏαορικνυχεβօսոհıɩɪɑɡɢʙʜʟɴʀʏʋȷᴀᴄᴅᴇᴊᴋᴍᴏᴘꜱᴛᴜᴠᴡᴢᎪᏴᏟᎬᏀᎻᎥᎫᏦᏞᎷᏢᏚᏙᎳᏃᎩꓐꓑꓓꓔꓖꓗꓙꓚꓜꓝꓟꓠꓡꓢꓣꓦꓧꓪꓫꓬꓮꓰꓲꓳꓴ",
    "aeopcyxijsdhqwbkmhtlaopiknuxebounhiiiaggbhlnryvjacdejkmopstuvwzabceghijklmpsvwzybpdtgkjczfmnlsrvhwxyaeiou",
)
"""Letters, as capitals are folded, that are drawn as Latin ones: Cyrillic, Greek, Armenian, Latin ones of other uses, Cherokee and Lisu."""
_DOTTED = "i\u0307"
"""What folding makes of the Turkish capital I with its dot."""
_EAST_ASIA = ({"CJK", "HIRAGANA", "KATAKANA", "BOPOMOFO"}, {"CJK", "HANGUL"})
"""Scripts that are written together."""
_APART = "\N{ZERO WIDTH NON-JOINER}"


def name_of(first: str, last: str, country: str = "", language: str = "") -> str:
    """The whole name, "" where there is none. country: where the person lives; language: theirs; either may be unknown.

    A blank stands between the two also where a native reader needs none: it tells an agent which is the family name, and what is
    shown finds itself when it is pasted into the search box.
    """
    parts = (last, first) if family_first(first, last, country, language) else (first, last)
    return shown(" ".join(_CONTROL.sub(" ", " ".join(parts)).split()))


def family_first(first: str, last: str, country: str = "", language: str = "") -> bool:
    """Whether the family name stands before the given one."""
    by_place = country.upper() in COUNTRIES or language[:2].lower() in LANGUAGES
    return by_place or _FAMILY_FIRST.fullmatch(first + last) is not None


def name_in_sql(table: str, country: str, language: str = "''") -> str:
    """`name_of` as an expression of the database; table: an alias with `first_name` and `last_name`; the rest: expressions."""
    first, last = f"{table}.first_name", f"{table}.last_name"
    first_of = f"upper({country}) IN {COUNTRIES} OR lower(left({language}, 2)) IN {LANGUAGES} OR {first} || {last} ~ '^[{_NATIVE} ・·]+$'"
    return f"CASE WHEN {first_of} THEN trim({last} || ' ' || {first}) ELSE trim({first} || ' ' || {last}) END"


def called_in_sql(table: str, country: str, language: str = "''") -> str:
    """The same, the alias's `company` where there is no name, and NULL where there is neither."""
    return f"coalesce(nullif({name_in_sql(table, country, language)}, ''), nullif({table}.company, ''))"


def shown(text: str) -> str:
    """What somebody typed, as a piece of a sentence, a title or an attribute: it can turn nothing around, itself least of all.

    Text that runs from the right stands between isolates; any other stays as it is.
    """
    if text.isascii() and text.isprintable():
        return text
    text = unturned(_CONTROL.sub(" ", text))
    return f"{OPENS}{text}{CLOSES}" if runs_from_the_right(text) else text


def unturned(text: str) -> str:
    """Without the signs that turn text around, isolates of our own among them."""
    return _TURNING.sub("", text)


def runs_from_the_right(text: str) -> bool:
    """Whether there is a letter of Arabic, Hebrew and the like in it."""
    return not text.isascii() and any(unicodedata.bidirectional(c) in ("R", "AL") for c in text)


def check_name(text: str) -> None:
    """Refuse control characters and signs that turn the direction of writing, and a name of which nothing is seen."""
    if _UNREADABLE.search(text):
        raise ValidationError(
            gettext_lazy("This name holds characters that cannot be seen: a line break, a tab, or a sign that turns the text around."), "unreadable"
        )
    if text and unseen(text):
        raise ValidationError(gettext_lazy("Nothing of this name can be seen."), "unseen")


def unseen(text: str) -> bool:
    """Whether there is nothing in it that an eye could see: blanks of every kind, breaks, signs without a picture."""
    return not _UNSEEN.sub("", text).strip()


def check_code(text: str) -> None:
    """Refuse a code of nothing but marks, by which nobody could tell things apart."""
    if not any(one.isalnum() for one in text):
        raise ValidationError(gettext_lazy("A code has at least one letter or digit."), "bare_code")


def as_seen(text: str) -> str:
    """By which two names are one to the eye: no capitals, no signs that nobody sees, blanks alike, one alphabet's letters for another's."""
    bare = _UNSEEN.sub("", unicodedata.normalize("NFKC", _UNSEEN.sub("", text)))
    return " ".join(bare.casefold().replace(_DOTTED, "i").translate(_ALIKE).split())


def what_deceives(text: str) -> str:
    """Why a name, by which people tell colleagues and roles apart, could pass for another one or be seen differently. "" for nothing."""
    kinds = [(one, unicodedata.category(one)) for one in unicodedata.normalize("NFKC", text)]
    if any(kind in ("Co", "Cn") for _one, kind in kinds):
        return _("This name holds characters that not everybody sees alike.")
    if kinds and all(kind[0] == "M" or unseen(one) for one, kind in kinds):
        return _("Nothing of this name can be seen.")
    scripts = {_script(one) for one, kind in kinds if kind[0] == "L" and kind != "Lm"}
    if len(scripts) > 1 and not any(scripts <= together for together in _EAST_ASIA):
        return _("The letters of this name come from different alphabets, so that it could pass for another one.")
    return ""


def _script(letter: str) -> str:
    """By the first word of its name; Python knows no more of scripts."""
    return unicodedata.name(letter, "").partition(" ")[0]


def what_turns(text: str) -> str:
    """What is wrong with a text typed for a name or a note: signs that nobody sees and that turn around what follows. "" for nothing."""
    if _TURNING.search(text):
        return _("This holds an invisible sign that turns text around. Type it anew instead of pasting it.")
    return ""


def what_hides(text: str, *, lines: bool = False) -> str:
    """What is wrong with words that others will read: control characters (lines: but for breaks of lines), or nothing to be seen. "" for nothing."""
    if _UNREADABLE.search(text.replace("\n", "") if lines else text):
        return _("This holds characters that cannot be seen, such as a tab. Type it anew instead of pasting it.")
    return _("Nothing of this can be seen.") if text and unseen(text) else ""


def initials(name: str) -> str:
    """One or two letters that stand for a name where there is no room for it; those that would join are kept apart."""
    words = [word for word in unturned(name).replace("@", " ").split() if word[0].isalnum()]
    signs = [_sign(word) for word in (words[:1] + words[-1:] if len(words) > 1 else words)]
    return (_APART if runs_from_the_right(name) else "").join(signs) or "?"


def _sign(word: str) -> str:
    """The first letter with its marks; before a consonant Thai and Lao write a vowel, which alone is no letter."""
    end = 2 if word[0] in "เแโใไເແໂໃໄ" and len(word) > 1 else 1
    while end < min(len(word), 4) and unicodedata.category(word[end])[0] == "M":
        end += 1
    return word[:end].upper()
