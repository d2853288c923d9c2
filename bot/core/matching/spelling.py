"""Spelling: slips of the keyboard are put right when the words beside them say which words were meant.

A slip also hits blanks ("nàoyra", "l ýdo"), so the letters of a doubtful stretch are read anew: the cheapest sequence of
known words that one slip a word can have turned into these letters, priced by a word-pair model of the base (a beam
search). A word nobody wrote may also belong to something the base does not answer ("visa", "gas"): it may stay, at the
price of its length.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from math import exp, inf, log
from typing import NamedTuple

from rapidfuzz.distance import OSA

from bot.core.keyboard import REMEMBERED, is_syllable

_EDGE = ""
LONGEST = 9
"""Letters of the longest stretch that is taken for one slipped word."""
MOST_LETTERS = 250
"""Letters of a message that are read anew; nobody's question has more of them wrong, and reading must stay quick."""
MOST = 12
"""Known words considered for a stretch of letters, the commonest ones."""
BEAM = 8
"""Last words remembered at a place."""
HOPELESS = 2.0
"""A path that costs so much more than another one that is already further is given up."""
SLIP, RARE_SLIP = 6.0, 9.0
"""Price of a slip (minus its log probability) where a message has words that can only be slips, and where it has none."""
GLUED = 4.5
"""Price of a missing blank."""
UNKNOWN, UNKNOWN_LETTER = 3.0, 2.0
"""Price of a word nobody wrote beside what it costs that a word is new at all, and of each of its letters."""
GARBLED = 6.0
"""Added when it cannot even be a syllable."""
PAIRS = 0.7
"""Share of the word pair in the probability of a word, the rest is its own frequency."""
DOUBT = 5
"""Other words that may yet follow a word: what followed it once in one text will not always."""


class _Path(NamedTuple):
    price: float
    before: "_Path | None"
    word: str
    start: int
    stop: int
    """The letters it was read from."""


