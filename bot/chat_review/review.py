"""Review: which command does what, and who may give it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.chat_review import answering, deeds, new_entry, screens
from bot.chat_review.commands import Verb
from bot.chat_review.move import Came, Move, shown
from bot.chat_review.sitting import MOST, Sitting, Stage
from bot.core.message import Reply
from bot.errors import BotError
from bot.office.dealing import hamlet


async def carried_out(move: Move) -> Came:
    """Whatever goes wrong in a way that an officer can do something about is said, and nothing was done."""
    command, sitting = move.command, move.sitting
    if command.screen and command.screen != sitting.screen:
        return await shown(move, sitting.at(sitting.place), before=screens.OLD_BUTTON)
    if command.verb in deeds.NEEDS_EDITING and not move.rights.edit:
        return move.stays(Reply(screens.LEADERS_ONLY_REPLY if move.rights.answer else screens.NOT_ALLOWED))
    if command.verb in deeds.NEEDS_ANSWERING and not move.rights.answer:
        return move.stays(Reply(screens.NOT_ALLOWED))
    try:
        came = await _DOES[command.verb](move)
    except BotError as error:
        came = move.stays(Reply(f"{str(error).rstrip('.')}."))
    return came if came.sitting is None else replace(came, sitting=replace(came.sitting, used=move.acting.now))


async def _begin(move: Move) -> Came:
    """The lists from their beginning."""
    refs = await move.open_groups()
    if not refs:
        nothing = Reply(screens.nothing(hamlet(move.acting).strip("\0")))
        return Came((nothing,), Sitting(stage=Stage.END, undo=move.sitting.undo))
    before = f"Có {len(refs)} nội dung đang chờ" + (f", xem {MOST} nội dung đầu." if len(refs) > MOST else ".")
    return await shown(move, Sitting(tuple(refs[:MOST]), undo=move.sitting.undo), before=before)


async def _number(move: Move) -> Came:
    """What a number means now."""
    if move.sitting.stage is Stage.TOPIC:
        return await new_entry.choose_topic(move)
    if move.sitting.stage is Stage.REASON and move.command.is_bare:
        return await deeds.skip(move)
    return await deeds.take(move)


async def _stop(_: Move) -> Came:
    return Came((Reply(screens.STOPPED),), None)


_DOES: dict[Verb, Callable[[Move], Awaitable[Came]]] = {
    Verb.WORK: _begin,
    Verb.TAKE: _number,
    Verb.AGREE: deeds.agree,
    Verb.FIND: deeds.find,
    Verb.SKIP: deeds.skip,
    Verb.UNDO: deeds.undo,
    Verb.LATER: deeds.later,
    Verb.STOP: _stop,
    Verb.REPLY: answering.look,
    Verb.SEND: answering.send,
    Verb.NEW: new_entry.write,
    Verb.PUBLISH: new_entry.publish_draft,
}
