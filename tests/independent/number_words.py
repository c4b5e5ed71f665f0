"""The English words and signs of numbers: small tables, nothing computed."""

from __future__ import annotations

from fractions import Fraction

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
ONES = {word: value for value, word in enumerate(_SMALL.split())} | {"nil": 0, "nought": 0}
TENS = {w: 20 + 10 * n for n, w in enumerate(_TENS.split())}
SCALES = {
    "hundred": 100,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "dozen": 12,
    "lakh": 10**5,
    "crore": 10**7,
    "mn": 10**6,
    "mln": 10**6,
    "bn": 10**9,
    "tn": 10**12,
    "trn": 10**12,
}
PLURALS = {f"{word}s": word for word in ("ten", "dozen", "hundred", "thousand", "million", "billion", "trillion")}
_NTH = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth"
)
ORDINALS = {word: value for value, word in enumerate(_NTH.split()) if value} | {
    f"{word[:-1]}ieth": value for word, value in TENS.items()
}
ORDINALS |= {"hundredth": 100, "thousandth": 1000}
PARTS = {
    "half": 2,
    "halves": 2,
    "third": 3,
    "thirds": 3,
    "quarter": 4,
    "quarters": 4,
    **{f"{word}{s}": ORDINALS[word] for word in ("fifth", "sixth", "seventh", "eighth", "tenth") for s in ("", "s")},
}
GLYPHS = {
    "½": Fraction(1, 2),
    "¼": Fraction(1, 4),
    "¾": Fraction(3, 4),
    "⅓": Fraction(1, 3),
    "⅔": Fraction(2, 3),
    "⅛": Fraction(1, 8),
}
TIMES = {
    **dict.fromkeys(("twice", "double", "doubled", "doubles", "doubling", "twofold"), 2),
    **dict.fromkeys(("thrice", "triple", "tripled", "triples", "tripling", "trebled", "treble", "threefold"), 3),
    **dict.fromkeys(("quadruple", "quadrupled", "fourfold"), 4),
    "tenfold": 10,
}
HALVES = frozenset({"halve", "halved", "halves", "halving"})

SIGNS = {"£": "GBP", "€": "EUR", "$": "dollar", "¥": "JPY", "₹": "INR"}
DOLLARS = {"us": "USD", "a": "AUD", "au": "AUD", "c": "CAD", "ca": "CAD", "nz": "NZD", "hk": "HKD", "s": "SGD"}
_CODES = "GBP EUR USD AUD CAD NZD HKD SGD JPY INR CHF SEK NOK DKK CNY ZAR"
CODES = {c.casefold(): c for c in _CODES.split()}
CODES |= {"rs": "INR"}
DOLLAR_CODES = frozenset(DOLLARS.values())
MONEY = {
    **dict.fromkeys(("pound", "pounds"), "GBP"),
    **dict.fromkeys(("euro", "euros"), "EUR"),
    **dict.fromkeys(("dollar", "dollars"), "dollar"),
    "yen": "JPY",
    **dict.fromkeys(("rupee", "rupees"), "INR"),
    **dict.fromkeys(("franc", "francs"), "franc"),
    **dict.fromkeys(("krona", "kronor", "krone", "kroner"), "crown"),
    **dict.fromkeys(("yuan", "renminbi"), "CNY"),
    **dict.fromkeys(("peso", "pesos"), "peso"),
    **dict.fromkeys(("rouble", "roubles", "ruble", "rubles"), "RUB"),
    "rand": "ZAR",
    **dict.fromkeys(("cent", "cents"), "cent"),
    **dict.fromkeys(("penny", "pence"), "pence"),
}
MONEY_KINDS = frozenset({*SIGNS.values(), *CODES.values(), *MONEY.values()})

_UNITS = """
metre meter metres meters m | kilometre kilometer kilometres kilometers km kms | mile miles | mph
kph kmh | kilogram kilograms kilogramme kilogrammes kilo kilos kg | gram grams gramme grammes | tonne tonnes | ton tons
litre liter litres liters | second seconds sec secs | minute minutes min mins | hour hours hr hrs | day days
week weeks | month months | year years yr yrs | decade decades | foot feet ft | inch inches | acre acres
hectare hectares ha | times fold x time | degree degrees
""".replace("\n", "|")
UNITS = {word: group.split()[0] for group in _UNITS.split("|") if group.strip() for word in group.split()}
DEGREES = {"c": "celsius", "celsius": "celsius", "centigrade": "celsius", "f": "fahrenheit", "fahrenheit": "fahrenheit"}
MEASURES = frozenset({*UNITS.values(), *DEGREES.values()})
PERSONS = (
    "person man woman boy girl child teenager driver worker resident officer soldier student passenger pedestrian "
    "cyclist pupil toddler baby player employee suspect firefighter motorcyclist pensioner victim patient"
)
