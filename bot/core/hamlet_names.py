"""Names of hamlets in what residents type. Ordinary words are taken for no hamlet; it counts and remembers nothing.

1. A name counts only after its kind: "thôn Nhà Mới" is a hamlet, "nhà mới" a house.
2. Some kinds are other words as well ("to", "ban", "doi"): without marks, or before a number, the message must say that it is
   about a place ("o to 3") or begin with it.
3. Every word is typed without marks, or with all of its own: "thôn Đồng" is not "thôn Đông".
4. A number is known by its sort ("tổ 3" is "tổ dân phố số 3", never "thôn 3"); two words or more also by another word for a
   village ("làng Đông Khê"), while only one hamlet has them.
5. What several hamlets may be called is none of them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from bot.core.keyboard import decode
from bot.core.locality import Hamlet
from bot.core.matching.reading import accented_form, plain

_SORTS = (
    ("tổ dân phố", "tổ nhân dân", "tổ dp", "tdp", "tổ"),
    ("khu phố", "khu dân cư", "khu vực", "tiểu khu", "kp", "kdc", "khu"),
    ("khối phố", "khối xóm", "khối"),
    ("cụm dân cư", "cụm"),
    ("thôn",),
    ("xóm",),
    ("làng",),
    ("bản",),
    ("ấp",),
    ("buôn",),
    ("bon",),
    ("plei",),
    ("plây",),
    ("phum",),
    ("sóc",),
    ("khóm",),
    ("đội",),
)
"""Kinds of hamlets; those of one line are said for each other."""
_VILLAGES = frozenset({("thon",), ("xom",), ("lang",)})
_OTHER_WORDS = frozenset((word,) for word in "to khu khoi cum lang ban ap buon bon soc doi".split())
"""Kinds that mean other things as well: tờ, khỏi, bạn, bốn, đổi."""
_PLACED = frozenset(accented_form(word) for word in ("ở", "thuộc", "tại"))
_PLACED_PLAIN = frozenset({"o", "thuoc"})
"""Not "tai": "tải bản đồ"."""
_TOKEN = re.compile(r"[^\W\d_]+|\d+[^\W_]*")
Key = tuple[str, ...]


def has_kind(name: str) -> bool:
    """Whether a name begins with thôn, tổ, khu…"""
    return bool(_kind_at(_tokens(name), 0))


@dataclass(frozen=True, slots=True)
class Found:
    """A hamlet in a text."""

    hamlet: str
    """Its name."""
    start: int
    """Where its kind begins."""
    bare: int
    """Where its kind ends."""
    stop: int


@dataclass(frozen=True, slots=True)
class _Token:
    plain: str
    marked: str
    start: int
    stop: int

    def spells(self, own: "_Token") -> bool:
        """Whether it may be this word of an officer's; they are equal without marks."""
        return self.marked in (self.plain, own.marked)


@dataclass(frozen=True, slots=True)
class _Spelling:
    hamlet: str
    words: tuple[_Token, ...]
    """Without the kind."""
    kind: Key
    """Empty: none was written."""


_KINDS = {
    tuple(plain(word) for word in kind.split()): (number, tuple(accented_form(word) for word in kind.split()))
    for number, kinds in enumerate(_SORTS)
    for kind in kinds
}
_LONGEST_KIND = max(map(len, _KINDS))


