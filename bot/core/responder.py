"""The responder: a message and the memory of its chat -> what to say. Pure: it is given the time and a reference code."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.core import codes
from bot.core.bands import Bands
from bot.core.conversation import VIETNAM, Conversation, Feedback, Outcome, Turn, Wish
from bot.core.hints import Hints, chosen_label, chosen_number
from bot.core.knowledge import Entry, Knowledge
from bot.core.matching import Match, Matcher, Ranking
from bot.core.message import Message, Reply
from bot.core.parts import ways_to_cut
from bot.core.personal_data import Masked, mask, without_marks
from bot.core.small_talk import SmallTalk
from bot.core.speech import Speech
from bot.core.text import clean

LONGEST = 1500
"""Characters of a message that are read; a question is long before that."""
MOST_PARTS = 3
LONGEST_MENU = 20


@dataclass(frozen=True, slots=True)
class _Heard:
    """A message on its way through."""

    masked: Masked
    text: str
    """Masked and cleaned, what is left to understand."""
    talk: Conversation
    now: datetime
    ref: str

    @property
    def today(self) -> date:
        return self.now.astimezone(VIETNAM).date()


class Responder:
    """Answers for one locality of one base."""

    def __init__(self, knowledge: Knowledge, matcher: Matcher, *, locality: str = "", bands: Bands | None = None) -> None:
        self.knowledge = knowledge
        self.matcher = matcher
        self.locality = locality
        self.bands = bands or Bands()
        self.speech = Speech.of(knowledge, locality)
        self._small_talk = SmallTalk(knowledge.phrases, knowledge.words)
        self._hints = Hints(knowledge.words, knowledge.localities)
        self._codes = {codes.entry_code(entry): entry for entry in knowledge.entries}
        self._topics = {codes.topic_code(topic.id): topic for topic in knowledge.topics}

    def respond(self, talk: Conversation, message: Message, *, now: datetime, ref: str) -> Turn:
        """What comes of a message; `ref` names the question if it turns out to be one."""
        cleaned = clean(message.text)
        masked = mask(cleaned[:LONGEST])
        heard = _Heard(masked, " ".join(without_marks(masked.text).split()), talk.forgetting(now), now, ref)
        turn = self._turn(heard, message)
        if len(cleaned) > LONGEST:
            turn = replace(turn, replies=(*turn.replies, Reply(self.speech.say("too_long"))))
        if masked.kinds:
            note = Reply(self.speech.say("masked", kinds=", ".join(masked.kinds)))
            turn = replace(turn, replies=(*turn.replies, note))
        context = turn.context or heard.talk.entry
        return replace(
            turn, text=masked.text, masked=masked.kinds, context=context, conversation=replace(turn.conversation, at=now)
        )

    # --- which kind of message is it?

    def _turn(self, heard: _Heard, message: Message) -> Turn:
        if message.choice:
            return self._tapped(heard, message.choice)
        if heard.text.startswith("/"):
            return self._command(heard, heard.text[1:])
        if not any(c.isalnum() for c in heard.text):
            key = "not_text" if not message.text.strip() else "not_understood"
            return self._said(heard, key, outcome=Outcome.SMALL_TALK if key == "not_text" else Outcome.NOT_ANSWERED)
        if (number := chosen_number(heard.text)) is not None and (turn := self._numbered(heard, number)):
            return turn
        if chosen := chosen_label(heard.text, heard.talk.menu):
            return self._tapped(heard, chosen.code)
        if command := self._small_talk.command(heard.text):
            return self._command(heard, command)
        return self._question(heard)

    def _numbered(self, heard: _Heard, number: int) -> Turn | None:
        menu = heard.talk.menu
        if 1 <= number <= len(menu):
            return self._tapped(heard, menu[number - 1].code)
        if number > LONGEST_MENU:  # "57" and "113" are questions of their own
            return None
        return self._said(heard, "out_of_menu", count=len(menu)) if menu else self._said(heard, "no_menu")

    def _tapped(self, heard: _Heard, code: str) -> Turn:
        if entry := self._codes.get(code):
            return self._answered(heard, [entry], score=1.0)
        kind, _, rest = code.partition(":")
        if kind in ("#up", "#down"):
            return self._opinion(heard, rest, helpful=kind == "#up")
        if code == codes.NONE_OF_THESE:
            talk = replace(heard.talk, menu=())
            feedback = Feedback(heard.talk.question, helpful=False, why="không phải các ý này") if heard.talk.question else None
            return Turn(talk, (Reply(self.speech.say("ask_again")),), Outcome.SMALL_TALK, feedback=feedback)
        if kind.startswith("#t") and kind[2:].isdecimal() and (topic := self._topics.get(f"#t0:{rest}")):
            return self._listed(heard, self.speech.topic(topic, int(kind[2:])))
        if code.startswith("#m") and code[2:].isdecimal():
            return self._listed(heard, self.speech.topics(int(code[2:])))
        return self._said(heard, "gone")

    def _command(self, heard: _Heard, line: str) -> Turn:
        name, _, rest = line.partition(" ")
        name, rest = name.split("@")[0].lower(), rest.strip()
        if name in ("start", "batdau"):
            if rest and (entry := self._codes.get(codes.entry_code(rest)) or (rest if rest in self.knowledge.entries else "")):
                return self._answered(heard, [entry], score=1.0)
            return self._said(heard, "welcome")
        if name == "chude":
            return self._listed(heard, self.speech.topics())
        if name == "gapcanbo":
            return self._said(heard, "contact")
        if name == "xoa":
            return Turn(Conversation(), (), Outcome.SMALL_TALK, wish=Wish.ERASE)
        if name == "dulieu":
            return Turn(heard.talk, (), Outcome.SMALL_TALK, wish=Wish.SHOW)
        return self._said(heard, "help")

    # --- feedback

    def _opinion(self, heard: _Heard, question: str, *, helpful: bool) -> Turn:
        talk = replace(heard.talk, question=question, awaiting_why=not helpful)
        reply = Reply(self.speech.say("thanks_up" if helpful else "ask_why"))
        return Turn(talk, (reply,), Outcome.SMALL_TALK, feedback=Feedback(question, helpful=helpful))

    def _why(self, heard: _Heard) -> Turn:
        talk = replace(heard.talk, awaiting_why=False)
        feedback = Feedback(heard.talk.question, why=heard.masked.text)
        return Turn(talk, (Reply(self.speech.say("thanks_why")),), Outcome.SMALL_TALK, feedback=feedback)

    # --- questions

    def _question(self, heard: _Heard) -> Turn:
        text, leave = heard.text, set[str]()
        if (meant := self._hints.correction(text)) is not None and heard.talk.entry:
            leave.add(heard.talk.entry)
            text = meant
            if len(meant.split()) < 1:
                return self._said(heard, "ask_again")
        ranking = self._rank(heard, text, leave)
        best = ranking.best
        sure = self.bands.is_sure(ranking)
        if heard.talk.awaiting_why and not sure:
            return self._why(heard)
        if not leave and (turn := self._follow_up(heard, text, ranking)):
            return turn
        chat = self._small_talk.closest(heard.text)
        if self.bands.is_small_talk(chat.likeness, ranking):
            return self._chatted(heard, chat.kind)
        if not leave and (parts := self._parts(heard, text, ranking)):
            return self._answered(heard, [part.entry for part in parts], score=min(p.score for p in parts), ranking=ranking)
        if sure and best:
            return self._answered(heard, [best.entry], score=best.score, ranking=ranking)
        return self._unsure(heard, ranking)

    def _rank(self, heard: _Heard, text: str, leave: set[str] | frozenset[str] = frozenset()) -> Ranking:
        named = self._hints.places(text)
        elsewhere = {
            entry.id
            for entry in self.knowledge.entries.values()
            if entry.locality
            and entry.locality != self.locality
            and entry.locality in self.knowledge.localities
            and entry.locality not in named
        }
        return self.matcher.rank(text, leave={*leave, *elsewhere}, near=self._near(heard, text))

    def _near(self, heard: _Heard, text: str) -> dict[str, float]:
        """How much likelier the talk so far makes entries, when the message leans on it."""
        if not heard.talk.entry or heard.talk.entry not in self.knowledge.entries:
            return {}
        leaning = self._hints.continues(text)
        if not leaning and len(text.split()) > 9:
            return {}
        weight = 1.0 if leaning else 0.5
        topic = self.knowledge.topic_of(heard.talk.entry)
        near = {entry.id: 0.6 * weight for entry in topic.entries}
        near |= dict.fromkeys(self.knowledge.neighbours(heard.talk.entry), weight)
        return near

    def _follow_up(self, heard: _Heard, text: str, ranking: Ranking) -> Turn | None:
        entry = self.knowledge.entries.get(heard.talk.entry)
        if not entry:
            return None
        kind = self._hints.kind(text)
        best = ranking.best
        if not kind:
            own = self._hints.own_follow_up(text, entry)
            sure = best is not None and best.entry != entry.id and best.score >= self.bands.answer
            return self._detail(heard, entry, entry.follow_ups[own], ranking) if own and not sure else None
        if detail := entry.follow_ups.get(kind):
            return self._detail(heard, entry, detail, ranking)
        if self._hints.already_answers(entry, kind) or kind == "cach-lam":
            return self._answered(heard, [entry.id], score=1.0, ranking=ranking)
        title = self.knowledge.words.follow_ups[kind].title
        reply = Reply(self.speech.say("not_answered_detail", kind=title, title=self.speech.title(entry.id), ref=heard.ref))
        return self._turn_of(heard, Outcome.NOT_ANSWERED, (reply,), ranking, question=heard.ref)

    def _detail(self, heard: _Heard, entry: Entry, detail: str, ranking: Ranking) -> Turn:
        """The answer to a follow-up: its text, or the entry it names."""
        if detail in self.knowledge.entries:
            return self._answered(heard, [detail], score=1.0, ranking=ranking)
        about = self.speech.say("about", title=self.speech.title(entry.id))
        source = self.speech.source(entry, heard.today)
        said = f"{about}\n{self.speech.filled(detail)}" + (f"\n\n{source}" if source else "")
        text, related = self.speech.with_related(said, entry)
        reply = Reply(text, related, self.speech.opinions(heard.ref))
        talk = replace(heard.talk, question=heard.ref, menu=reply.choices)
        turn = self._turn_of(heard, Outcome.ANSWERED, (reply,), ranking, question=heard.ref, entries=(entry.id,), score=1.0)
        return replace(turn, conversation=replace(talk, entry=entry.id), urgent=False)

    def _parts(self, heard: _Heard, text: str, whole: Ranking) -> list[Match]:
        """The certain answers to the questions of one message, when it has more than one."""
        for cut in ways_to_cut(heard.text if text == heard.text else text, self.knowledge.words.joints):
            if len(cut) > MOST_PARTS + 1:
                continue
            found: dict[str, Match] = {}
            for part in cut:
                best = self._rank(heard, part).best
                if best and best.score >= self.bands.answer and len(part.split()) >= 3:
                    found.setdefault(best.entry, best)
            if 1 < len(found) <= MOST_PARTS and len(found) >= len(cut) - 1 and self._really_several(whole, found):
                return list(found.values())
        return []

    def _really_several(self, whole: Ranking, found: dict[str, Match]) -> bool:
        """A situation told in several sentences is one question: then the whole is nearer to one entry than a part is."""
        best = whole.best
        if not best:
            return True
        parts = [match.signs.likeness for match in found.values()]
        return best.entry not in found or best.signs.likeness < max(parts)

    # --- outcomes

    def _answered(self, heard: _Heard, entries: Sequence[str], *, score: float, ranking: Ranking | None = None) -> Turn:
        found = sorted((self.knowledge.entries[entry] for entry in entries), key=lambda entry: not entry.urgent)
        replies, stale = [], []
        for entry in found:
            last = entry is found[-1]
            if not entry.in_force.holds(heard.today):
                stale.append(entry)
                replies.append(Reply(self.speech.say("not_in_force", title=self.speech.title(entry.id))))
                continue
            first = self._asked_detail(heard, entry) if len(found) == 1 else ""
            text = self._speech_for(heard.text).answer(entry, today=heard.today, first=first)
            text, related = self.speech.with_related(text, entry) if last else (text, ())
            replies.append(Reply(text, related, self.speech.opinions(heard.ref) if last else (), urgent=entry.urgent))
        if len(found) > 1:
            replies.insert(0, Reply(self.speech.say("several", count=len(found))))
        outcome = Outcome.NOT_ANSWERED if len(stale) == len(found) else Outcome.ANSWERED
        turn = self._turn_of(
            heard, outcome, tuple(replies), ranking, question=heard.ref, entries=tuple(e.id for e in found), score=score
        )
        talk = replace(turn.conversation, entry=found[-1].id, menu=replies[-1].choices)
        return replace(turn, conversation=talk, urgent=any(e.urgent for e in found))

    def _asked_detail(self, heard: _Heard, entry: Entry) -> str:
        """What the question asked for in particular ("… hết bao nhiêu tiền"), said before the whole answer."""
        details = (entry.follow_ups.get(kind, "") for kind in self._hints.kinds_within(heard.text))
        detail = next((d for d in details if d and d not in self.knowledge.entries), "")
        return "" if entry.urgent else self._speech_for(heard.text).filled(detail)

    def _speech_for(self, text: str) -> Speech:
        """A question that names one other locality is answered for that one."""
        named = self._hints.places(text) - {self.locality}
        return Speech.of(self.knowledge, next(iter(named))) if len(named) == 1 else self.speech

    def _unsure(self, heard: _Heard, ranking: Ranking) -> Turn:
        offered = self.bands.offered(ranking)
        if offered:
            reply = self.speech.offer([match.entry for match in offered])
            urgent = self.knowledge.entries[offered[0].entry].urgent
            turn = self._turn_of(
                heard,
                Outcome.ASKED_BACK,
                (reply,),
                ranking,
                question=heard.ref,
                entries=tuple(match.entry for match in offered),
                score=offered[0].score,
            )
            return replace(turn, conversation=replace(turn.conversation, menu=reply.choices), urgent=urgent)
        if not ranking.reading.folded or (not ranking.matches and not ranking.matter):
            text = self.speech.say("not_understood")
        elif ranking.matter:
            text = self.speech.say("not_answered_matter", matter=ranking.matter, ref=heard.ref)
        else:
            text = self.speech.say("not_answered", ref=heard.ref)
        score = ranking.best.score if ranking.best else 0.0
        return self._turn_of(heard, Outcome.NOT_ANSWERED, (Reply(text),), ranking, question=heard.ref, score=score)

    def _chatted(self, heard: _Heard, kind: str) -> Turn:
        answer = self.speech.filled(self.knowledge.phrases.small_talk[kind].answer)
        return Turn(heard.talk, (Reply(answer),), Outcome.SMALL_TALK)

    def _said(self, heard: _Heard, key: str, *, outcome: Outcome = Outcome.SMALL_TALK, **own: object) -> Turn:
        return Turn(heard.talk, (Reply(self.speech.say(key, **own)),), outcome)

    def _listed(self, heard: _Heard, reply: Reply) -> Turn:
        return Turn(replace(heard.talk, menu=reply.choices), (reply,), Outcome.SMALL_TALK)

    def _turn_of(
        self,
        heard: _Heard,
        outcome: Outcome,
        replies: tuple[Reply, ...],
        ranking: Ranking | None,
        *,
        question: str,
        entries: tuple[str, ...] = (),
        score: float = 0.0,
    ) -> Turn:
        candidates = tuple((m.entry, round(m.score, 4)) for m in ranking.matches) if ranking else ()
        return Turn(
            replace(heard.talk, question=question, menu=(), awaiting_why=False),
            replies,
            outcome,
            entries=entries,
            score=round(score, 4),
            candidates=candidates,
            context=heard.talk.entry,
            is_question=True,
            reading=str(ranking.reading) if ranking else "",
        )
