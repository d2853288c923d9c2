"""Vietnamese text: one spelling for what Unicode, keyboards and habits spell in many ways.

Two views of a word are used everywhere: *accented* (tone and vowel marks as typed, tone placement made uniform) and
*folded* (no marks at all, đ as d), because half of the residents type without marks.
"""

import re
import unicodedata

_INVISIBLE = frozenset(
    map(chr, [0x00AD, 0x034F, 0x061C, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)])
)
# Anything but printable ASCII, line breaks and Latin letters: worth a look of its own.
_ODD = re.compile(r"[^ -~\n\rÀ-žƠơƯưẠ-ỹ]")
_TONES = {"\u0300": "2", "\u0301": "1", "\u0303": "4", "\u0309": "3", "\u0323": "5"}
_WORD = re.compile(r"\w+")
_MARKS = re.compile("[\u0300-\u034e\u0350-\u036f]+")
"""Nearly all the marks there are; others are looked up one by one, which takes ten times as long."""
# The sounds i and y are written either way at the end of these: kỹ/kĩ, lý/lí, quý/quí.
_FINAL_Y = re.compile(r"(?<=[hklmst])y$|(?<=qu)y$")


def clean(text: str) -> str:
    """Compose (NFC), drop invisible and control characters, make every blank a space and runs of blanks one.

    Line breaks survive: they separate questions.
    """
    text = _ODD.sub(_plain, unicodedata.normalize("NFC", text))
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _plain(match: re.Match[str]) -> str:
    c = match.group()
    if c in _INVISIBLE:
        return ""
    if (digit := unicodedata.decimal(c, None)) is not None:
        return str(digit)
    category = unicodedata.category(c)
    return " " if category[0] in "CZ" else c


def fold(text: str) -> str:
    """Lower case without any mark: "Đăng ký" -> "dang ky"."""
    text = text.lower()
    if text.isascii():
        return text
    plain = _MARKS.sub("", unicodedata.normalize("NFD", text.replace("đ", "d")))
    return plain if plain.isascii() else "".join(c for c in plain if not unicodedata.combining(c))


def words(text: str) -> list[str]:
    """The words of a text in lower case, punctuation dropped."""
    return _WORD.findall(text.lower().replace("_", " "))


def folded_words(text: str) -> list[str]:
    """The words without marks, i and y made one where both are written: "kỹ năng" -> ["ki", "nang"]."""
    return [_FINAL_Y.sub("i", word) for word in words(fold(text))]


def accented(word: str) -> str:
    """A word with its tone as a digit at the end, so that hoà and hòa are the same: "hoà" -> "hoa2"."""
    tone, letters = "", []
    for c in unicodedata.normalize("NFD", word.lower()):
        if c in _TONES:
            tone = _TONES[c]
        else:
            letters.append(c)
    return _FINAL_Y.sub("i", unicodedata.normalize("NFC", "".join(letters))) + tone


def has_accents(text: str) -> bool:
    """Whether the writer types marks at all: only then is a missing mark evidence."""
    return not text.isascii() and fold(text) != text.lower()


def title_key(text: str) -> str:
    """What makes two labels the same when a resident types one by hand."""
    return " ".join(folded_words(text))