class Spelling:
    """The words and word pairs of a base."""

    def __init__(self, texts: Iterable[Sequence[str]], also: Iterable[str] = ()) -> None:
        """`texts` as they were typed, folded; `also` words that are known without any text, such as abbreviations."""
        self._words: Counter[str] = Counter()
        pairs: Counter[tuple[str, str]] = Counter()
        for text in texts:
            self._words.update((_EDGE, *text))
            pairs.update(zip((_EDGE, *text), (*text, _EDGE), strict=True))
        total = sum(self._words.values()) or 1
        # Good and Turing: a word is new as often as the words so far were seen only once.
        self._new = UNKNOWN - log(max(1, sum(count == 1 for count in self._words.values())) / total)
        self._alone = {word: -log((1 - PAIRS) * count / total) for word, count in self._words.items()}
        """Price of a word after one it never stood beside."""
        self._gains = {pair: PAIRS * count / (self._words[pair[0]] + DOUBT) for pair, count in pairs.items()}
        """Pair -> what it adds to the probability of its second word."""
        for word in set(also) - self._words.keys():
            self._words[word], self._alone[word] = 1, -log((1 - PAIRS) / total)
        self._shortened: dict[str, list[str]] = defaultdict(list)
        """A known word without one of its letters -> such words: what is one slip away shares such a form."""
        for word in self._words:
            if word.isalpha() and len(word) < LONGEST:
                for shorter in _shortened(word):
                    self._shortened[shorter].append(word)
        self._close = lru_cache(maxsize=REMEMBERED)(self._neighbours)

    def corrected(self, words: Sequence[str]) -> list[tuple[str, int | None]]:
        """The words with slips put right, and for each the number of the word it was typed as (None for a new one)."""
        result: list[tuple[str, int | None]] = []
        end = 0
        left = MOST_LETTERS
        slip = SLIP if any(map(self._is_no_word, words)) else RARE_SLIP
        for start, stop in self._doubtful(words):
            left -= sum(map(len, words[start:stop]))
            if left < 0:
                break
            result.extend((words[i], i) for i in range(end, start))
            result.extend(self._read_anew(words, start, stop, slip=slip))
            end = stop
        result.extend((words[i], i) for i in range(end, len(words)))
        return result

    def is_garbled(self, word: str) -> bool:
        """Whether a word is most likely a slip of some known word: it tells nothing, neither for an entry nor against."""
        return self._is_no_word(word) and bool(self._close(word))

    def _is_no_word(self, word: str) -> bool:
        return len(word) > 1 and word.isalpha() and word not in self._words and not is_syllable(word)

    def _doubtful(self, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Stretches with a word nobody wrote, or one that stands beside nothing it ever stood beside."""
        doubted = [False] * len(words)
        for i, (before, word, after) in enumerate(zip((_EDGE, *words), words, (*words[1:], _EDGE), strict=False)):
            strange = word not in self._words
            lonely = (before, word) not in self._gains and (word, after) not in self._gains
            if (strange or lonely) and word.isalpha():
                doubted[max(0, i - 1) : i + 2] = [True] * len(doubted[max(0, i - 1) : i + 2])
        start = 0
        while start < len(words):
            stop = start
            while stop < len(words) and doubted[stop]:
                stop += 1
            if stop > start:
                yield start, stop
            start = stop + 1

    def _read_anew(self, words: Sequence[str], start: int, stop: int, *, slip: float) -> list[tuple[str, int | None]]:
        letters = " ".join(words[start:stop])
        begins = {0, *(i + 1 for i, letter in enumerate(letters) if letter == " ")}
        first = _Path(0.0, None, words[start - 1] if start else _EDGE, 0, 0)
        paths: list[dict[str, _Path]] = [{} for _ in range(len(letters) + 2)]
        """Place -> last word -> the cheapest path; the last place is after the last word."""
        paths[0][first.word] = first
        for place, letter in enumerate(letters):
            if letter == " " or not paths[place]:
                continue
            ahead = min((path.price for later in paths[place + 1 : place + LONGEST + 3] for path in later.values()), default=inf)
            here = _cheapest_first(path for path in paths[place].values() if path.price < ahead + HOPELESS)
            for stop_at, word, price in self._choices(letters, place, slip) if here else ():
                cost, before = self._cheapest(here, word)
                self._go_on(paths, letters, _Path(cost + price, before, word, place, stop_at), slip)
        after = words[stop] if stop < len(words) else _EDGE
        best: _Path | None = self._cheapest(_cheapest_first(paths[-1].values()), after)[1]
        found: list[tuple[str, int | None]] = []
        while best is not None and best.before is not None:
            typed = best.start in begins and letters[best.start : best.stop + 1].rstrip(" ") == best.word
            found.append((best.word, start + letters.count(" ", 0, best.start) if typed else None))
            best = best.before
        return found[::-1]

    def _go_on(self, paths: list[dict[str, _Path]], letters: str, path: _Path, slip: float) -> None:
        """After a word comes a blank, or one that was left out, or a letter hit instead of it."""
        end = path.stop
        if end >= len(letters):
            _keep(paths[-1], path)
        elif letters[end] == " ":
            _keep(paths[end + 1], path)
        else:
            _keep(paths[end], _dearer(path, GLUED))
            if letters[end + 1 : end + 2].strip():
                _keep(paths[end + 1], _dearer(path, slip))

    def _cheapest(self, paths: Sequence[_Path], word: str) -> tuple[float, _Path]:
        """The cheapest way to a word, and the path it continues; the paths are sorted by price."""
        alone = self._alone.get(word, 0.0)
        best, cost = paths[0], paths[0].price + alone
        chance = exp(-alone)
        for path in paths:
            if path.price >= cost:
                break
            if (gain := self._gains.get((path.word, word))) and (new := path.price - log(gain + chance)) < cost:
                best, cost = path, new
        return cost, best

    def _choices(self, letters: str, place: int, slip: float) -> Iterator[tuple[int, str, float]]:
        """Words that the letters from a place on may be: where they end, the word, the price."""
        end = letters.find(" ", place)
        end = len(letters) if end < 0 else end
        rest = letters[place:end]
        if rest in self._words or not rest.isalpha():
            yield end, rest, 0.0
        else:
            yield end, rest, self._new + UNKNOWN_LETTER * len(rest) + (0 if is_syllable(rest) else GARBLED)
        for stop in range(place + 1, min(place + LONGEST, len(letters)) + 1):
            part = letters[place:stop]
            if part[-1] == " ":
                continue
            if part.count(" ") > 1:
                break
            if stop != end and len(part) > 1 and part in self._words:
                yield stop, part, 0.0
            for word in self._close(part):
                yield stop, word, slip

    def _neighbours(self, part: str) -> tuple[str, ...]:
        """Known words one insertion, deletion, change or swap away from some letters, the commonest first."""
        forms = (part, *_shortened(part))
        found = {word for form in forms for word in self._shortened.get(form, ())}
        found.update(form for form in forms[1:] if form in self._words)
        found.discard(part)
        near = [word for word in found if OSA.distance(part, word, score_cutoff=1) == 1 and len(word) > 1]
        return tuple(sorted(near, key=lambda word: (-self._words[word], word))[:MOST])


def _shortened(word: str) -> Iterator[str]:
    yield from {word[:i] + word[i + 1 :] for i in range(len(word))}


def _cheapest_first(paths: Iterable[_Path]) -> list[_Path]:
    return sorted(paths, key=lambda path: path.price)[:BEAM]


def _dearer(path: _Path, price: float) -> _Path:
    return _Path(path.price + price, path.before, path.word, path.start, path.stop)


def _keep(paths: dict[str, _Path], path: _Path) -> None:
    """Remember the cheapest path to a last word."""
    known = paths.get(path.word)
    if known is None or path.price < known.price:
        paths[path.word] = path
