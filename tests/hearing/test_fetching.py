"""Fetching against a server on loopback: what is too large, too slow, elsewhere, or no audio stays where it is."""

import asyncio
import logging

import pytest
from aiohttp import web

from bot.hearing.fetching import BIGGEST, Addresses, TelegramFiles, Unfetched
from tests.fakes.recogniser import voice

VOICE = voice("say làm khai sinh")
TOKEN = "123456:AA-secret"


class MediaServer:
    """Where a provider keeps voices."""

    def __init__(self):
        self.asked = []
        self.app = web.Application()
        self.app.router.add_get("/{name:.*}", self._answer)
        self.port = 0
        self.size = 9_000
        self.path = "voice/file_7.oga"

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    async def _answer(self, request):
        name = request.match_info["name"]
        self.asked.append(name)
        match name.rpartition("/")[2]:
            case "getFile":
                return web.json_response({"ok": True, "result": {"file_path": self.path, "file_size": self.size}})
            case "elsewhere":
                raise web.HTTPFound("/voice.oga")
            case "gone":
                raise web.HTTPGone
            case "large":
                return web.Response(body=VOICE + bytes(BIGGEST))
            case "endless":
                return await self._endless(request)
            case "slow":
                await asyncio.sleep(60)
            case "page":
                return web.Response(body=b"<html>" + bytes(100), content_type="audio/ogg")
            case "short":
                return web.Response(body=b"Ogg")
        return web.Response(body=VOICE)

    async def _endless(self, request):
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(VOICE)
        for _ in range(BIGGEST // 65536 + 2):
            await response.write(bytes(65536))
        return response


@pytest.fixture
async def server():
    server = MediaServer()
    runner = web.AppRunner(server.app, shutdown_timeout=0.01, handler_cancellation=True, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.port = runner.addresses[0][1]
    yield server
    await runner.cleanup()


async def test_a_voice_is_fetched_from_where_the_base_url_leads(server):
    assert await Addresses(server.url).fetch(f"{server.url}/voice.oga") == VOICE


@pytest.mark.parametrize("name", ["large", "endless", "page", "short", "elsewhere", "gone"])
async def test_what_is_too_large_or_no_audio_or_not_there_is_not_fetched(server, name):
    with pytest.raises(Unfetched):
        await Addresses(server.url).fetch(f"{server.url}/{name}")


async def test_a_redirect_is_not_followed_even_on_the_same_host(server):
    with pytest.raises(Unfetched, match="302"):
        await Addresses(server.url).fetch(f"{server.url}/elsewhere")

    assert server.asked == ["elsewhere"]


async def test_who_waits_for_a_slow_server_may_give_up(server):
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await Addresses(server.url).fetch(f"{server.url}/slow")


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/a.aac",
        "https://zdn.vn.evil.example/a.aac",
        "https://evilzdn.vn/a.aac",
        "https://zdn.vn:8443/a.aac",
        "https://user@zdn.vn/a.aac",
        "ftp://zdn.vn/a.aac",
        "file:///etc/passwd",
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/a.aac",
        "http://[::1]/a.aac",
        "http://[::ffff:127.0.0.1]/a.aac",
        "http://2130706433/a.aac",
        "http://zdn.vn:99999/a.aac",
        "a.aac",
        "",
    ],
)
async def test_an_address_elsewhere_is_not_even_looked_up(address):
    with pytest.raises(Unfetched, match="address"):
        await Addresses("https://openapi.zalo.me", ["zdn.vn"]).fetch(address)


async def test_another_port_of_this_machine_is_not_the_stand_in(server):
    with pytest.raises(Unfetched, match="not the provider's"):
        await Addresses("http://127.0.0.1:1", ["zdn.vn"]).fetch(f"{server.url}/voice.oga")

    assert server.asked == []


async def test_a_trusted_name_that_leads_inside_is_not_followed(server):
    inside = Addresses("https://openapi.zalo.me", ["localhost"])
    inside._may = lambda _: True  # its port would be refused before it is looked up

    with pytest.raises(Unfetched, match="ClientConnector"):
        await inside.fetch(f"http://localhost:{server.port}/voice.oga")
    assert server.asked == []


async def test_telegram_is_asked_for_the_path_first(server):
    assert await TelegramFiles(TOKEN, f"{server.url}/bot").fetch("FILE") == VOICE
    assert server.asked == [f"bot{TOKEN}/getFile", f"file/bot{TOKEN}/voice/file_7.oga"]


async def test_what_telegram_calls_too_large_is_not_fetched(server):
    server.size = BIGGEST + 1
    with pytest.raises(Unfetched, match="too large"):
        await TelegramFiles(TOKEN, f"{server.url}/bot").fetch("FILE")

    assert len(server.asked) == 1


@pytest.mark.parametrize("path", ["", "/etc/passwd", "../../x", "http://evil.example/x"])
async def test_an_odd_path_is_not_followed(server, path):
    server.path = path
    with pytest.raises(Unfetched):
        await TelegramFiles(TOKEN, f"{server.url}/bot").fetch("FILE")

    assert len(server.asked) == 1


async def test_no_reason_holds_a_token_or_an_address(server, caplog):
    caplog.set_level(logging.DEBUG)
    with pytest.raises(Unfetched) as telegram:
        await TelegramFiles(TOKEN, "http://127.0.0.1:1/bot").fetch("FILE")
    with pytest.raises(Unfetched) as zalo:
        await Addresses("http://127.0.0.1:1").fetch("http://127.0.0.1:1/a.aac?key=secret")

    assert "secret" not in f"{telegram.value} {zalo.value} {caplog.text}"
