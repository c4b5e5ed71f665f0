"""Strings that tokenizers read differently: for comparing two of them."""

from __future__ import annotations

import random

HAND = [
    "",
    " ",
    "  ",
    "\n",
    "\n\n",
    " \n ",
    "\t",
    "\r\n",
    "a",
    " a",
    "a ",
    "  a  b   c    d",
    "Hello, world!",
    "The council's vote; they're, we'll, I'd, it's, DON'T, I'M",
    "7,500 of 12.3% by 1 March 2026 at 09:45",
    "2026-03-01T09:45:00Z",
    "£1.2bn ($1.5bn; €1.4bn)",
    "“Quoted” — ‘dashes’ … ellipsis – en",
    "naïve café Zürich Kraków İstanbul ﬁne ﬂow",
    "a\u0301e\u0308 combining",
    "日本語のニュース",
    "新闻报道，很好。",
    "Привет, мир!",
    "مرحبا بالعالم",
    "שלום",
    "नमस्ते दुनिया",
    "สวัสดีชาวโลก",
    "한국어 뉴스",
    "🙂🙃👩‍👩‍👧 🇸🇪",
    "def f(x):\n    return x ** 2  # square\n\n\tif x == 1:\n\t\tpass",
    '{"a": [1, 2, {"b": null}]}',
    "<html><body>&amp;</body></html>",
    "https://example.org/a?b=c&d=%20e#f",
    "name@example.org",
    "a_b-c.d/e\\f|g~h`i^j",
    "!!! ??? ... ,,, ;;;",
    "((nested [brackets] {here}))",
    "\u00a0nbsp\u2009thin\u3000wide\u200bzero",
    "tabs\tand\vvertical\fform",
    "line\u2028sep\u2029par",
    "½ ¼ ² ³ ① Ⅷ",
    "١٢٣ ४५६ 一二三",
    "ALLCAPS MixedCase camelCase snake_case",
    "x" * 300,
    " " * 50,
    "\n" * 20,
    "1234567890" * 5,
    "ab" * 150,
    "▁ looks like a space",
    "Ġ byte letter Ċ",
    "\u0000nul",
    "\ufeffbom",
    "e\u200d\u0327",
    "[INST] not [/INST] here <<SYS>>",
    "### Response:",
    "<0x41> is text",
    "trailing space ",
    "\ttrailing tab\t",
    "\U0001f600\U00010348𝔘𝔫𝔦",
]
_ALPHABETS = [
    "abcdefghijklmnopqrstuvwxyz     ",
    "ABCabc123 .,;:!?'\"-\n",
    " \t\n\r\u00a0",
    "0123456789., ",
    "äöüßéèçñøåœ abc",
    "абвгд ежз",
    "日本語中文 。、",
    "🙂🙃👍🏽 a",
    "'s't're've'm'll'd sSlL ",
    "{}[]()<>/\\|=+-*&^%$#@!~`_ ab",
]


def strings(count: int, seed: int = 7) -> list[str]:
    """Return `count` strings: those written by hand first, then drawn ones, up to 80 characters long."""
    dice = random.Random(seed)
    drawn = []
    for _ in range(max(count - len(HAND), 0)):
        parts = [
            "".join(dice.choices(dice.choice(_ALPHABETS), k=dice.randint(1, 20))) for _ in range(dice.randint(1, 4))
        ]
        drawn.append("".join(parts))
    return (HAND + drawn)[:count]
