"""Names in a message: which locality, which abolished place or office is meant. Ordinary words are taken for no place.

1. A name with its kind ("huyện Cẩm Giàng", "tp vinh") is recognised with or without marks.
2. A locality's bare name ("Nam Sách") too: without any mark, or with all of them (not "nấm sạch", "hai phòng").
3. An abolished place's bare name ("Yên Bái") only with all its marks, and not after the kind of another place.
4. The longest name wins, and what a locality calls `not_this` is skipped.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.core.locality import Locality
from bot.core.renames import OldOffice, OldPlace, Renames
from bot.core.text import accented, fold, folded_words, words

_SHORT = {"tp": "thành phố", "tx": "thị xã", "tt": "thị trấn"}
_KINDS = frozenset(
    tuple(folded_words(kind))
    for kind in ("tỉnh", "thành phố", "quận", "huyện", "thị xã", "thị trấn", "phường", "xã", "đặc khu", "thôn", "đường", "phố")
)
_OF_RENAMED = frozenset(kind for kind in _KINDS if kind not in {("thon",), ("duong",), ("pho",)})


@dataclass(frozen=True, slots=True)
class _Name:
    words: tuple[str, ...]
    """As written by officers, in lower case."""
    meant: object
    strict: bool = False

    def spelled(self, typed: list[str]) -> bool:
        """Whether the words typed may be this name; they are equal without marks."""
        if not self.strict and all(fold(word) == word for word in typed):
            return True
        return all(accented(word) == accented(own) for word, own in zip(typed, self.words, strict=True))


class PlaceNames:
    """The names of one base."""

    def __init__(self, localities: Mapping[str, Locality], renames: Renames) -> None:
        self._places: dict[tuple[str, ...], list[_Name]] = {}
        self._offices: dict[tuple[str, ...], list[_Name]] = {}
        for locality in localities.values():
            if locality.real:
                _learn(self._places, locality.called(), locality)
                _learn(self._places, locality.not_this, None)
        for place in renames.places:
            _learn(self._places, place.called(), place, bare_is_strict=True)
        for office in renames.offices:
            _learn(self._offices, office.called(), office)

    def localities(self, text: str) -> frozenset[str]:
        """The ids of the localities a message names, by today's names or yesterday's."""
        meant = (name.meant for name, _ in _found(_typed(text), self._places))
        return frozenset(
            place.id if isinstance(place, Locality) else place.locality
            for place in meant
            if isinstance(place, Locality) or (isinstance(place, OldPlace) and place.locality)
        )

    def renamed(self, text: str) -> OldOffice | OldPlace | None:
        """The abolished office or else the abolished place a message names; where to go now matters most."""
        typed = _typed(text)
        found = [*_found(typed, self._offices), *_found(typed, self._places)]
        return next((name.meant for name, _ in found if isinstance(name.meant, OldOffice | OldPlace)), None)

    def without(self, text: str) -> str:
        """The words of a message that name no place; the message itself when it names none."""
        typed = _typed(text)
        named = {at for name, span in _found(typed, self._places) if name.meant for at in span}
        return " ".join(word for at, word in enumerate(typed) if at not in named) if named else text


def _learn(
    known: dict[tuple[str, ...], list[_Name]], names: Iterable[str], meant: object, *, bare_is_strict: bool = False
) -> None:
    for name in names:
        key = tuple(folded_words(name))
        bare = not any(key[: len(kind)] == kind for kind in _OF_RENAMED)
        known.setdefault(key, []).append(_Name(tuple(words(name)), meant, strict=bare and bare_is_strict))


def _typed(text: str) -> list[str]:
    return [part for word in words(text) for part in _SHORT.get(word, word).split()]


def _found(typed: list[str], known: Mapping[tuple[str, ...], list[_Name]]) -> list[tuple[_Name, range]]:
    """The names in a message and where they stand."""
    keys = [folded_words(word)[0] for word in typed]
    longest = max((len(key) for key in known), default=0)
    found: list[tuple[_Name, range]] = []
    at = 0
    while at < len(keys):
        for length in range(min(longest, len(keys) - at), 0, -1):
            names = known.get(tuple(keys[at : at + length]), ())
            fitting = [n for n in names if n.spelled(typed[at : at + length]) and not (n.strict and _after_kind(keys, at))]
            if fitting:
                found += [(name, range(at, at + length)) for name in fitting]
                at += length
                break
        else:
            at += 1
    return found


def _after_kind(keys: list[str], at: int) -> bool:
    return any(tuple(keys[max(0, at - len(kind)) : at]) == kind for kind in _KINDS)
