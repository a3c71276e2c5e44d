"""Signs that nobody sees and letters that look like others: what people hide words with."""

from __future__ import annotations

INVISIBLE = frozenset(
    [0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x3164, 0xFEFF, 0xFFA0]
    + [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)]
    + [*range(0xFE00, 0xFE10), *range(0xE0000, 0xE0080), *range(0xE0100, 0xE01F0)]
)

LOOK_ALIKES = dict(
    zip(
        "авекмнорстухіјѕԁɡһӏԛԝѵҽοαερτυινκχϲϳԍⅼɑɩзъьгпл",
        "abekmhopctyxijsdghlqwveoaeptuivkxcjglai3bbrnn",
        strict=False,
    )
) | {
    "ø": "o",
    "đ": "d",
    "ł": "l",
    "ħ": "h",
    "ı": "i",
    "ƒ": "f",
    "¢": "c",
    "£": "l",
    "€": "e",
    "¥": "y",
    "µ": "u",
}
DOUBLES = {"ß": "ss", "æ": "ae", "œ": "oe"}
