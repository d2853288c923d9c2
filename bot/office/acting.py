"""An officer at work, in the console or in a chat app: what dealing with questions and publishing need of them."""

from dataclasses import dataclass
from datetime import datetime

from bot.office.desk import Desk
from bot.store.audit import Deed
from bot.store.officers import Officer


@dataclass(frozen=True, slots=True)
class Acting:
    """Who does something, when, and with what."""

    desk: Desk
    officer: Officer
    """Nobody (id 0, role `roles.VISITOR`) on pages that anybody may see."""
    now: datetime

    async def note(self, action: str, what: str, summary: str, *, diff: str = "") -> None:
        """Write down in the audit log what this officer did. Nothing of it may say who a resident is."""
        await self.desk.audit.note(Deed(self.now, self.officer.login, action, what, summary, diff))
