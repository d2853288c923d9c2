"""What only the store can do for a resident: show what it keeps about them, and erase it."""

from bot.core.conversation import VIETNAM, Wish
from bot.core.message import Reply
from bot.core.speech import Speech
from bot.store.work import Work

_SHOWN = 10


async def fulfilled(wish: Wish, work: Work, speech: Speech, *, hamlet: str = "") -> Reply:
    """Do it, and what is said then; `hamlet`: the one remembered. It leaves no trace: after /xoa nothing at all is kept."""
    if wish is Wish.ERASE:
        count = await work.forget() + bool(hamlet)
        return Reply(speech.say("erased", count=count) if count else speech.say("nothing_stored"))
    count, newest = await work.stored(limit=_SHOWN)
    lines = [f"- {q.at.astimezone(VIETNAM):%d/%m/%Y %H:%M}: {q.text}" for q in newest]
    asked = [speech.say("stored", count=count), *lines] if count else []
    lives = [speech.say("stored_hamlet", hamlet=hamlet)] if hamlet else []
    return Reply("\n".join(lives + asked) or speech.say("nothing_stored"))
