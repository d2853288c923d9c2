"""Whereabouts: which locality a question is about, whose entries may answer it, and which name in it is out of date."""

from bot.core.knowledge import Entry, Knowledge
from bot.core.place_names import PlaceNames
from bot.core.renames import OldOffice, OldPlace, Renames, now_called
from bot.core.speech import Speech
from bot.core.text import title_key


class Whereabouts:
    """Seen from the locality that is served."""

    def __init__(self, knowledge: Knowledge, locality: str) -> None:
        self._knowledge = knowledge
        self._locality = locality
        self._around = frozenset(knowledge.chain(locality))
        self._renames = knowledge.renames or Renames()
        self._names = PlaceNames(knowledge.localities, self._renames)
        self._of = {e.id: e.locality for e in knowledge.entries.values() if e.locality in knowledge.localities}
        self.local = frozenset(self._of)
        """The entries that are about one locality only."""

    def meant(self, text: str) -> str:
        """The locality a question is about: the one other that it names, else the one served."""
        named = self._names.localities(text) - self._around
        # "xã Nam Sách, Hải Phòng" is about Nam Sách
        named -= {around for place in named for around in self._knowledge.chain(place)[1:]}
        return next(iter(named)) if len(named) == 1 else self._locality

    def elsewhere(self, text: str) -> frozenset[str]:
        """The entries about localities that are neither served nor named."""
        if not self.local:
            return frozenset()
        here = self._around.union(*(self._knowledge.chain(place) for place in self._names.localities(text)))
        return frozenset(entry for entry, locality in self._of.items() if locality not in here)

    def without_names(self, text: str) -> str:
        """What a question asks, wherever it is asked."""
        return self._names.without(text)

    def entry(self, entry_id: str, text: str) -> Entry:
        """An entry as the locality reads it that a question is about."""
        return self._knowledge.entry_for(entry_id, self.meant(text))

    def speech(self, text: str, own: Speech) -> Speech:
        """Who speaks: the locality a question is about, or the one served in its `own` words."""
        meant = self.meant(text)
        return own if meant == self._locality else Speech.of(self._knowledge, meant)

    def out_of_date(self, text: str) -> OldOffice | OldPlace | None:
        """The abolished office or place that a question names."""
        return self._names.renamed(text)

    def remark(self, old: OldOffice | OldPlace, speech: Speech, *, said: str = "") -> str:
        """That it is no more and where to go now; empty when `said` speaks of it already."""
        if any(f" {title_key(name)} " in f" {title_key(said)} " for name in old.called()):
            return ""
        day = old.since or self._renames.since
        when = f"{day.day}/{day.month}/{day.year}" if day else ""
        if isinstance(old, OldOffice):
            return speech.say("old_office", old=old.old, day=when, now=speech.filled(old.now))
        return speech.say("old_place", old=old.old, day=when, now=now_called(old))
