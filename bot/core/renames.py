"""Places and offices that are no more, and what does their work now; edited in doi-ten.yaml."""

from pydantic import Field

from bot.core.knowledge import Day, Source, Strict, Text, Texts

MOST_NAMED = 4
"""Communes named in a sentence; more are only counted."""


class OldPlace(Strict):
    """A province, district or commune that is no more."""

    old: Text
    """With its kind, as in a sentence: "huyện Cẩm Giàng"."""
    names: Texts = ()
    """What people call it, when that is not just `old`; a name without a kind counts only with its marks."""
    became: Texts = Field(min_length=1)
    """What its land belongs to now."""
    now_in: str = ""
    """The province of today, where `became` are communes."""
    locality: str = ""
    """The locality that answers for it."""
    since: Day | None = None
    """When left out, the day of the whole map."""
    source: Text

    def called(self) -> Texts:
        """What is looked for in a question."""
        return self.names or (self.old,)


class OldOffice(Strict):
    """An office that is no more."""

    old: Text
    """What is said to be no more; wider than `names` where offices ended on different days: "cấp huyện"."""
    names: Texts = Field(min_length=1)
    now: Text
    """Who does its work now, as the end of a sentence; may use placeholders."""
    since: Day | None = None
    source: Text

    def called(self) -> Texts:
        """What is looked for in a question."""
        return self.names


class Renames(Strict):
    """All of doi-ten.yaml."""

    since: Day | None = None
    checked: Day | None = None
    sources: dict[Text, Source] = Field(default_factory=dict)
    places: tuple[OldPlace, ...] = ()
    offices: tuple[OldOffice, ...] = ()


def now_called(place: OldPlace) -> str:
    """What a place is now, short enough for a sentence."""
    around = f" ({place.now_in})" if place.now_in else ""
    if len(place.became) > MOST_NAMED:
        some = ", ".join(place.became[:MOST_NAMED])
        return f"{len(place.became)} xã, phường: {some}…{around}"
    *most, last = place.became
    return (", ".join(most) + " và " if most else "") + last + around
