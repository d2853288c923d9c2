"""The hamlets of one commune: which one is meant, by its name, by a link on a poster, or nearly."""

from collections.abc import Sequence
from hashlib import blake2b

from rapidfuzz import fuzz

from bot.core.hamlet_names import Found, HamletNames
from bot.core.locality import Hamlet
from bot.core.text import folded_words, title_key

LINK = "thon_"
"""What a link hands over before the slug: https://t.me/…?start=thon_dong-khe, m.me/…?ref=thon_dong-khe."""
SLUG_LONGEST = 56
"""With LINK before it Telegram takes 64 of A-Za-z0-9_-, as a code of a button it has 64 bytes (2026-11)."""
NEAR = 70
"""Likeness from which a hamlet may be meant by a name that is none."""
MOST_NEAR = 5


class Hamlets:
    """All of them, in the order of the file."""

    def __init__(self, hamlets: Sequence[Hamlet]) -> None:
        self.names = tuple(hamlet.name for hamlet in hamlets)
        self._finder = HamletNames(hamlets)
        self._called = {name: hamlet.name for hamlet in reversed(hamlets) for name in hamlet.called()}
        self._spelled = [(" ".join(folded_words(name)), hamlet.name) for hamlet in hamlets for name in hamlet.called()]
        self._slugs: dict[str, str] = {}
        """Name -> slug."""
        self._linked: dict[str, str] = {}
        """Slug -> name; that of a former name too."""
        for hamlet in hamlets:
            self._slugs[hamlet.name] = self._link(hamlet.name, hamlet.name)
        for hamlet in hamlets:
            for name in hamlet.names:
                self._linked.setdefault(_slug(name), hamlet.name)

    def __bool__(self) -> bool:
        return bool(self.names)

    def slug(self, name: str) -> str:
        """What links call a hamlet."""
        return self._slugs[name]

    def of_slug(self, slug: str) -> str:
        """The hamlet of a link; empty when it is none of ours."""
        return self._linked.get(slug, "")

    def current(self, name: str) -> str:
        """What a hamlet that was remembered is called today; empty when it is no more."""
        return self._called.get(name, "")

    def found(self, text: str) -> list[Found]:
        """The hamlets a text names, from the left."""
        return self._finder.found(text)

    def one_in(self, text: str) -> str:
        """The hamlet a text names; empty when it names none or several."""
        names = {found.hamlet for found in self.found(text)}
        return names.pop() if len(names) == 1 else ""

    def said(self, text: str) -> list[str]:
        """The hamlets that a text may be the name of."""
        slug = self.of_slug(text.strip())
        return [slug] if slug else self._finder.said(text)

    def near(self, text: str) -> list[str]:
        """The hamlets whose names come near a text, the nearest first."""
        typed = " ".join(folded_words(text))
        likeness: dict[str, float] = {}
        for spelled, name in self._spelled:
            likeness[name] = max(likeness.get(name, 0.0), _likeness(typed, spelled))
        near = [name for name in self.names if likeness[name] >= NEAR]
        return sorted(near, key=lambda name: -likeness[name])[:MOST_NEAR]

    def _link(self, name: str, hamlet: str) -> str:
        """A slug of its own: of two that are the same without marks, the second in the file gets letters behind it."""
        slug = _slug(name)
        if self._linked.setdefault(slug, hamlet) != hamlet:
            slug = f"{slug[: SLUG_LONGEST - 5]}-{_digest(name, 2)}"
            self._linked[slug] = hamlet
        return slug


def _slug(name: str) -> str:
    """A name as a link can carry it."""
    plain = "-".join("".join(c for c in word if c.isascii()) for word in title_key(name).split()).strip("-")
    if plain and len(plain) <= SLUG_LONGEST:
        return plain
    return f"{plain[: SLUG_LONGEST - 9].strip('-')}-{_digest(name, 4)}".strip("-")


def _digest(name: str, size: int) -> str:
    return blake2b(name.encode(), digest_size=size).hexdigest()


def _likeness(typed: str, spelled: str) -> float:
    """Of what is typed to a name, with or without its first word, which most often is its kind; a part of it is near."""
    if typed and set(typed.split()) <= set(spelled.split()):
        return 99.0
    return max(fuzz.ratio(typed, spelled), fuzz.ratio(typed, spelled.partition(" ")[2]))
