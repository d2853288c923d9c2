"""Updates in hand: those of one chat in their order, different chats side by side; confirmed is what is handled."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from telegram import Update


class InHand:
    """Has every update handled after the earlier ones of its chat."""

    def __init__(self, handle: Callable[[Update], Awaitable[None]]) -> None:
        self._handle = handle
        self._next = 0
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._last_of_chat: dict[int, asyncio.Task[None]] = {}

    @property
    def tasks(self) -> list[asyncio.Task[None]]:
        """What is not handled yet."""
        return list(self._tasks.values())

    def __contains__(self, update: Update) -> bool:
        """Whether the update, or another delivery of it, is in hand."""
        return update.update_id in self._tasks

    def take(self, update: Update) -> asyncio.Task[None]:
        """Handle an update; a second delivery of one in hand is that one."""
        if again := self._tasks.get(update.update_id):
            return again
        self._next = update.update_id + 1
        chat = update.effective_chat.id if update.effective_chat else 0
        task = asyncio.create_task(self._after(self._last_of_chat.get(chat), update))
        self._tasks[update.update_id] = self._last_of_chat[chat] = task
        task.add_done_callback(partial(self._taken, update.update_id, chat))
        return task

    def confirmed(self) -> int:
        """The offset to poll from: everything before it is handled."""
        return min(self._tasks, default=self._next)

    def _taken(self, update_id: int, chat: int, task: asyncio.Task[None]) -> None:
        if self._last_of_chat.get(chat) is task:
            del self._last_of_chat[chat]
        if not task.cancelled():  # unfinished at the end: not to be confirmed
            del self._tasks[update_id]

    async def _after(self, earlier: asyncio.Task[None] | None, update: Update) -> None:
        if earlier:
            await asyncio.wait([earlier])
        await self._handle(update)
