"""Being called: bodies of every size, speed and shape."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.channels.webhooks import MAX_BODY, body_of, parsed, same
from bot.errors import Refused


@asynccontextmanager
async def called(**given):
    async def handler(request):
        try:
            return web.Response(text=str(len(await body_of(request, **given))))
        except Refused as refused:
            return web.Response(status=refused.status)

    app = web.Application()
    app.router.add_post("/", handler)
    async with TestClient(TestServer(app)) as client:
        yield client


async def in_pieces(size, count, wait=0.0):
    for _ in range(count):
        yield b" " * size
        await asyncio.sleep(wait)


async def test_a_body_without_a_length_is_counted_as_it_comes():
    async with called() as client:
        fits = await client.post("/", data=in_pieces(MAX_BODY // 4, 4))
        larger = await client.post("/", data=in_pieces(MAX_BODY // 4, 5))

        assert (fits.status, await fits.text()) == (200, str(MAX_BODY))
        assert larger.status == 413


async def test_who_sends_too_slowly_is_not_waited_for():
    async with called(seconds=0.05) as client:
        assert (await client.post("/", data=in_pieces(1, 5, wait=0.05))).status == 408


async def test_what_does_not_unpack_is_refused():
    async with called() as client:
        assert (await client.post("/", data=b"no gzip", headers={"Content-Encoding": "gzip"})).status == 400


@pytest.mark.parametrize(
    ("given", "expected", "is_same"), [("a", "a", True), ("a", "b", False), ("", "", False), ("é\udce9", "é", False)]
)
def test_an_empty_secret_is_none(given, expected, is_same):
    assert same(given, expected) is is_same


@pytest.mark.parametrize("body", [b"", b"[]", b"1", b"{", b"\xff", b"[" * 100_000, b'{"a":' + b"9" * 5000 + b"}"])
def test_what_is_no_json_object_is_refused(body):
    with pytest.raises(Refused):
        parsed(body)
