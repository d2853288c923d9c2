"""The kill switch in the database: what officers switched off, for every process that shares it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlmodel import col

from bot.store.database import Database
from bot.store.tables import SwitchRow

ALL = "*"
"""In place of a channel: no answers anywhere."""


@dataclass(frozen=True, slots=True)
class Off:
    """A channel switched off, or all of them."""

    channel: str
    reason: str
    since: datetime
    by: str


class Switches:
    """The switches of one locality; always as they are in the database now."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def off(self, switch: Off) -> None:
        """Switch off; once more replaces the reason."""
        row = SwitchRow(
            locality=self._database.locality,
            channel=switch.channel,
            reason=switch.reason,
            since=switch.since,
            by=switch.by[:64],
        )
        async with self._database.session(writes=True) as session:
            await session.merge(row)

    async def on(self, channel: str) -> bool:
        """Switch on again; whether it was off."""
        this = (col(SwitchRow.locality) == self._database.locality, col(SwitchRow.channel) == channel)
        async with self._database.session(writes=True) as session:
            found = (await session.execute(select(SwitchRow).where(*this))).scalar() is not None
            await session.execute(delete(SwitchRow).where(*this))
        return found

    async def now_off(self) -> tuple[Off, ...]:
        """All that is off, the oldest first."""
        chosen = select(SwitchRow).where(col(SwitchRow.locality) == self._database.locality).order_by(col(SwitchRow.since))
        async with self._database.session() as session:
            return tuple(Off(row.channel, row.reason, row.since, row.by) for row in (await session.execute(chosen)).scalars())
