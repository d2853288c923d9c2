"""Dwelling: in which hamlet somebody lives, if they care to say so. Only the hamlet, never a house; nobody is asked.

It comes from their own words ("/thon", "nhà em ở tổ 3") or from the link of a poster they opened, is said back at once, and
goes with "/bothon". A question that names a hamlet counts for that one, and is understood as if it did not.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.core.codes import hamlet_code
from bot.core.conversation import Outcome, Turn
from bot.core.hamlets import LINK, Hamlets
from bot.core.heard import Heard
from bot.core.knowledge import Knowledge
from bot.core.locality import Locality
from bot.core.message import Choice, Message, Reply
from bot.core.speech import Speech
from bot.core.text import fold, folded_words
from bot.core.whereabouts import Whereabouts

_TELLING = frozenset(
    "toi tui em minh chau bac chu anh chi ong ba nha gia dinh chung o tai thuoc la nguoi dan ben dang hien song sinh xa phuong"
    " a ah ak da vang nhe nha nhi thua xin chao ad bot oi que".split()
)
"""Words beside the name of a hamlet that leave a message to say where somebody lives, and nothing more."""
_FORGET = frozenset({"xoa", "bo", "quen", "huy"})
_PLACE = re.compile(r"(?:^|\b(?:(?:nha )?(?:toi|em|chau|minh|tui) )?(?:o|tai|thuoc|(?:nguoi )?dan(?: o)?) )$")
"""What stands before the name of a place and goes with it; without marks."""
_QUOTED = 40
"""Characters of what was typed that are said back."""


class Dwelling:
    """The hamlets of the locality served, in its talks."""

    def __init__(self, knowledge: Knowledge, locality: str, speech: Speech, whereabouts: Whereabouts) -> None:
        place: Locality | None = knowledge.localities.get(locality)
        self.hamlets = Hamlets(place.hamlets if place else ())
        self._speech = speech
        self._whereabouts = whereabouts
        self._locality = locality
        # "Lịch tiêm ở thôn Đông": where the commune's own entries speak of a hamlet, its name tells them apart.
        laid = {entry for around in knowledge.chain(locality) for entry in knowledge.layers.get(around, ())}
        own = [entry for entry in knowledge.entries.values() if entry.locality or entry.id in laid]
        texts = [text for entry in own for text in (entry.label, *entry.questions, *entry.keywords)] if self.hamlets else []
        self._written = {found.hamlet for text in texts for found in self.hamlets.found(text)}

    def of(self, heard: Heard, message: Message, remembered: str) -> str:
        """The hamlet a message counts for: the one it names, the one of its link, or the one remembered."""
        if not self.hamlets:
            return ""
        named = self.hamlets.one_in(heard.text) if self._is_here(heard.text) else ""
        return named or self.hamlets.of_slug(message.hamlet) or self.hamlets.current(remembered)

    def told(self, heard: Heard) -> Turn | None:
        """What comes of a message that says where somebody lives and nothing more; None for all others."""
        if not self.hamlets or "?" in heard.text or not self._is_here(heard.text):
            return None
        found = self.hamlets.found(heard.text)
        if len(found) != 1:
            return None
        rest = heard.text[: found[0].start] + " " + heard.text[found[0].stop :]
        if not _TELLING.issuperset(folded_words(self._whereabouts.without_names(rest))):
            return None
        return self._kept(heard, found[0].hamlet)

    def without(self, heard: Heard) -> Heard:
        """What is asked, wherever it is asked: no hamlet, or only its kind where that is more than a place ("trưởng thôn")."""
        text = heard.text
        for found in reversed(self.hamlets.found(text) if self.hamlets else ()):
            if found.hamlet in self._written:
                continue
            before = text[: found.start]
            place = _PLACE.search(fold(before)) if len(fold(before)) == len(before) else None
            kept = before[: place.start()] if place else text[: found.bare]
            text = f"{kept} {text[found.stop :].lstrip(' ,.;:') if place else text[found.stop :]}"
        return replace(heard, text=" ".join(text.split()) or heard.text)

    # --- /thon, and what is tapped in its list

    def command(self, heard: Heard, said: str) -> Turn:
        """`/thon`, `/thon <name>`, `/thon xoá`."""
        if said and _FORGET.issuperset(folded_words(said)):
            return self.forgotten(heard)
        if not self.hamlets:
            return self._said(heard, heard.talk.hamlet, "no_hamlets")
        if not said:
            return self.listed(heard, 0)
        meant = self.hamlets.said(said)
        if len(meant) == 1:
            return self._kept(heard, meant[0])
        text = self._speech.say("hamlet_which" if meant else "hamlet_unknown", said=said[:_QUOTED])
        near = meant or self.hamlets.near(said)
        reply = Reply(text, self._choices(near)) if near else self._page(text, 0)
        return self._list(heard, reply)

    def forgotten(self, heard: Heard) -> Turn:
        """`/bothon`: one word, because apps make a button of a command's first word only."""
        return self._said(heard, "", "hamlet_forgotten" if heard.talk.hamlet else "hamlet_none")

    def tapped(self, heard: Heard, slug: str) -> Turn | None:
        """A hamlet was chosen; None when it is none of ours any more."""
        hamlet = self.hamlets.of_slug(slug)
        return self._kept(heard, hamlet) if hamlet else None

    def listed(self, heard: Heard, page: int) -> Turn:
        """The list, a page at a time."""
        now = self.hamlets.current(heard.talk.hamlet)
        return self._list(heard, self._page(self._speech.say("hamlet_now" if now else "hamlets", hamlet=now), page))

    def started(self, heard: Heard, handed: str) -> Turn:
        """The greeting of who opened a link; it says what was remembered of it."""
        welcome = self._speech.welcome()
        hamlet = self.hamlets.of_slug(handed.removeprefix(LINK)) if handed.startswith(LINK) else ""
        if not hamlet:
            return self._list(heard, welcome)
        kept = self._kept(heard, hamlet)
        text = f"{welcome.text}\n{kept.replies[0].text}"
        return self._list(replace(heard, talk=kept.conversation), replace(welcome, text=text))

    def helped(self, heard: Heard) -> Turn:
        """How to use the bot; `/thon` only where there are hamlets to choose from."""
        lines = [self._speech.say("help"), *([self._speech.say("help_hamlet")] if self.hamlets else [])]
        return Turn(heard.talk, (Reply("\n".join(lines)),), Outcome.SMALL_TALK)

    def _is_here(self, text: str) -> bool:
        """Another commune's hamlets may have the names of ours."""
        return self._whereabouts.meant(text) == self._locality

    def _kept(self, heard: Heard, hamlet: str) -> Turn:
        return self._said(heard, hamlet, "hamlet_kept", own=hamlet)

    def _said(self, heard: Heard, hamlet: str, phrase: str, *, own: str = "") -> Turn:
        reply = Reply(self._speech.say(phrase, hamlet=own))
        return Turn(replace(heard.talk, hamlet=hamlet), (reply,), Outcome.SMALL_TALK, complete=True)

    def _list(self, heard: Heard, reply: Reply) -> Turn:
        return Turn(replace(heard.talk, menu=reply.choices), (reply,), Outcome.SMALL_TALK, complete=True)

    def _page(self, text: str, page: int) -> Reply:
        return self._speech.hamlets(text, self._choices(self.hamlets.names), page)

    def _choices(self, names: Sequence[str]) -> tuple[Choice, ...]:
        return tuple(Choice(name, hamlet_code(self.hamlets.slug(name))) for name in names)
