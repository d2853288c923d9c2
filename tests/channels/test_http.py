"""Calling a provider: what never left is told from what may have arrived, and nothing secret is told at all."""

import asyncio
import socket
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import unused_port

from bot.channels import leaving
from bot.channels.http import MAX_ANSWER, Caller, MayHaveArrived, NeverLeft

PATH = "/bot123:s3cret/send"


@asynccontextmanager
async def raw(answer):
    """A server that reads a request's beginning and then does as told with the connection."""
    seen = []

    async def serve(reader, writer):
        seen.append(await reader.read(65536))
        await answer(writer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    caller = Caller(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", connect_seconds=0.3, total_seconds=0.3)
    try:
        yield caller, seen
    finally:
        await caller.close()
        server.close()


@asynccontextmanager
async def serving(handler):
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(app, shutdown_timeout=0.01, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    caller = Caller(f"http://127.0.0.1:{runner.addresses[0][1]}", total_seconds=2)
    try:
        yield caller
    finally:
        await caller.close()
        await runner.cleanup()


async def nothing(_writer): ...


async def hang(_writer):
    await asyncio.sleep(0.6)


async def half_a_success(writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
    await writer.drain()


async def half_a_refusal(writer):
    writer.write(b"HTTP/1.1 429 Slow\r\nContent-Length: 100\r\n\r\n{")
    await writer.drain()


async def no_http(writer):
    writer.write(b"SSH-2.0-OpenSSH_9.2\r\n")
    await writer.drain()


async def test_a_closed_port_means_it_never_left():
    caller = Caller(f"http://127.0.0.1:{unused_port()}")

    with pytest.raises(NeverLeft):
        await caller.post_json(PATH, {})
    await caller.close()


async def test_a_name_that_does_not_exist_means_it_never_left():
    caller = Caller("http://nowhere.invalid")

    with pytest.raises(NeverLeft):
        await caller.post_json(PATH, {})
    await caller.close()


async def test_a_host_that_does_not_answer_the_telephone_means_it_never_left():
    # A listener whose queue is full takes no connection.
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for client in (first, second):
            client.setblocking(False)
            client.connect_ex(full.getsockname())
        caller = Caller(f"http://127.0.0.1:{full.getsockname()[1]}", connect_seconds=0.2)

        with pytest.raises(NeverLeft):
            await caller.post_json(PATH, {})
        await caller.close()


async def test_a_host_that_speaks_no_tls_means_it_never_left():
    async with raw(no_http) as (plain, _):
        caller = Caller(plain._base.replace("http:", "https:"))

        with pytest.raises(NeverLeft):
            await caller.post_json(PATH, {})
        await caller.close()


@pytest.mark.parametrize("answer", [nothing, hang, half_a_success, no_http])
async def test_an_answer_that_is_lost_means_it_may_have_arrived(answer):
    async with raw(answer) as (caller, seen):
        with pytest.raises(MayHaveArrived):
            await caller.post_json(PATH, {"text": "chào"})

    assert b"POST" in seen[0]


async def test_a_refusal_whose_reason_is_lost_is_still_a_refusal():
    async with raw(half_a_refusal) as (caller, _):
        assert (await caller.post_json(PATH, {})).status == 429


@pytest.mark.parametrize("answer", [nothing, hang, no_http])
async def test_an_error_names_neither_address_nor_token(answer, caplog):
    async with raw(answer) as (caller, _):
        with pytest.raises(MayHaveArrived) as error:
            await caller.post_json(PATH, {}, {"Authorization": "Bearer s3cret"})

    shown = f"{error.value!r} {caplog.text}"
    assert error.value.__suppress_context__
    assert "s3cret" not in shown
    assert "127.0.0.1" not in shown


async def test_a_redirect_is_not_followed():
    called = []

    async def handler(request):
        called.append(request.path)
        raise web.HTTPTemporaryRedirect("/elsewhere")

    async with serving(handler) as caller:
        answer = await caller.post_json("/here", {"text": "chào"})

    assert (answer.status, called) == (307, ["/here"])


async def test_no_path_leads_to_another_host():
    caller = Caller("http://127.0.0.1:1")

    for path in ("@evil.example/x", ".evil.example/x", "9/x"):
        with pytest.raises(ValueError, match="not a path"):
            await caller.post_json(path, {})


async def test_a_base_address_may_have_a_path_and_a_slash_at_its_end():
    async def handler(request):
        return web.json_response({"path": request.path_qs})

    async with serving(handler) as caller:
        deeper = Caller(f"{caller._base}/v1/")

        assert (await deeper.get("/me", {"fields": "id"})).data == {"path": "/v1/me?fields=id"}
        await deeper.close()


async def test_json_forms_and_files_arrive_as_they_were_given():
    async def handler(request):
        if request.content_type == "application/json":
            return web.json_response({"json": await request.json(), "token": request.headers["access_token"]})
        fields = await request.post()
        return web.json_response({name: value if isinstance(value, str) else value.filename for name, value in fields.items()})

    form = aiohttp.FormData()
    form.add_field("file", b"%PDF", filename="a.pdf")
    async with serving(handler) as caller:
        assert (await caller.post_json("/x", {"a": 1}, {"access_token": "t"})).data == {"json": {"a": 1}, "token": "t"}
        assert (await caller.post_form("/x", {"grant_type": "refresh"})).data == {"grant_type": "refresh"}
        assert (await caller.post_form("/x", form)).data == {"file": "a.pdf"}


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b"{", b"[" * 100_000, b" " * (MAX_ANSWER + 10) + b"{}"])
async def test_an_answer_that_is_no_json_object_has_no_data(body):
    async def handler(_request):
        return web.Response(body=body)

    async with serving(handler) as caller:
        answer = await caller.post_json("/x", {})

    assert (answer.status, answer.data) == (200, {})


async def test_closing_waits_for_the_call_in_flight_and_a_later_one_leaves_nothing_open():
    async def handler(_request):
        await asyncio.sleep(0.05)
        return web.json_response({})

    async with serving(handler) as caller:
        in_flight = asyncio.create_task(caller.post_json("/x", {}))
        await asyncio.sleep(0.02)
        await caller.close()

        assert (await in_flight).status == 200
        assert (await caller.post_json("/x", {})).status == 200
        assert caller._session is None


async def test_it_is_told_when_something_leaves_and_only_then():
    told = []
    nobody = Caller(f"http://127.0.0.1:{unused_port()}", connect_seconds=0.3)
    async with raw(half_a_refusal) as (caller, _):
        with leaving.noticed(lambda: told.append("left")):
            with pytest.raises(NeverLeft):
                await nobody.post_json(PATH, {})
            before = list(told)
            await caller.post_json(PATH, {})
        await nobody.close()

    assert before == []
    assert told == ["left"]


async def test_what_must_not_leave_any_more_does_not():
    class TooLate(Exception): ...

    def hold_back():
        raise TooLate

    async with raw(half_a_refusal) as (caller, seen):
        with leaving.noticed(hold_back), pytest.raises(TooLate):
            await caller.post_json(PATH, {})
        await asyncio.sleep(0.05)

    assert not any(seen)
