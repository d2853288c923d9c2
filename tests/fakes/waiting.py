"""Waiting for what the fakes see."""

import asyncio
from collections.abc import Callable
from contextlib import suppress


async def until(happened: Callable[[], object], changed: asyncio.Event, *, within: float, seen: Callable[[], str]):
    """Wait for something to become true, and say what was seen if it does not."""
    try:
        async with asyncio.timeout(within):
            while not happened():
                changed.clear()
                # Not only what is called changes: tests look at their own lists as well.
                with suppress(TimeoutError):
                    await asyncio.wait_for(changed.wait(), 0.01)
    except TimeoutError:
        raise AssertionError(f"did not happen; {seen()}") from None