class HamletNames:
    """The hamlets of one commune, and how they are recognised."""

    def __init__(self, hamlets: Sequence[Hamlet]) -> None:
        self._known: dict[Key, list[_Spelling]] = {}
        for hamlet in hamlets:
            for name in hamlet.called():
                tokens = _tokens(name)
                kind = _kind_at(tokens, 0)
                words = tuple(_without_so(tokens[len(kind) :]))
                self._known.setdefault(_key(words), []).append(_Spelling(hamlet.name, words, kind))

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._known), default=0)

    def found(self, text: str) -> list[Found]:
        """The hamlets a text names with their kinds, from the left."""
        if not self._known:
            return []
        tokens, found, at = _tokens(text), [], 0
        while at < len(tokens):
            one, stop = self._at(tokens, at)
            found += [one] if one else []
            at = stop if one else at + 1
        return found

    def said(self, text: str) -> list[str]:
        """The hamlets a text may be the name of, with its kind or without; nothing else may stand in it."""
        tokens = _tokens(text)
        kind = _kind_at(tokens, 0)
        one, stop = self._at(tokens, 0) if kind else (None, 0)
        if one and stop == len(tokens):
            return [one.hamlet]
        rest = _without_so(tokens[len(kind) :])
        spelled = self._spelled(rest)
        return list(
            dict.fromkeys(s.hamlet for s in spelled if not kind or not s.kind or kind == s.kind or not _is_numbered(rest))
        )

    def alike(self) -> list[tuple[str, str]]:
        """Pairs of hamlets, in the order of the file, that may be meant by one name when it is typed without marks."""
        pairs = [pair for spellings in self._known.values() for pair in combinations(spellings, 2)]
        alike = [(one, two) for one, two in pairs if one.hamlet != two.hamlet and _sort(one.kind) == _sort(two.kind)]
        return list(dict.fromkeys((one.hamlet, two.hamlet) for one, two in alike))

    def _at(self, tokens: Sequence[_Token], at: int) -> tuple[Found | None, int]:
        """The hamlet whose kind begins at a token, and the token behind it."""
        kind = _kind_at(tokens, at)
        if not kind:
            return None, at
        first = at + len(kind)
        begin = first + (len(tokens[first:]) - len(_without_so(tokens[first:])))
        for stop in range(min(begin + self._longest, len(tokens)), begin, -1):
            hamlets = {s.hamlet for s in self._meant(tokens[begin:stop], kind)}
            if hamlets:
                safe = len(hamlets) == 1 and (not _is_doubtful(tokens, at, kind, begin) or _is_placed(tokens, at, stop))
                bounds = tokens[at].start, tokens[first - 1].stop, tokens[stop - 1].stop
                return (Found(hamlets.pop(), *bounds) if safe else None), stop
        return None, at

    def _meant(self, words: Sequence[_Token], kind: Key) -> list[_Spelling]:
        """The spellings a name with its kind may stand for; those that have the very kind before the others."""
        fitting = [s for s in self._spelled(words) if _fits(kind, s)]
        return [s for s in fitting if s.kind == kind] or fitting

    def _spelled(self, words: Sequence[_Token]) -> list[_Spelling]:
        known = self._known.get(_key(words), ())
        return [s for s in known if all(typed.spells(own) for typed, own in zip(words, s.words, strict=True))]


def _tokens(text: str) -> list[_Token]:
    spans = [(match.group().lower(), *match.span()) for match in _TOKEN.finditer(text)]
    decoded = decode([word for word, _, _ in spans])
    return [
        _Token(_number(plain(word)), _number(accented_form(word)), start, stop)
        for word, (_, start, stop) in zip(decoded, spans, strict=True)
    ]


def _number(word: str) -> str:
    """03 is 3."""
    return word.lstrip("0") or word if word[:1].isdigit() else word


def _key(words: Sequence[_Token]) -> Key:
    return tuple(word.plain for word in words)


def _kind_at(tokens: Sequence[_Token], at: int) -> Key:
    """The longest kind that begins at a token and leaves a name behind it; empty when none does."""
    for size in range(min(_LONGEST_KIND, len(tokens) - at - 1), 0, -1):
        key = _key(tokens[at : at + size])
        known = _KINDS.get(key)
        if known and all(t.marked in (t.plain, own) for t, own in zip(tokens[at : at + size], known[1], strict=True)):
            return key
    return ()


def _sort(kind: Key) -> int:
    return _KINDS[kind][0] if kind else -1


def _fits(kind: Key, spelling: _Spelling) -> bool:
    if kind == spelling.kind or not spelling.kind:
        return True
    if _sort(kind) == _sort(spelling.kind):
        return True
    both = {kind, spelling.kind} <= _VILLAGES
    return both and len(spelling.words) > 1 and not _is_numbered(spelling.words)


def _is_number(token: _Token) -> bool:
    return token.plain[:1].isdigit()


def _is_numbered(words: Sequence[_Token]) -> bool:
    return len(words) == 1 and _is_number(words[0])


def _without_so(words: Sequence[_Token]) -> Sequence[_Token]:
    """Without the "số" before a number."""
    return words[1:] if len(words) > 1 and words[0].plain == "so" and _is_number(words[1]) else words


def _is_doubtful(tokens: Sequence[_Token], at: int, kind: Key, begin: int) -> bool:
    """Whether a kind and what follows it may be other words."""
    if kind not in _OTHER_WORDS:
        return False
    marks_are_missing = tokens[at].marked == tokens[at].plain and _KINDS[kind][1] != kind
    return marks_are_missing or _is_number(tokens[begin])


def _is_placed(tokens: Sequence[_Token], at: int, stop: int) -> bool:
    """Whether it says that somebody or something is there, or nothing but the name."""
    if not at:
        return stop == len(tokens) and _is_number(tokens[stop - 1])
    before = tokens[at - 1]
    if before.marked == before.plain:
        return before.plain in _PLACED_PLAIN
    return before.marked in _PLACED
