"""Hints in messages that lean on the talk: a follow-up, a correction, a continuation.

Everything here works on folded words (no marks), abbreviations spelled out, with the officers' words.yaml.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from rapidfuzz import fuzz

from bot.core.knowledge import Entry, Words
from bot.core.matching.reading import Reader
from bot.core.text import accented, folded_words

PARTICLES = frozenset(
    "a ah ạ nhe nhi nha the thi vay zay sao ha hả khong ko k con roi gi nua cai do nay no minh em toi anh chi bac cho hoi oi da"
    " ad a day voi la duoc dc co luon nhung ma bay gio nao neu lam kia cung ay".split()
)
_MARKED_PARTICLES = frozenset(
    accented(word)
    for word in (
        "ạ nhé nhỉ nhá thế thì vậy hả há không còn rồi gì nữa cái đó này nó mình tôi chị bác hỏi ơi đã dạ đây với là được có luôn"
        " nhưng những mà bây giờ nào nếu làm lắm cũng ấy à ừ"
    ).split()
)
_POLITE = frozenset("a ah nhe nhi nha vay zay ha da ad oi em anh chi bac voi".split())
_POINTING = frozenset("cai ay kia the lam ve viec".split())
LONGEST_FOLLOW_UP = 10
CLOSE = 60
"""Likeness of a message that asks nothing to what people ask, from which it is that."""
TERSE = 4
"""Words (syllables) up to which a message without a question word is only a subject."""
_ASKING = frozenset("gi sao dau may nao ai khong co chua duoc cach".split())
_BAO_ASKING = frozenset("nhieu lau gio xa".split())
"""After "bao" they ask; "bảo hiểm" does not."""
_AMOUNT = frozenset("trieu nghin ngan tr k ti dong".split())
_SUPPOSING_END = re.compile(r"\s+th[ìi]\s+(?:sao|th[ếe] n[àa]o|l[àa]m sao)\W*$", re.IGNORECASE)
_SUPPOSING = ("thi sao", "thi the nao", "thi lam sao", "co sao khong")


class Hints:
    """The hints of one base."""

    def __init__(self, words: Words) -> None:
        # Politeness stays: "không ạ" is a whole answer. Slips stay as well: only the matcher knows the base's words.
        self._reader = Reader(Words(abbreviations=words.abbreviations))
        self._reader.learn(asked for found in words.follow_ups.values() for asked in found.asked)
        self._kinds = {kind: [self._said(asked) for asked in found.asked] for kind, found in words.follow_ups.items()}
        self._vocabularies = {kind: {w for phrase in phrases for w in phrase.split()} for kind, phrases in self._kinds.items()}
        self._accented = {kind: self._marks(found.asked) for kind, found in words.follow_ups.items()}
        self._answered = {kind: [" ".join(folded_words(w)) for w in found.answered] for kind, found in words.follow_ups.items()}
        self._corrections = _longest_first(words.corrections)
        self._continuations = _longest_first(words.continuations)

    def _marks(self, phrases: Sequence[str]) -> dict[str, set[str]]:
        """The words of phrases without marks -> the ways they are marked."""
        found: dict[str, set[str]] = {}
        for phrase in phrases:
            reading = self._reader.read(phrase)
            for plain, marked in zip(reading.folded, reading.accented, strict=False):
                found.setdefault(plain, set()).add(marked)
        return found

    def correction(self, text: str) -> str | None:
        """What was meant instead, when the message takes back the question before; None when it does not."""
        return _after(text, self._corrections)

    def continues(self, text: str) -> bool:
        """Whether the message goes on from the answer before."""
        return _after(text, self._continuations) is not None

    def without_opening(self, text: str) -> str:
        """What a message goes on to, without "thế còn": as it is when it does not go on."""
        return _after(text, self._continuations) or text

    def named(self, text: str) -> str:
        """What a message puts beside the answer before: "thuế" of "thế thuế thì sao"; as it is when it does not go on."""
        rest = self.without_opening(text)
        return rest if rest == text else _SUPPOSING_END.sub("", rest) or rest

    def supposes(self, text: str) -> bool:
        """Whether the message puts a case to the answer before ("bố nó đi làm xa thì sao")."""
        return self.continues(text) or self._said(text).endswith(_SUPPOSING)

    def kind(self, text: str) -> str:
        """The kind of follow-up, when the message says nothing beyond it ("mất bn tiền z"); else empty."""
        said, telling = self._said(text), self._telling_as_marked(text)
        if len(said.split()) > LONGEST_FOLLOW_UP:
            return ""
        if not telling or len(said.split()) == 1:  # "được không ạ" asks something, "không được" and "bão" do not
            plain = " ".join(word for word in said.split() if word not in _POLITE)
            return next((kind for kind, phrases in self._kinds.items() if plain and plain in phrases), "")
        best, best_score = "", 0.0
        for kind, phrases in self._kinds.items():
            if not all(word in self._vocabularies[kind] for word in telling):
                continue
            if self._contradicts(text, kind):
                continue
            if self.only_names(said.split()) and all(fuzz.ratio(said, p) < CLOSE for p in phrases):
                continue  # "tạm trú" is no "tạm trú có làm được không"
            score = max((fuzz.token_set_ratio(said, p) + fuzz.ratio(said, p) / 10 + len(p) / 10 for p in phrases), default=0.0)
            if score > best_score:
                best, best_score = kind, score
        return best if best_score >= 90 else ""

    def _contradicts(self, text: str, kind: str) -> bool:
        """Whether the marks of a message say other words than a kind's ("mất ảnh" is no "có mặt")."""
        reading = self._reader.read(text)
        typed = zip(reading.folded, reading.accented, strict=False)
        known = self._accented[kind]
        return any(plain != marked and plain in known and marked not in known[plain] for plain, marked in typed)

    def kinds_within(self, text: str) -> list[str]:
        """The kinds of detail that a whole question asks for, first asked first."""
        said = f" {self._said(text)} "
        found = {
            kind: max((said.rfind(f" {p} ") for p in phrases if not PARTICLES.issuperset(p.split()) and " " in p), default=-1)
            for kind, phrases in self._kinds.items()
        }
        return sorted((kind for kind, place in found.items() if place >= 0), key=lambda kind: found[kind])

    def beyond(self, text: str) -> list[str]:
        """The telling words beside the detail that a text asks for, with marks (tone as a digit) when they are typed."""
        without = PARTICLES.union(_AMOUNT, *(self._vocabularies[kind] for kind in self.kinds_within(text)))
        reading = self._reader.read(text)
        typed = zip(reading.folded, reading.accented or reading.folded, strict=False)
        return [marked for plain, marked in typed if plain not in without and not plain.isdigit()]

    def own_follow_up(self, text: str, entry: Entry) -> str:
        """The key of a follow-up that only this entry has, when the message asks it; else empty."""
        said = " ".join(self.telling(text))
        keys = [key for key in entry.follow_ups if key not in self._kinds]
        best = max(keys, key=lambda key: fuzz.token_set_ratio(said, self._said(key)), default="")
        return best if best and len(said.split()) <= 8 and fuzz.token_sort_ratio(said, " ".join(self.telling(best))) >= 80 else ""

    def already_answers(self, entry: Entry, kind: str) -> bool:
        """Whether the entry's answer speaks of this kind of follow-up."""
        said = " ".join(folded_words(" ".join((entry.answer, *entry.steps, entry.if_stuck))))
        return any(f" {word} " in f" {said} " for word in self._answered[kind])

    def telling(self, text: str) -> list[str]:
        """The words that say what a text is about."""
        return [word for word in self._said(text).split() if word not in PARTICLES]

    @staticmethod
    def bare(folded: Sequence[str]) -> list[str]:
        """A reading without the words that point at what it names: "cái vneid ấy"."""
        return [word for word in folded if word not in _POINTING]

    def _telling_as_marked(self, text: str) -> list[str]:
        """The same, marks counting where they are typed: "ảnh" is no "anh"."""
        reading = self._reader.read(text)
        marked = reading.accented or reading.folded
        return [
            plain
            for plain, typed in zip(reading.folded, marked, strict=False)
            if plain not in PARTICLES or (plain != typed and typed not in _MARKED_PARTICLES)
        ]

    def asks(self, text: str) -> bool:
        """Whether the message asks something, and does not only tell."""
        return text.rstrip().endswith("?") or _asking(self._said(text).split())

    def _said(self, text: str) -> str:
        return " ".join(self._reader.read(text).folded)

    @staticmethod
    def is_terse(folded: Sequence[str]) -> bool:
        """Whether a reading names a subject without asking anything about it."""
        return 0 < len(folded) <= TERSE and not _asking(folded)

    @staticmethod
    def only_names(folded: Sequence[str]) -> bool:
        """Whether a reading asks nothing, however long the name of what it is about."""
        return bool(folded) and not _asking(folded)


def _asking(folded: Sequence[str]) -> bool:
    return bool(_ASKING.intersection(folded)) or any(a == "bao" and b in _BAO_ASKING for a, b in pairwise(folded))


def _longest_first(phrases: Sequence[str]) -> list[list[str]]:
    return sorted((folded_words(phrase) for phrase in phrases), key=len, reverse=True)


def _after(text: str, openings: list[list[str]]) -> str | None:
    """What follows an opening (as typed), or None when the message has none of them."""
    typed = text.split()
    folded = [" ".join(folded_words(word)) for word in typed]
    for start in range(min(2, len(typed))):  # "dạ không phải, ý em là …"
        for opening in openings:
            if folded[start : start + len(opening)] == opening:
                return " ".join(typed[start + len(opening) :])
    return None
