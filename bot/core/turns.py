"""Turns: what the bot says and what it remembers of it, once it is clear what a message is. It understands nothing itself."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from bot.core import kinds
from bot.core.bands import MOST_OFFERED
from bot.core.conversation import Feedback, Outcome, Turn
from bot.core.cutting import first_sentence
from bot.core.heard import Heard
from bot.core.hints import Hints
from bot.core.knowledge import Entry, Knowledge
from bot.core.matching import Ranking
from bot.core.message import Kind, Reply
from bot.core.speech import Speech
from bot.core.whereabouts import Whereabouts


class Turns:
    """Makes the turns of one locality."""

    def __init__(self, knowledge: Knowledge, speech: Speech, hints: Hints, whereabouts: Whereabouts) -> None:
        self._knowledge = knowledge
        self._speech = speech
        self._hints = hints
        self._whereabouts = whereabouts

    # --- what is no question

    def contact(self, heard: Heard) -> Turn:
        """Where to meet an officer."""
        return Turn(heard.talk, (Reply(self._speech.reach(self._knowledge.phrases.says["contact"])),), Outcome.SMALL_TALK)

    def said(self, heard: Heard, key: str, **own: object) -> Turn:
        """A phrase of phrases.yaml."""
        return Turn(heard.talk, (Reply(self._speech.say(key, **own)),), Outcome.SMALL_TALK)

    def chatted(self, heard: Heard, kind: str) -> Turn:
        """The answer to small talk."""
        answer = self._speech.reach(self._knowledge.phrases.small_talk[kind].answer)
        return Turn(heard.talk, (Reply(answer),), Outcome.SMALL_TALK)

    def listed(self, heard: Heard, reply: Reply) -> Turn:
        """A list to choose from."""
        return Turn(replace(heard.talk, menu=reply.choices), (reply,), Outcome.SMALL_TALK)

    def judged(self, heard: Heard, question: str, *, helpful: bool) -> Turn:
        """Thanks for a thumb up; after a thumb down the next words say why."""
        talk = replace(heard.talk, question=question, awaiting_why=not helpful)
        reply = Reply(self._speech.say("thanks_up" if helpful else "ask_why"))
        return Turn(talk, (reply,), Outcome.SMALL_TALK, feedback=Feedback(question, helpful=helpful))

    def why(self, heard: Heard) -> Turn:
        """Thanks for the words after a thumb down."""
        talk = replace(heard.talk, awaiting_why=False)
        feedback = Feedback(heard.talk.question, why=heard.masked.text)
        return Turn(talk, (Reply(self._speech.say("thanks_why")),), Outcome.SMALL_TALK, feedback=feedback)

    def rejected(self, heard: Heard, why: str) -> Turn:
        """What was said or offered was not what was meant: ask for other words."""
        question = heard.talk.question
        talk = replace(heard.talk, entry="", subject="", menu=(), offered=(), detail="", outcome=None)
        feedback = Feedback(question, helpful=False, why=why) if question else None
        return Turn(talk, (Reply(self._speech.say("ask_again")),), Outcome.SMALL_TALK, feedback=feedback)

    def stuck(self, heard: Heard, entry: Entry) -> Turn:
        """Following an answer did not work: where to go, and the offer to pass on what is wrong."""
        where = self._speech.filled(entry.if_stuck) or self._speech.say("where_to_go")
        reply = Reply(self._speech.say("stuck", title=self._speech.title(entry.id), where=where))
        feedback = Feedback(heard.talk.question, helpful=False, why=heard.masked.text)
        return Turn(replace(heard.talk, awaiting_why=True), (reply,), Outcome.SMALL_TALK, feedback=feedback)

    def shortened(self, heard: Heard, entry: Entry) -> Turn:
        """What was said last, in one sentence."""
        about = self._speech.say("about", title=self._speech.title(entry.id))
        return Turn(heard.talk, (Reply(f"{about}\n{self._gist(heard, entry)}"),), Outcome.SMALL_TALK)

    def again(self, heard: Heard, entry: Entry) -> Turn:
        """What was said last, in one sentence, and who explains it."""
        return self.said(heard, "again", title=self._speech.title(entry.id), said=self._gist(heard, entry))

    def _gist(self, heard: Heard, entry: Entry) -> str:
        detail = entry.follow_ups.get(heard.talk.detail, "")
        said = entry.answer if not detail or detail in self._knowledge.entries else detail
        return first_sentence(self._speech.filled(said))

    def unread(self, heard: Heard, kind: Kind) -> Turn:
        """Something without words; counted when a question may be behind it."""
        turn = self.said(heard, kinds.phrase(kind))
        if kind not in kinds.ASKS:
            return turn
        return replace(turn, outcome=Outcome.UNREAD, text=f"({kinds.THINGS[kind]})", is_question=True)

    # --- answers

    def answered(
        self,
        heard: Heard,
        entries: Sequence[str],
        *,
        score: float,
        ranking: Ranking | None = None,
        also: Sequence[str] = (),
        lead: bool = False,
        alone: bool = True,
    ) -> Turn:
        """The answers of entries, urgent ones first.

        `also` comes first among what may be needed next; `lead` names the entry before its answer, because it is a little
        less than certain; not `alone`: something follows that must be the last thing seen.
        """
        entries_there = (self._whereabouts.entry(entry, heard.text) for entry in entries)
        found = sorted(entries_there, key=lambda entry: not entry.urgent)
        in_force = [entry for entry in found if entry.in_force.holds(heard.today)]
        kinds = self._wanted(heard)
        replies = [self._answer(heard, entry, kinds if len(found) == 1 else (), lead=lead) for entry in found]
        if found[-1] in in_force:
            text, related = self._speech.with_related(replies[-1].text, found[-1], also=also) if alone else (replies[-1].text, ())
            replies[-1] = replace(replies[-1], text=text, choices=related, actions=self._speech.opinions(heard.ref))
        if len(found) > 1:
            replies.insert(0, Reply(self._speech.say("several", count=len(found))))
        outcome = Outcome.ANSWERED if in_force else Outcome.NOT_ANSWERED
        names = tuple(entry.id for entry in found)
        turn = self._question(heard, outcome, replies, ranking, entries=names, score=score)
        offered = heard.talk.offered if heard.chosen else ()
        talk = replace(
            turn.conversation, entry=found[-1].id, menu=replies[-1].choices, offered=offered, detail=next(iter(kinds), "")
        )
        return replace(turn, conversation=talk, urgent=any(entry.urgent for entry in found))

    def detail(self, heard: Heard, entry: Entry, text: str, kind: str, ranking: Ranking) -> Turn:
        """The answer to a follow-up: its text, or the entry it names."""
        if text in self._knowledge.entries:
            return self.answered(heard, [text], score=1.0, ranking=ranking)
        if not entry.in_force.holds(heard.today):
            return self.answered(heard, [entry.id], score=1.0, ranking=ranking)
        about = self._speech.say("about", title=self._speech.title(entry.id))
        source = self._speech.source(entry, heard.today)
        said = f"{about}\n{self._speech.filled(text)}" + (f"\n\n{source}" if source else "")
        said, related = self._speech.with_related(said, entry)
        reply = Reply(said, related, self._speech.opinions(heard.ref))
        turn = self._question(heard, Outcome.ANSWERED, [reply], ranking, entries=(entry.id,), score=1.0)
        return replace(turn, conversation=replace(turn.conversation, entry=entry.id, menu=related, detail=kind))

    # --- questions back

    def asked_back(
        self, heard: Heard, entries: Sequence[str], *, score: float, ranking: Ranking, kind: str = "", text: str = ""
    ) -> Turn:
        """Which of these was meant? `kind`: the detail that was asked of one of them; `text`: in other words than usual."""
        if kind:
            text = self._speech.say("which_detail" if len(entries) > 1 else "which_detail_one", kind=self._kind_title(kind))
        reply = self._speech.offer(entries, text=text)
        turn = self._question(heard, Outcome.ASKED_BACK, [reply], ranking, entries=tuple(entries), score=score)
        detail = kind or next(iter(self._wanted(heard)), "")
        talk = replace(turn.conversation, menu=reply.choices, offered=tuple(entries), detail=detail)
        return replace(turn, conversation=talk, urgent=self._knowledge.entries[entries[0]].urgent)

    def asked_several(self, heard: Heard, asked: Sequence[tuple[str, Sequence[str]]], *, ranking: Ranking) -> Turn:
        """Several questions, none of them clear: the likeliest entries of each in one list, the unknown ones named."""
        choices = [entry for entries in zip_longest(*(offered for _, offered in asked)) for entry in entries if entry]
        entries = list(dict.fromkeys(choices))[:MOST_OFFERED]
        text = self._speech.say("several_asked_back", count=len(asked)) if all(offered for _, offered in asked) else ""
        turn = self.asked_back(heard, entries, score=0.0, ranking=ranking, text=text)
        unknown = [part for part, offered in asked if not offered]
        if not unknown:
            return turn
        declined = [Reply(self._speech.say("part_not_answered", part=part, ref=heard.ref)) for part in unknown]
        return replace(turn, replies=(*declined, *turn.replies), outcome=Outcome.NOT_ANSWERED)

    def asked_what(self, heard: Heard, kind: str, ranking: Ranking) -> Turn:
        """A detail of nothing: what is it about?"""
        reply = Reply(self._speech.say("which_matter", kind=self._kind_title(kind)))
        turn = self._question(heard, Outcome.ASKED_BACK, [reply], ranking)
        return replace(turn, conversation=replace(turn.conversation, detail=kind))

    def with_rest(self, heard: Heard, turn: Turn, rest: Sequence[tuple[str, Sequence[str]]]) -> Turn:
        """An answer, and what came of the other questions of the message: the part and the entries it may mean.

        What is asked back stands last. The log takes a message for as good as its worst part.
        """
        asked = next(((part, offered) for part, offered in rest if offered), None)
        unknown = [part for part, offered in rest if not offered]
        replies = [*turn.replies]
        replies += [Reply(self._speech.say("part_not_answered", part=part, ref=heard.ref)) for part in unknown]
        outcome = Outcome.NOT_ANSWERED if unknown else turn.outcome
        if not asked:
            return replace(turn, replies=tuple(replies), outcome=outcome)
        part, offered = asked
        offer = self._speech.offer(offered, text=self._speech.say("part_asked_back", part=part))
        talk = replace(turn.conversation, menu=offer.choices, offered=tuple(offered), outcome=Outcome.ASKED_BACK, detail="")
        return replace(
            turn,
            conversation=talk,
            replies=(*replies, offer),
            outcome=Outcome.NOT_ANSWERED if unknown else Outcome.ASKED_BACK,
            entries=(*turn.entries, *offered),
        )

    # --- not knowing

    def declined(self, heard: Heard, key: str, ranking: Ranking, *, logged: bool = True, entry: str = "", **own: object) -> Turn:
        """An honest "I do not know"; what is no question for any officer is not logged. `entry`: what the talk stays about."""
        reply = Reply(self._speech.say(key, ref=heard.ref, **own))
        score = ranking.best.score if ranking.best else 0.0
        turn = self._question(heard, Outcome.NOT_ANSWERED, [reply], ranking, score=score)
        if not logged:
            return replace(turn, is_question=False, conversation=heard.talk)
        # The talk is about what nobody knows now: "lệ phí bao nhiêu" is no longer about the answer before.
        return replace(turn, conversation=replace(turn.conversation, entry=entry, subject=""))

    def detail_unknown(self, heard: Heard, entry: Entry, kind: str, ranking: Ranking) -> Turn:
        """A follow-up that nobody wrote an answer to."""
        title = self._speech.title(entry.id)
        if not kind:
            return self.declined(heard, "not_answered_case", ranking, entry=entry.id, title=title)
        return self.declined(heard, "not_answered_detail", ranking, entry=entry.id, kind=self._kind_title(kind), title=title)

    # --- inside

    def _answer(self, heard: Heard, entry: Entry, kinds: Sequence[str], *, lead: bool) -> Reply:
        if not entry.in_force.holds(heard.today):
            key = "not_in_force" if entry.in_force.is_over(heard.today) else "not_yet_in_force"
            return Reply(self._speech.say(key, title=self._speech.title(entry.id)))
        speech = self._whereabouts.speech(heard.text, self._speech)
        named = self._speech.say("lead", title=self._speech.title(entry.id)) if lead else ""
        first = "\n".join(part for part in (named, self._detail_of(entry, kinds, speech)) if part)
        return Reply(speech.answer(entry, today=heard.today, first=first, asked=heard.text), urgent=entry.urgent)

    def _wanted(self, heard: Heard) -> list[str]:
        """The kinds of detail asked for: in the message, or before it was clear of what."""
        kind = self._hints.kind(heard.text)
        kinds = [kind] if kind else self._hints.kinds_within(heard.text)
        waits = heard.talk.outcome is Outcome.ASKED_BACK and (heard.chosen or not heard.talk.offered)
        carried = heard.talk.detail if waits or self._hints.continues(heard.text) else ""
        return kinds or ([carried] if carried else [])

    def _detail_of(self, entry: Entry, kinds: Sequence[str], speech: Speech) -> str:
        """What the question asked for in particular ("… hết bao nhiêu tiền"), said before the whole answer."""
        details = (entry.follow_ups.get(kind, "") for kind in kinds)
        detail = next((d for d in details if d and d not in self._knowledge.entries), "")
        return "" if entry.urgent else speech.filled(detail)

    def _kind_title(self, kind: str) -> str:
        return self._knowledge.words.follow_ups[kind].title

    def _question(
        self,
        heard: Heard,
        outcome: Outcome,
        replies: Sequence[Reply],
        ranking: Ranking | None,
        *,
        entries: tuple[str, ...] = (),
        score: float = 0.0,
    ) -> Turn:
        talk = replace(heard.talk, question=heard.ref, menu=(), offered=(), detail="", outcome=outcome, awaiting_why=False)
        return Turn(
            talk,
            tuple(replies),
            outcome,
            entries=entries,
            score=round(score, 4),
            candidates=tuple((m.entry, round(m.score, 4)) for m in ranking.matches) if ranking else (),
            context=heard.talk.entry,
            is_question=True,
            reading=str(ranking.reading) if ranking else "",
        )
