"""What the pages work with. app.py hands it over."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.channels import Channel
from bot.core.hamlets import Hamlets
from bot.core.locality import Locality
from bot.core.problem import Problem
from bot.delivery.thinking import Thinking
from bot.office.accounts import Passwords
from bot.office.knowledge.files import KnowledgeFiles
from bot.office.knowledge.trial import Trials
from bot.office.worklist import Worklist
from bot.reports.chart import drawn
from bot.reports.document import Draw
from bot.settings import Settings
from bot.store.audit import Audit
from bot.store.login_attempts import LoginAttempts
from bot.store.officers import Officers
from bot.store.sessions import Sessions
from bot.store.sql import SqlStore


@dataclass(frozen=True, slots=True)
class Desk:
    """One service, as its officers meet it."""

    settings: Settings
    store: SqlStore
    thinking: Thinking
    """`thinking.responder.knowledge`: what residents are answered from now."""
    clock: Callable[[], datetime]
    passwords: Passwords = field(default_factory=Passwords)
    examining: asyncio.Lock = field(default_factory=asyncio.Lock)
    """One look of the doctor at a time."""
    reporting: asyncio.Lock = field(default_factory=asyncio.Lock)
    """One report at a time: each has its charts drawn by a process of its own."""
    draw: Draw = drawn
    """Draws them: the charts of a document."""
    files: KnowledgeFiles = field(default_factory=KnowledgeFiles)
    """The knowledge folder as it lies on disk."""
    trials: Trials = field(default_factory=Trials)
    """Drafts that are tried."""
    worklist: Worklist = field(default_factory=Worklist)
    """What officers have to deal with, in groups."""
    channels: Mapping[str, Channel] = field(default_factory=dict)
    """The providers that are connected, by name."""
    faults: Callable[[], Sequence[Problem]] = tuple
    """What keeps the files on disk from being served; empty when they are what is served."""

    @property
    def locality(self) -> Locality | None:
        """The commune's own details; None when no locality is served."""
        place: Locality | None = self.thinking.responder.knowledge.localities.get(self.settings.locality)
        return place

    @property
    def place(self) -> str:
        """What the commune is called; blank when no locality is served."""
        return self.locality.name if self.locality else ""

    @property
    def hamlets(self) -> Hamlets:
        """The commune's thôn, tổ dân phố; none when its file names none."""
        return self.thinking.responder.dwelling.hamlets

    @property
    def idle(self) -> timedelta:
        """How long a session lives without a click."""
        return timedelta(minutes=self.settings.office_idle_minutes)

    @property
    def officers(self) -> Officers:
        """The accounts."""
        return Officers(self.store.database)

    @property
    def sessions(self) -> Sessions:
        """Who is logged in."""
        return Sessions(self.store.database)

    @property
    def audit(self) -> Audit:
        """Who did what."""
        return Audit(self.store.database)

    @property
    def attempts(self) -> LoginAttempts:
        """Log-ins that failed."""
        return LoginAttempts(self.store.database)
