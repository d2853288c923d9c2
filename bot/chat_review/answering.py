"""Trả lời người hỏi: what an officer writes goes to everybody who asked, after they have seen it as it will be read."""

from bot.chat_review import screens
from bot.chat_review.move import Came, Move, shown
from bot.chat_review.sitting import Stage
from bot.core.message import Reply
from bot.core.personal_data import mask
from bot.office import officer_answers
from bot.office.dealing import case, reviews
from bot.office.officer_answers import Typed, told
from bot.store.questions import LoggedQuestion

_NOBODY = "Nhắn moi, bo qua hoặc sau."


async def look(move: Move) -> Came:
    """As people will read it; nothing is sent yet."""
    if not move.command.text:
        return move.stays(Reply(screens.HOW_TO_REPLY))
    questions = await move.asked()
    if not questions:
        return await shown(move, move.sitting, before=screens.DEALT)
    typed = _typed(move, questions, move.command.text)
    if fault := officer_answers.fault(move.acting, typed):
        return move.stays(Reply(f"{fault}."))
    reached = await officer_answers.reachable(move.acting, questions)
    if not any(count for channel, count in reached.items() if channel):
        return move.stays(Reply(f"{told(reached)} {_NOBODY}"))
    text = officer_answers.said(move.acting, typed, questions[-1])[0].text
    reply = screens.preview(text, told(reached), mask(typed.text).kinds, screen=move.screen)
    return move.stays(reply, stage=Stage.SEND, text=typed.text, screen=move.screen)


async def send(move: Move) -> Came:
    """To everybody who asked, once: the message that says so may come twice."""
    done = await reviews(move.acting).batch(move.key)
    if done is None and move.sitting.stage is not Stage.SEND:
        return move.stays(Reply(screens.NOT_NOW))
    questions = await reviews(move.acting).found(done.refs) if done else await move.asked()
    if not questions:
        return await shown(move, move.sitting, before=screens.DEALT)
    if done:
        reached = await officer_answers.reachable(move.acting, questions)
    else:
        sent = await officer_answers.send(move.acting, questions, _typed(move, questions, move.sitting.text), key=move.key)
        if sent is None:
            return await shown(move, move.sitting, before=screens.DEALT)
        _, reached = sent
    return move.stays(screens.sent(told(reached), move.rights, screen=move.screen), stage=Stage.SENT, screen=move.screen, undo="")


def _typed(move: Move, questions: list[LoggedQuestion], text: str) -> Typed:
    return Typed(text, chosen=tuple(wording.ref for wording in case(move.acting, questions).wordings))
