"""What the words of a text show: numbers, their hedges, and words of a few kinds, in the languages of the accounts.

A vocabulary, not a grammar: it helps a reviewer and does not replace one.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_INTEGER = r"\d{1,3}(?:[ .,'’٬\u00a0\u202f]\d{3})+(?!\d)|\d+"
_NONE = r"(?!)"
#: By language: hedges before a number, hedges after it, and numbers in words (a stem and what may follow it).
_LANGUAGES = {
    "en": (
        "at least|no fewer than|no less than|not less than|a minimum of|more than|over|above|in excess of|about|around|approximately|some"
        "|nearly|almost|close to|roughly|up to|as many as|at most|no more than|a maximum of|less than|fewer than|under|below",
        "or more|or so",
        r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundreds?"
        r"|thousands?|dozens?|both|couple|half)(?!\w)",
    ),
    "ru": (
        "не менее|как минимум|по меньшей мере|более|свыше|больше|около|порядка|примерно|почти|до|не более|менее|меньше",
        "с лишним",
        r"(?:оба|обе|один|одн|два|две|двух|двое|тр[иеё]|четыр|четвер|пят|шест|сем[ьи]|восем|восьм|девят|десят|дюжин|сорок|сто(?!\w)|ста(?!\w)"
        r"|сот|двест|тысяч|тыс|полтор|полутор)\w*",
    ),
    "az": (
        "ən azı|azı|təxminən|təqribən",
        "çox|artıq|yuxarı|(?<=[aəy] )yaxın|dək|qədər",
        r"(?:bir|iki|üç|dörd|beş|altı|yeddi|səkkiz|doqquz|on|iyirmi|otuz|qırx|əlli|altmış|yetmiş|səksən|doxsan|yüz|min)(?:[dl]\w+|i|ə)?(?!\w)",
    ),
    "tr": (
        "en az|yaklaşık|en fazla",
        "fazla|aşkın|üzerinde|civarında|(?<=[aey] )yakın|kadar",
        r"(?:bir|iki|üç|dört|beş|altı|yedi|sekiz|dokuz|on|yirmi|otuz|kırk|elli|altmış|yetmiş|seksen|doksan|yüz|bin)(?:[dlt]\w+|i|e)?(?!\w)",
    ),
    "de": (
        "mindestens|wenigstens|mehr als|über|etwa|rund|ungefähr|fast|knapp|ca|circa|bis zu|höchstens|weniger als|unter",
        "oder mehr",
        r"(?:eine?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|\w*(?:zig|dreißig|hundert|tausend)|dutzend\w*)(?!\w)",
    ),
    "fr": (
        "au moins|pas moins de|plus de|environ|près de|quelque|jusqu['’]à|au plus|moins de",
        "ou plus",
        r"(?:une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|vingt|trente|cents?|mille|\w+aines?)(?!\w)",
    ),
    "es": (
        "al menos|por lo menos|más de|unos|cerca de|alrededor de|casi|hasta|menos de",
        "o más",
        r"(?:un[ao]?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|cien\w*|mil)(?!\w)",
    ),
    "it": (
        "almeno|più di|circa|fino a|quasi|meno di",
        "o più",
        r"(?:un[ao]?|due|tre|quattro|cinque|sei|sette|otto|nove|dieci|undici|dodici|cento|mille)(?!\w)",
    ),
    "hy": ("առնվազն|նվազագույնը|ավելի քան|մոտ|շուրջ|մինչև", "ավելի", r"(?:մեկ|երկու|երեք|չորս|հինգ|վեց|յոթ|ութ|ինը|տաս|հարյուր|հազար)\w*"),
    "fa": ("حداقل|دست کم|بیش از|حدود|نزدیک به|کمتر از", "یا بیشتر", r"(?:یک|دو|سه|چهار|پنج|شش|هفت|هشت|نه|ده|صد|هزار)(?!\w)"),
    "ar": ("أكثر من|حوالي|نحو|أقل من", "أو أكثر", r"(?:مئة|مائة|ألف|آلاف|عشرة|عشر|ثلاثة|أربعة|خمسة|ستة|سبعة|ثمانية|تسعة)(?!\w)"),
}
#: Words that say one, in a figure of one.
_ONE = re.compile(r"(?<!\w)(?:an?|eine?r?s?|une?|una|baby|infant)(?!\w)", re.IGNORECASE)
_THOUSAND = re.compile(r"thousand|тыс|(?<!\w)(?:min|bin|mil|mille)(?!it)|tausend|ألف|آلاف|هزار|հազար|tisíc", re.IGNORECASE)
_QUOTED_HEDGE = re.compile(rf"['\"‘“](?:{_LANGUAGES['en'][0]})['\"’”]", re.IGNORECASE)

#: A group whose name has the word people in it, whoever is counted.
_AGED = re.compile(r"(?:elderly|old(?:er)?|aged|ältere|alte) (?:people|persons?|menschen)|personnes âgées|personas mayores", re.IGNORECASE)
_PEOPLE = re.compile(
    r"(?<!\w)(?:people|persons?|individuals?|lives|nəfər|insan|şəxs|kişi|человек|людей|людям?|люди|чел(?!\w)|menschen|personen|personnes"
    r"|personas|persone|نفر|شخص|մարդ)",
    re.IGNORECASE,
)
#: By who is counted: the nouns and adjectives that say so.
NOUNS = {
    "civilians": re.compile(
        r"civil|peaceful|unarmed|combatant|dinc|mülki|sivil|silahsız|мирн|граждан|безоруж|zivil|friedlich|unbewaffnet|مدني|نظامی|քաղաքացիական"
        r"|խաղաղ",
        re.IGNORECASE,
    ),
    "residents": re.compile(
        r"resident|inhabitant|villager|towns(?:people|folk)|population|sakin|əhali|nüfus|жител|насел|einwohner|bewohner|bevölkerung|habitant"
        r"|abitant|poblaci|popula|popolazione|ساکنا|سكان|բնակ|人口",
        re.IGNORECASE,
    ),
}
KILLING = re.compile(
    r"massac|genocid|slaughter|murder|kill|traged|victim|casualt|martyr|qətl|soyqırım|faciə|katl|soykırım|убит|убий|резн|геноцид|трагед"
    r"|massak|getötet|ermord|völkermord|génocide|assassin|asesin|masacr|matanza|genocidio|مجزرة|مذبحة|کشتار|կոտորած|ջարդ|ցեղասպան",
    re.IGNORECASE,
)
ATTACK = re.compile(
    r"attac|assault|storm|offensive|invad|invasion|operation|raid|rush|descend|shell|began|started|launch|neutrali|hücum|basq|saldır|baskın"
    r"|basarak|штурм|атак|нападен|наступ|операц|angriff|angreif|anzugreif|angegriffen|überf|attaqu|ataque|atac|assalt|هجوم|هاجم|حمله|հարձակ",
    re.IGNORECASE,
)
DAY = re.compile(
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|yesterday|today|tonight|last night|overnight|january|february|march"
    r"|(?:jan|feb)\.|mar\. ?\d|вчера|сегодня|январ|феврал|март|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|gestern|heute"
    r"|(?<!\w)(?:hier|ayer|hoy)(?!\w)|lunes|martes|miércoles|jueves|viernes|sábado|domingo|(?<!\w)dün|bugün|bu gün|the day",
    re.IGNORECASE,
)
#: A credit, as a whole, that names nobody.
NOBODY = re.compile(
    r"(?:(?:un|semi-?)?official|various|some|several|many|other|certain|different|available|preliminary|unnamed)"
    r"(?: (?:un)?(?:reliable|official))? (?:figures?|numbers?|data|statistics|information|sources?|reports?|estimates?)",
    re.IGNORECASE,
)
CLOSE = re.compile(
    r"close to th|same (?:wording|words|text|sentence)|(?:nearly|almost) (?:the )?(?:same )?(?:word|text)|word for word|recurs|longer form"
    r"|shorter form|wording (?:is )?(?:near|shared|of)|carried the same|reprint of|reworked (?:edition|from)|text on .* is close",
    re.IGNORECASE,
)
#: A year of this century or the last, in digits.
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
CAVEAT = re.compile(
    r"region|district|surrounding|both villages|combatants|soldiers|military personnel|of cold|froze|hypothermia|only as what|preliminary"
    r"|propaganda|disput|estimate|said at first|sum of",
    re.IGNORECASE,
)
INFERRED = re.compile(r"\b(?:year|month|date|(?<!early )day)\b[^.;:]{0,40}\binferred|\bdated by\b|\byear by (?:its|the)\b", re.IGNORECASE)
#: Words of a note that argues, guesses or compares with other accounts.
ARGUES = re.compile(
    r"\bstill\b(?! (?:living|alive|in|at|under|held))|\bexceeds?\b|\bwhere (?:others|most|other texts)\b|\bothers (?:give|have)\b"
    r"|\bhowever\b|\balthough\b|\bin fact\b|\bactually\b|\bwrong(?:ly)?\b|\bmistake|\berroneous|\bpresumably\b|\bprobably\b"
    r"|\bseem(?:s|ed)?\b|\blikely\b|\bcontradicts?\b|\bunlike\b|\bamong the sources\b|\bfar (?:above|below)\b|\bmust have\b"
    r"|\b(?:higher|lower|larger|smaller|more|fewer) than (?:in|the other)\b|\brejected this\b|\bmost (?:\w+ )?texts\b|\bsome others\b"
    r"|\bother (?:official )?texts\b|\bmay (?:have been|be considered)\b",
    re.IGNORECASE,
)
#: Words that compare copies of one text: a matter for the note of a source or a reading, and for that of a row only if it says which.
COMPARES = re.compile(
    r"\bagrees?\b|\bapparently\b|\bdiffers?\b|\bcompared (?:with|to|here)\b|['’]s (?:own )?wording\b|\b(?:the|in the) wording of\b"
    r"|\bcannot be told\b",
    re.IGNORECASE,
)
FOOTNOTE = re.compile(r"\[\w{1,3}\]|[¹²³⁴⁵⁶⁷⁸⁹]|[^\W\dA-Z_]\d{1,2}(?!\w)")
_PUNCTUATION = re.compile(r"[\W_]+")
_FULL_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)([-/_.]?)(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?!\d)")


def plain(text: str) -> str:
    """Return text without case, quotes and punctuation."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("\u0307", "")
    return _PUNCTUATION.sub(" ", folded).strip()


