"""Linking: a one-time code, written in a private chat, makes it an officer's.

Whatever is wrong (the code, its age, a second chat) is answered like any unknown command, and after too many tries not at all,
the right code neither: nobody learns more. A code written where others read it is burnt.
"""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels import Delivered
from bot.chat_review import screens
from bot.core.message import Reply
from bot.delivery.asides import Settled
from bot.office.desk import Desk
from bot.office.roles import called
from bot.store.lane import Lane
from bot.store.login_attempts import Patience, TooMany
from bot.store.officer_links import OfficerLinks
from bot.store.officers import Officer

OF_CHAT = Patience(free=5, first=timedelta(minutes=1), most=timedelta(hours=6))
"""Wrong codes of one chat: five slips, then a guess takes minutes and hours of the fifteen minutes that a code lives."""


async def linked(desk: Desk, code: str, delivered: Delivered, lane: Lane, *, now: datetime) -> Settled:
    """What comes of a code."""
    links = OfficerLinks(desk.store.database)
    if not delivered.private:
        await links.burn(code)
    tries = desk.attempts.key("noi", f"{lane.channel}|{lane.person}")
    try:
        await desk.attempts.begin({tries: OF_CHAT}, now=now)
    except TooMany:
        return Settled((), kept_nothing)  # whoever guesses on is met with silence, as whoever writes too much is
    if not delivered.private:
        return _unknown(desk)
    officer = await _officer(desk, await links.officer_of(code, now=now))
    if officer is None:
        return _unknown(desk)
    await desk.attempts.forget(tries)

    async def keep(connection: AsyncConnection) -> None:
        await links.link(connection, code, lane, address=delivered.address, officer=officer, now=now)

    return Settled((Reply(screens.linked(officer.name, called(officer.role), officer.hamlet)),), keep)


async def _officer(desk: Desk, number: int) -> Officer | None:
    officer = await desk.officers.get(number) if number else None
    return officer if officer and not officer.disabled and officer.one_time_until is None else None


def _unknown(desk: Desk) -> Settled:
    return Settled((Reply(desk.thinking.say("help")),), kept_nothing)


async def kept_nothing(_: AsyncConnection) -> None:
    """There is nothing to keep."""
