"""The one who keeps the tokens fresh. Facts: channels.md A8 (2026-11).

1. A refresh token works once, and two uses lose the account until an officer consents again ([S]): one process at a time
   holds the lease in the store, reads the pair again when it has it, and writes down that it is about to use the token up.
2. The new pair is saved before anybody uses it; a pair is replaced only by an answer that holds both tokens.
3. When the answer was lost, or the process died before it could be saved, nobody can say whether the token is used up.
   If it is, the new pair is lost for good, and using the old token again may cost even the access token that still works
   (whether Zalo goes so far is not known, so both are reckoned with). So the alarm is sounded at once, the access token is
   used as long as it lives, and only when it is worth nothing any more is the old refresh token tried again.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from bot.channels.http import MayHaveArrived, NeverLeft
from bot.channels.zalo.ledger import Kept, Ledger
from bot.channels.zalo.oauth import Grant, OAuth, Refusal
from bot.channels.zalo.timing import Timing

_log = logging.getLogger(__package__)

CONNECT = "python -m bot zalo connect"
_UNCERTAIN = "Zalo không trả lời khi làm mới mã truy cập; mã làm mới có thể đã bị dùng mất"
_SAVE_TRIES = 120


class NotConnected(Exception):
    """There is no access token that works; the reason is for officers."""


class Keeper:
    """Hands out access tokens, and refreshes them in time."""

    def __init__(
        self,
        ledger: Ledger,
        oauth: OAuth,
        *,
        oa_id: str = "",
        timing: Timing | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`oa_id`: the account; empty takes the only one there is."""
        self._ledger, self._oauth, self._oa_id = ledger, oauth, oa_id
        self._timing, self._clock = timing or Timing(), clock
        self._holder = secrets.token_hex(16)
        self._kept: Kept | None = None
        self._read_at: float | None = None
        self._renewing = asyncio.Lock()
        self._attempt: asyncio.Task[Kept] | None = None
        self._alarmed = ""
        self._closing = False

    @property
    def kept(self) -> Kept | None:
        """The pair as it was read last."""
        return self._kept

    async def read(self) -> Kept | None:
        """The pair as it is in the store now."""
        self._kept = await self._ledger.load(self._oa_id)
        self._read_at = asyncio.get_running_loop().time()
        return self._kept

    async def access(self) -> str:
        """An access token.

        Raises:
            NotConnected: when no officer has consented yet.
        """
        age = None if self._read_at is None else asyncio.get_running_loop().time() - self._read_at
        if age is None or age > self._timing.remembered or self._kept is None:
            await self.read()
        if self._kept is None:
            raise NotConnected(f"OA chưa được kết nối; cán bộ kỹ thuật chạy {CONNECT}")
        return self._kept.access

    async def renewed(self, refused: str) -> str:
        """Another access token than the one Zalo refused.

        Raises:
            NotConnected: when there is none to be had now.
        """
        return (await self._refreshed(refused)).access

    async def keep(self) -> None:
        """Refresh if it is due, and sound the alarm if something is wrong; never raises for what Zalo does."""
        kept = await self.read()
        if kept is None:
            return
        if self._is_due(kept, refused=None):
            with suppress(NotConnected):
                kept = await self._refreshed(None)
        self._alarm(trouble(kept, now=self._clock(), timing=self._timing))

    def _alarm(self, said: str) -> None:
        """Once for each thing that is wrong, not every minute."""
        if said and said != self._alarmed:
            _log.error("Zalo: %s", said)
        self._alarmed = said

    async def close(self) -> None:
        """Finish a refresh in hand, and begin none: its answer must not be lost."""
        self._closing = True
        if self._attempt:
            await asyncio.wait([self._attempt])
        await self._oauth.close()

    # Refreshing

    def _is_due(self, kept: Kept, *, refused: str | None) -> bool:
        """Whether the refresh token should be used now. `refused`: an access token that is worth nothing any more."""
        now, timing = self._clock(), self._timing
        if refused is not None and kept.access != refused:
            return False
        if kept.failed_at is not None and now < kept.failed_at + timing.again:
            return False
        worthless = refused is not None or now >= kept.access_until - timing.nearly_out
        if kept.tried_at is not None:  # rule 3
            return worthless
        return worthless or now >= kept.refreshed_at + timing.refresh_every

    async def _refreshed(self, refused: str | None) -> Kept:
        """The pair after a refresh, ours or that of another process."""
        async with self._renewing:
            if self._closing:
                raise NotConnected("trợ lý đang dừng, mã truy cập sẽ được làm mới khi chạy lại")
            # Shielded: a message that is given up must not take the answer of a refresh with it.
            self._attempt = asyncio.create_task(self._in_turn(refused))
            return await asyncio.shield(self._attempt)

    async def _in_turn(self, refused: str | None) -> Kept:
        patience = asyncio.get_running_loop().time() + self._timing.lease + self._timing.request
        while True:
            kept = await self.read()
            if kept is None:
                raise NotConnected(f"OA chưa được kết nối; cán bộ kỹ thuật chạy {CONNECT}")
            if not self._is_due(kept, refused=refused):
                if kept.access == refused:
                    raise NotConnected(kept.failure or _UNCERTAIN)
                return kept
            now = self._clock()
            until = now + timedelta(seconds=self._timing.lease)
            if leased := await self._ledger.lease(kept.oa_id, self._holder, now=now, until=until):
                try:
                    # Read again under the lease: another process may have been here in between.
                    if self._is_due(leased, refused=refused):
                        await self._use_up(leased)
                finally:
                    await self._ledger.release(leased.oa_id, self._holder)
            elif asyncio.get_running_loop().time() > patience:
                raise NotConnected("một tiến trình khác đang làm mới mã truy cập mà chưa xong")
            else:
                await asyncio.sleep(self._timing.lease_poll)

    async def _use_up(self, before: Kept) -> None:
        """One attempt; what comes of it is in the store afterwards."""
        # A process that was stopped for a while (SIGSTOP, a moved virtual machine) may have lost its lease by now.
        tried_at: datetime | None = self._clock()
        until = self._clock() + timedelta(seconds=self._timing.request)
        if not await self._ledger.begin(before.oa_id, self._holder, now=self._clock(), until=until):
            return
        try:
            grant = await self._oauth.refresh(before.refresh)
        except NeverLeft:
            failure, tried_at = "không kết nối được máy chủ cấp mã của Zalo", before.tried_at
        except Refusal as exc:
            failure, tried_at = f"{exc}; cán bộ kỹ thuật kiểm tra ZALO_APP_SECRET, rồi chạy {CONNECT}", None
        except MayHaveArrived:
            failure = f"{_UNCERTAIN}; cán bộ kỹ thuật nên chạy {CONNECT}"
        else:
            await self._save(before, grant)
            return
        self._alarm(failure)
        await self._ledger.failed(before.oa_id, failure, generation=before.generation, tried_at=tried_at, now=self._clock())

    async def _save(self, before: Kept, grant: Grant) -> None:
        """Save the pair, whatever it takes: it exists nowhere else."""
        now = self._clock()
        since = before.refresh_since if grant.refresh == before.refresh else now
        times = {"since": since, "until": now + timedelta(seconds=grant.seconds), "now": now}
        for _ in range(_SAVE_TRIES):
            try:
                if not await self._ledger.save(before.oa_id, grant.access, grant.refresh, generation=before.generation, **times):
                    _log.warning("Zalo: a consent given meanwhile wins over a refreshed pair")
            except Exception as exc:  # noqa: BLE001 - the database may be away for any reason
                _log.error("Zalo: a new pair of tokens cannot be saved, trying on: %s", type(exc).__name__)
                await asyncio.sleep(self._timing.save_again)
            else:
                return
        raise NotConnected("không ghi được mã truy cập mới vào cơ sở dữ liệu")


def trouble(kept: Kept | None, *, now: datetime, timing: Timing | None = None) -> str:
    """What an officer must mend, empty when all is well. Pure."""
    timing = timing or Timing()
    if kept is None:
        return f"OA chưa được kết nối; chạy {CONNECT}"
    if kept.failure:
        return kept.failure
    if kept.tried_at is not None and now - kept.tried_at > timedelta(seconds=timing.lease):
        return f"{_UNCERTAIN}; chạy {CONNECT}"
    if now >= kept.access_until:
        return f"mã truy cập đã hết hạn mà chưa làm mới được; trợ lý có đang chạy không? Nếu có, chạy {CONNECT}"
    age = now - kept.refresh_since
    return f"mã làm mới đã {age.days} ngày tuổi, sắp hết hạn; chạy {CONNECT}" if age > timing.old else ""