def count(words: str) -> int:
    """Return how many words plain text has."""
    return len(words.split())


def sentences(text: str) -> list[str]:
    """Return the sentences and clauses of a text, each as plain text."""
    return [plain(sentence) for sentence in re.split(r"[.!?;:։]\s+|[.!?;:։]$", text)]


def days(text: str) -> list[str]:
    """Return the full dates that stand in an address, as YYYY-MM-DD."""
    return [f"{year}-{month:0>2}-{day:0>2}" for year, _, month, day in _FULL_DATE.findall(text)]


def address(text: str) -> str:
    """Return an address without what leads to the same page: scheme, www, a slash at the end, the place on the page."""
    return re.sub(r"^https?://(?:www\.)?|/?(?:#.*)?$", "", text).casefold()


def numbers(text: str) -> set[int]:
    """Return the numbers that stand in the text in digits; also their thousands where the text speaks of thousands."""
    found = {_number(digits) for digits in re.findall(_INTEGER, text)} | {int(digits) for digits in re.findall(r"\d+", text)}
    if not _THOUSAND.search(text):
        return found
    decimals = {round(float(digits.replace(",", ".")) * 1000) for digits in re.findall(r"\d+[.,]\d(?!\d)", text)}
    return found | {number * 1000 for number in found} | decimals


