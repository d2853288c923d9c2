"""Channels translate: a provider's payload -> Delivered, Reply -> the provider's payload. They decide nothing.

What comes in through a provider is stored before it is acknowledged (`Accept`), and what goes out is stored before it is
sent, so a channel keeps nothing in memory that a crash may not forget. The web page and the console, which wait for their
answer, use `Answer` instead.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from aiohttp import web

from bot.core.message import Choice, Message, Reply


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a message."""

    replies: tuple[Reply, ...]
    repeated: bool = False
    """The same message was answered before (a second delivery): these are the replies of then."""


Answer = Callable[[Message], Awaitable[Answered]]
"""What a channel is handed that waits for its answer: never raises, trouble is a reply too."""


class Happening(StrEnum):
    """What a provider tells of a chat."""

    SAID = "said"
    """A resident wrote, tapped or sent something: there is a message."""
    FOLLOWED = "followed"
    """A resident began to follow, opened the chat, or unblocked the bot: may be written to again."""
    LEFT = "left"
    """A resident stopped following or blocked the bot: nothing may be sent any more."""
    WITHDRAWN = "withdrawn"
    """A resident asks, through the provider, that everything about them is erased."""
    TAKEN_OVER = "taken over"
    """An officer answered by hand in the provider's own app: the bot keeps quiet in this chat for some hours."""
    ECHOED = "echoed"
    """One of our own messages, told back by the provider: it has arrived, see `Delivered.echo`."""
    MOVED = "moved"
    """The chat has another address from now on (a Telegram group became a supergroup), see `Delivered.address`."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """One thing a provider delivered, as it is stored before it is acknowledged."""

    channel: str
    """zalo, zalo-bot, messenger, telegram"""
    account: str
    """The OA, bot or page it came to, by the provider's id; keys are unique within it."""
    key: str
    """The same for every delivery of the same thing (facts sheet, G1)."""
    chat: str
    """The provider's key of the chat; what happens in one chat is handled in its order."""
    happening: Happening
    address: str
    """What `Channel.send` needs to answer; opaque to everybody else (JSON where one id is not enough)."""
    at: datetime | None = None
    """When it happened by the provider's clock (UTC): sending windows count from it."""
    message: Message | None = None
    """What was said; its `channel`, `chat` and `id` are those above (`id` is the key)."""
    echo: str = ""
    """ECHOED: the provider's id of the message that arrived."""
    echo_text: str = ""
    """ECHOED: what it says, where the provider tells: a part whose answer was lost has no id to be known by."""
    private: bool = False
    """Whether one person with an account is alone with us there: nobody else reads what is said."""


Accept = Callable[[Sequence[Delivered]], Awaitable[None]]
"""Stores what was delivered, all of it or nothing, each key once; raises Unavailable when the store cannot: answer 5xx then."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one call to a provider sends: a reply that is too long becomes several."""

    text: str
    choices: tuple[Choice, ...] = ()
    """The numbered ones; their numbers and labels stand in the text as well, since buttons may be refused."""
    actions: tuple[Choice, ...] = ()
    image: str = ""
    """Public https address of a picture."""


class Fate(StrEnum):
    """What becomes of a part that could not be sent."""

    RETRY = "retry"
    """It did not arrive for certain and may be sent again. After `Unsent.wait` seconds where the provider (or its pace) says
    so: that is no failure and is not counted; else after a growing break, so many times."""
    UNKNOWN = "unknown"
    """It may have arrived (a timeout after bytes left): never sent again blindly."""
    WAIT = "wait"
    """Not allowed until the resident writes again (the provider's window has closed)."""
    GONE = "gone"
    """This resident cannot be reached any more (blocked, left, banned)."""
    PARK = "park"
    """The provider refuses this very part; an officer should see why."""
    HALT = "halt"
    """Nothing can be sent through this account now (token, quota, plan): all of it is kept and tried after `Unsent.wait`."""


class Unsent(Exception):
    """A part was not sent, or not for certain."""

    def __init__(self, fate: Fate, reason: str, *, wait: float | None = None) -> None:
        """`reason` is Vietnamese and for officers, without token, address or text; `wait` in seconds (None: the default)."""
        super().__init__(reason)
        self.fate, self.reason, self.wait = fate, reason, wait


class Channel(Protocol):
    """A provider, as the delivery sees it."""

    name: str
    account: str
    """Known after `start()`, for some providers only then."""
    per_second: float | None
    """Parts that may leave this process in a second; None: as many as there are."""
    tells_leaving: bool
    """Whether `leaving.leaves()` is called just before a part goes; else it has left as soon as `send` is called."""

    def routes(self) -> list[web.RouteDef]:
        """Webhooks, to be mounted at the root."""
        ...

    async def start(self) -> None:
        """Connect in the background: one provider that cannot be reached must not hold up the others."""
        ...

    async def stop(self) -> None:
        """Take in nothing more; what was accepted stays stored."""
        ...

    def parts(self, reply: Reply) -> list[Part]:
        """A reply as the calls it takes, in order. Pure."""
        ...

    async def send(self, address: str, part: Part) -> str:
        """Send one part, once; the provider's id of the message.

        Raises:
            Unsent: with what becomes of it.
        """
        ...

    async def has_arrived(self, address: str, part: Part, *, since: datetime) -> bool | None:
        """Whether a part sent at or after `since` whose fate is unknown is in the chat; None where the provider cannot tell."""
        ...


@runtime_checkable
class Inviting(Protocol):
    """A provider with links that open a chat and hand over a word, which arrives as "/start <word>"."""

    def invitation(self, word: str) -> str:
        """The link; `word` of at most 64 letters, digits, - and _. Empty while the provider was not reached."""
        ...
