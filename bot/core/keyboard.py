"""What a keyboard without its Vietnamese input method leaves behind: "ddawng kys" (Telex), "d9a8ng ky1" (VNI)."""

import re
from functools import lru_cache

REMEMBERED = 20_000
"""Words whose forms are remembered: people use the same three thousand."""
_SYLLABLE = re.compile(
    r"(?:b|ch|c|d|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|q|r|s|th|tr|t|v|x)?"
    r"(?:uyen|uyet|uya|uye|uyu|oai|oay|oeo|uay|uoi|uou|ieu|yeu|iec|"
    r"(?:a|ai|ao|au|ay|e|eo|eu|i|ia|ie|iu|o|oa|oe|oi|u|ua|ue|ui|uo|uu|uy|y|ye|yeu)(?:ch|c|m|ng|nh|n|p|t)?)"
)
_MARKS = (
    ("uow", "ươ"),
    ("uwow", "ươ"),
    ("aa", "â"),
    ("ee", "ê"),
    ("oo", "ô"),
    ("aw", "ă"),
    ("ow", "ơ"),
    ("uw", "ư"),
    ("dd", "đ"),
    ("w", "ư"),
)
_TONES = {"s": "1", "f": "2", "r": "3", "x": "4", "j": "5"}
_PLAIN = str.maketrans("âêôăơưđ", "aeoaoud")
_VNI_MARKS = {"a6": "â", "e6": "ê", "o6": "ô", "a8": "ă", "o7": "ơ", "u7": "ư", "d9": "đ"}


def is_syllable(folded: str) -> bool:
    """Whether an unmarked word can be a Vietnamese syllable."""
    return _SYLLABLE.fullmatch(folded) is not None


def decode(words: list[str]) -> list[str]:
    """Words (lower case) with Telex or VNI residue turned into syllables, tone as a digit at the end.

    One such word may be English ("gas"); only a message with several is decoded.
    """
    decoded = [_decoded(word) for word in words]
    if sum(d is not None for d in decoded) < max(2, 0.3 * len(words)):
        return words
    return [new or word for new, word in zip(decoded, words, strict=True)]


@lru_cache(maxsize=REMEMBERED)
def _decoded(word: str) -> str | None:
    return _vni(word) if any(c.isdigit() for c in word) else _telex(word)


def _telex(word: str) -> str | None:
    if not word.isascii() or not word.isalpha() or is_syllable(word):
        return None
    for i in range(len(word) - 1, 0, -1):
        if word[i] in _TONES and (found := _marked(word[:i] + word[i + 1 :])):
            return found + _TONES[word[i]]
    return _marked(word)


def _marked(word: str) -> str | None:
    for typed, mark in _MARKS:
        word = word.replace(typed, mark)
    return word if is_syllable(word.translate(_PLAIN)) else None


def _vni(word: str) -> str | None:
    if word.isdigit() or word[0].isdigit():
        return None
    tone = "".join(re.findall(r"[1-5]", word))
    rest = re.sub(r"[1-5]", "", word)
    rest = rest.replace("uo7", "ươ")
    for typed, mark in _VNI_MARKS.items():
        rest = rest.replace(typed, mark)
    return rest + tone if len(tone) <= 1 and is_syllable(rest.translate(_PLAIN)) else None