def _number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def carries(text: str, language: str, ends: set[int]) -> bool:
    """Return whether the text has these numbers in digits, or some number in words."""
    return not ends - numbers(text) or bool(_in_words(language).search(text)) or (ends == {1} and bool(_ONE.search(text)))


def hedge(text: str, language: str, number: int) -> str:
    """Return the words of the text that hedge the number, if any do."""
    for found in _hedged(language).finditer(text):
        given = found["before"] or found["after"]
        if number in numbers(given) if given[0].isdigit() else number not in numbers(text):
            return found[0]
    return ""


def hedge_of_note(note: str, number: int) -> str:
    """Return the words of a note that hedge the number: beside it, or quoted at the head of the note."""
    quoted = _QUOTED_HEDGE.match(note)
    return hedge(note, "en", number) or (quoted[0] if quoted else "")


def people(text: str) -> str:
    """Return the noun of the text that says people and no more; nothing where it has none."""
    found = _PEOPLE.search(_AGED.sub("", text))
    return found[0] if found else ""


@cache
def _in_words(language: str) -> re.Pattern[str]:
    """Return what finds a number in words."""
    return re.compile(rf"(?<!\w){_LANGUAGES[language][2]}" if language in _LANGUAGES else _NONE, re.IGNORECASE)


@cache
def _hedged(language: str) -> re.Pattern[str]:
    """Return what finds a number and the hedge before or after it."""
    before, after, words = _LANGUAGES.get(language, (_NONE, _NONE, _NONE))
    return re.compile(
        rf"(?<!\w)(?:{before})\W+(?P<before>{_INTEGER}|{words})"
        rf"|(?P<after>{_INTEGER})(?:\+|[-'’]?\w{{0,3}} (?:(?:nəfər|kişi)\w{{0,3}} )?(?:{after}))",
        re.IGNORECASE,
    )
