"""Sending one part: the richest form the OA takes, and an answer that can be trusted (channels.md A5, A7, 2026-11)."""

import json
import logging
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.channels import Fate, Part, Unsent
from bot.channels.zalo import fates
from bot.channels.zalo.address import Address
from bot.channels.zalo.calls import Answer, Calls
from bot.channels.zalo.ledger import Ledger
from bot.channels.zalo.payloads import CS, GROUP, Shape, forms
from bot.channels.zalo.timing import Timing
from bot.channels.zalo.tokens import Keeper

_log = logging.getLogger(__package__)

CONVERSATION = "/v2.0/oa/conversation"
_PAGE = 10
"""Messages in one answer, at most."""
_PAGES = 5
_TELLING = 40
"""Characters that make two texts the same."""
_CLOCKS = timedelta(seconds=5)
"""How much Zalo's clock and ours may differ."""


class Sender:
    """Sends parts, and looks whether they arrived."""

    def __init__(self, calls: Calls, keeper: Keeper, ledger: Ledger, *, timing: Timing, clock: Callable[[], datetime]) -> None:
        self._calls, self._keeper, self._ledger, self._timing, self._clock = calls, keeper, ledger, timing, clock

    async def send(self, address: Address, part: Part) -> str:
        """Send a part; Zalo's id of it.

        Raises:
            Unsent: with what becomes of it.
        """
        path = GROUP if address.group else CS
        known = Shape(self._keeper.kept.shape) if self._keeper.kept else Shape.UNTRIED
        *richer, simplest = forms(address, part, known)
        refusals = set()
        for form in richer:
            answer = await self._calls.post(path, form.body)
            if answer.code not in fates.ANOTHER_FORM:
                break
            _log.info("Zalo: a form was refused (%d), trying a simpler one", answer.code)
            refusals.add(answer.code)
        else:
            form, answer = simplest, await self._calls.post(path, simplest.body)
        message_id = self._sent(address, answer)
        # A label Zalo does not like (-201) says nothing of the next one.
        learned = form.shape is not Shape.NONE or fates.UNSUPPORTED in refusals
        if learned and form.shape is not None and form.shape is not known:
            await self._remember(form.shape)
        return message_id

    def _sent(self, address: Address, answer: Answer) -> str:
        if answer.code != fates.OK:
            if fates.refused(answer.code).alarm:
                _log.error("Zalo: refused a message with %d", answer.code)
            raise fates.unsent(answer.code, private=address.private, now=self._clock(), wait=answer.wait)
        message_id = answer.data.get("message_id")
        if not isinstance(message_id, str | int) or not message_id:
            raise Unsent(Fate.UNKNOWN, "Zalo báo đã nhận nhưng không cho mã tin")
        return str(message_id)

    async def _remember(self, shape: Shape) -> None:
        """What is learned of the account; it is sent already, so trouble here must not look like trouble there."""
        kept = self._keeper.kept
        try:
            if kept:
                await self._ledger.remember_shape(kept.oa_id, shape)
                await self._keeper.read()
        except Exception as exc:  # noqa: BLE001 - the store's own trouble, whatever it is
            _log.warning("Zalo: the shape of buttons cannot be kept: %s", type(exc).__name__)

    async def has_arrived(self, address: Address, part: Part, *, since: datetime) -> bool | None:
        """Whether a part is in the chat; None where Zalo does not tell: groups, the widget, a message without words.

        How texts with buttons and pictures are told here is not documented ([W], 2026-11), so a part counts as missing only
        when there is nothing at all from the OA since it was sent.

        Raises:
            Unsent: when Zalo cannot be asked now, or it is too early to say; ask again.
        """
        if not address.private or not part.text:
            return None
        silent = True
        for page in range(_PAGES):
            items = await self._conversation(address.user, offset=page * _PAGE)
            for item in filter(None, map(_item, items)):
                if item.at < since - _CLOCKS:
                    return self._absent(since) if silent else None
                if item.ours and _same(item.text, part.text):
                    return True
                silent = silent and not (item.ours and item.at >= since)
            if len(items) < _PAGE:
                return self._absent(since) if silent else None
        return None

    async def _conversation(self, user: str, *, offset: int) -> list[Any]:
        wanted = {"user_id": user, "offset": offset, "count": _PAGE}
        answer = await self._calls.get(CONVERSATION, json.dumps(wanted, separators=(",", ":")))
        if answer.code != fates.OK:
            raise fates.unsent(answer.code, private=True, now=self._clock(), wait=answer.wait)
        return answer.items

    def _absent(self, since: datetime) -> bool:
        """Not in the chat; what was sent a moment ago may still be on its way."""
        if self._clock() - since < timedelta(seconds=self._timing.settle):
            raise Unsent(Fate.UNKNOWN, "vừa gửi, chưa thể biết tin có tới không", wait=self._timing.settle)
        return False


class _Item:
    """One message of a conversation."""

    __slots__ = ("at", "ours", "text")

    def __init__(self, at: datetime, *, ours: bool, text: str) -> None:
        self.at, self.ours, self.text = at, ours, text


def _item(value: Any) -> _Item | None:
    if not isinstance(value, dict):
        return None
    try:
        at = datetime.fromtimestamp(int(value.get("time", "")) / 1000, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    text = value.get("message")
    return _Item(at, ours=str(value.get("src")) == "0", text=text if isinstance(text, str) else "")


def _same(shown: str, sent: str) -> bool:
    """Blanks apart; a long text may be shown cut."""
    shown, sent = (" ".join(unicodedata.normalize("NFC", text).split()) for text in (shown, sent))
    return shown == sent or (len(shown) >= _TELLING and sent.startswith(shown.rstrip("….")))
