"""Hints in short messages: a number of the list, a follow-up, a correction, a continuation, a name of a place.

Everything here works on folded words (no marks), with the officers' words.yaml.
"""

import re
from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz

from bot.core.knowledge import Entry, Words
from bot.core.locality import Locality
from bot.core.message import Choice
from bot.core.text import folded_words, title_key

_CHOOSING = "chon bam lay em toi cho xem la y cai cau muc so thu phan"
_NUMBER = re.compile(
    rf"(?:(?:{'|'.join(_CHOOSING.split())}) )*"
    r"(\d{1,2}|mot|hai|ba|bon|tu|nam|sau|bay|tam|chin|nhat)(?: (?:a|nhe|nha|di|ha|em|ad|oi|do))*"
)
_NUMERALS = {"mot": 1, "nhat": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9}
_BARE_WORD_NUMERALS = {"nam", "tu", "ba", "bay"}  # also words of their own: only with "số", "câu" … before them

PARTICLES = frozenset(
    "a ah ạ nhe nhi nha the thi vay zay sao ha hả khong ko k con roi gi nua cai do nay no minh em toi anh chi bac cho hoi oi da"
    " ad a day voi la duoc dc co luon nhung ma bay gio nao neu lam".split()
)
LABEL_LIKENESS = 92
TERSE = 4
"""Words (syllables) up to which a message without a question word is only a subject."""
_ASKING = frozenset("gi sao dau may nao bao ai khong co chua duoc cach the".split())


def chosen_number(text: str) -> int | None:
    """The number typed, if the message is nothing else: "2", "số 2", "chọn câu số hai ạ"."""
    words = " ".join(folded_words(text))
    match = _NUMBER.fullmatch(words)
    if not match or words in _BARE_WORD_NUMERALS:
        return None
    found = match.group(1)
    return _NUMERALS.get(found) or int(found) if not found.isdigit() else int(found)


def chosen_label(text: str, menu: Sequence[Choice]) -> Choice | None:
    """The choice whose label was typed, slips forgiven."""
    typed = title_key(text)
    if len(typed) < 4:
        return None
    best = max(menu, key=lambda choice: fuzz.ratio(typed, title_key(choice.label)), default=None)
    return best if best and fuzz.ratio(typed, title_key(best.label)) >= LABEL_LIKENESS else None


class Hints:
    """The hints of one base."""

    def __init__(self, words: Words, localities: Mapping[str, Locality]) -> None:
        self._kinds = {kind: [" ".join(folded_words(asked)) for asked in found.asked] for kind, found in words.follow_ups.items()}
        self._vocabularies = {kind: {w for phrase in phrases for w in phrase.split()} for kind, phrases in self._kinds.items()}
        self._answered = {kind: [" ".join(folded_words(w)) for w in found.answered] for kind, found in words.follow_ups.items()}
        self._corrections = _longest_first(words.corrections)
        self._continuations = _longest_first(words.continuations)
        self._fillers = _longest_first(words.fillers)
        self._names = {
            title_key(name): place.id
            for place in localities.values()
            if place.id not in ("mac-dinh", "mau")
            for name in place.called()
        }

    def correction(self, text: str) -> str | None:
        """What was meant instead, when the message takes back the question before; None when it does not."""
        return _after(text, self._corrections)

    def continues(self, text: str) -> bool:
        """Whether the message goes on from the answer before."""
        return _after(text, self._continuations) is not None

    def kind(self, text: str) -> str:
        """The kind of follow-up, when the message says nothing beyond it ("mất bao nhiêu tiền vậy"); else empty."""
        words = folded_words(text)
        telling = [word for word in words if word not in PARTICLES]
        said = " ".join(words)
        best, best_score = "", 0.0
        for kind, phrases in self._kinds.items():
            vocabulary = self._vocabularies[kind]
            if len(words) > 10 or not words or not all(word in vocabulary for word in telling):
                continue
            score = max((fuzz.token_set_ratio(said, p) + fuzz.ratio(said, p) / 10 + len(p) / 10 for p in phrases), default=0.0)
            if score > best_score:
                best, best_score = kind, score
        return best if best_score >= 90 else ""

    def kinds_within(self, text: str) -> list[str]:
        """The kinds of detail that a whole question asks for, first asked first."""
        said = f" {' '.join(folded_words(text))} "
        found = {
            kind: max((said.rfind(f" {p} ") for p in phrases if " " in p), default=-1) for kind, phrases in self._kinds.items()
        }
        return sorted((kind for kind, place in found.items() if place >= 0), key=lambda kind: found[kind])

    def own_follow_up(self, text: str, entry: Entry) -> str:
        """The key of a follow-up that only this entry has, when the message asks it; else empty."""
        said = " ".join(w for w in folded_words(text) if w not in PARTICLES)
        keys = [key for key in entry.follow_ups if key not in self._kinds]
        best = max(keys, key=lambda key: fuzz.token_set_ratio(said, " ".join(folded_words(key))), default="")
        return best if best and len(said.split()) <= 8 and fuzz.token_sort_ratio(said, _telling(best)) >= 80 else ""

    def already_answers(self, entry: Entry, kind: str) -> bool:
        """Whether the entry's answer speaks of this kind of follow-up."""
        said = " ".join(folded_words(" ".join((entry.answer, *entry.steps, entry.if_stuck))))
        return any(f" {word} " in f" {said} " for word in self._answered[kind])

    @staticmethod
    def is_terse(folded: Sequence[str]) -> bool:
        """Whether a reading names a subject without asking anything about it."""
        return 0 < len(folded) <= TERSE and not _ASKING.intersection(folded)

    def places(self, text: str) -> frozenset[str]:
        """The localities a message names."""
        said = f" {title_key(text)} "
        return frozenset(place for name, place in self._names.items() if f" {name} " in said)


def _telling(text: str) -> str:
    return " ".join(w for w in folded_words(text) if w not in PARTICLES)


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
