"""What only the store can do for a resident: show what it keeps about them, and erase it."""

from bot.core.conversation import VIETNAM, Wish
from bot.core.message import Reply
from bot.core.speech import Speech
from bot.store.work import Work

_SHOWN = 10


async def fulfilled(wish: Wish, work: Work, speech: Speech) -> Reply:
    """Do it, and what is said then. It leaves no trace: after /xoa nothing at all is kept."""
    if wish is Wish.ERASE:
        count = await work.forget()
        return Reply(speech.say("erased", count=count) if count else speech.say("nothing_stored"))
    count, newest = await work.stored(limit=_SHOWN)
    lines = [f"- {q.at.astimezone(VIETNAM):%d/%m/%Y %H:%M}: {q.text}" for q in newest]
    return Reply("\n".join([speech.say("stored", count=count), *lines]) if count else speech.say("nothing_stored"))
