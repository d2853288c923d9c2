"""The web chat over real HTTP: what it serves, what it takes, what it refuses."""

import asyncio
import gzip
import json
import re

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import Answered
from bot.channels.web import MAX_BODY, MAX_TEXT, STATIC, Web, read
from bot.core.message import Choice, Message, Reply
from bot.errors import Refused, SettingsError

CHAT, ID = "0123456789abcdef" * 2, "f" * 32
JSON = {"Content-Type": "application/json"}


class Clerk:
    """Answers everything with one reply and remembers what was asked."""

    def __init__(self):
        self.asked = []
        self.reply = Reply("Bà con chọn:", (Choice("Khai sinh", "#a:khai-sinh"),), (Choice("👍 Có ích", "#up:1"),), urgent=True)

    async def __call__(self, message):
        repeated = any(before.id == message.id for before in self.asked)
        self.asked.append(message)
        return Answered((self.reply,), repeated=repeated)


@pytest.fixture
def clerk():
    return Clerk()


@pytest.fixture
async def client(clerk):
    app = web.Application()
    app.add_routes(Web(clerk, place="xã <Thử>", phone="0220 3754 123").routes())
    async with TestClient(TestServer(app)) as client:
        yield client


def posted(**changes):
    return {"chat": CHAT, "id": ID, "text": "làm khai sinh"} | changes


async def post(client, body, **headers):
    response = await client.post("/api/v1/messages", data=body, headers=JSON | headers)
    return response.status, await response.json()


# Messages


async def test_a_question_reaches_the_bot_and_its_answer_the_page(client, clerk):
    response = await client.post("/api/v1/messages", json=posted())

    assert clerk.asked == [Message("web", CHAT, ID, "làm khai sinh")]
    assert await response.json() == {
        "replies": [
            {
                "text": "Bà con chọn:",
                "choices": [{"label": "Khai sinh", "code": "#a:khai-sinh"}],
                "actions": [{"label": "👍 Có ích", "code": "#up:1"}],
                "urgent": True,
                "image": "",
            }
        ]
    }


async def test_a_tapped_button_brings_its_code(client, clerk):
    await client.post("/api/v1/messages", json=posted(text="Khai sinh", choice="#a:khai-sinh"))

    assert clerk.asked == [Message("web", CHAT, ID, "Khai sinh", "#a:khai-sinh")]


async def test_the_second_delivery_of_a_message_gets_the_replies_again(client, clerk):
    first = await (await client.post("/api/v1/messages", json=posted())).json()

    second = await (await client.post("/api/v1/messages", json=posted())).json()

    assert second == first
    assert [message.id for message in clerk.asked] == [ID, ID]


async def test_answers_are_neither_cached_nor_bring_cookies(client):
    response = await client.post("/api/v1/messages", json=posted())

    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in response.headers


async def test_the_longest_vietnamese_text_is_taken(client, clerk):
    body = json.dumps(posted(text="ế" * MAX_TEXT), ensure_ascii=False).encode()

    status, _ = await post(client, body)

    assert status == 200
    assert clerk.asked[0].text == "ế" * MAX_TEXT


@pytest.mark.parametrize(
    ("sent", "understood"),
    [
        (r"a\u0000b", "ab"),
        (r"nửa \ud83d thôi", "nửa \ufffd thôi"),
        (r"\ud83d\ude00", "😀"),
        (r"dòng\nsau\ttab", "dòng\nsau\ttab"),
    ],
)
async def test_what_no_database_can_keep_is_taken_out_of_a_text(client, clerk, sent, understood):
    status, _ = await post(client, f'{{"chat":"{CHAT}","id":"{ID}","text":"{sent}"}}'.encode())

    assert status == 200
    assert clerk.asked[0].text == understood


BAD = {
    "nothing": b"",
    "not JSON": b"text=xin+chao",
    "not UTF-8": b'{"text": "\xff\xfe"}',
    "UTF-16": json.dumps(posted()).encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf" + json.dumps(posted()).encode(),
    "deep nesting": b"[" * 50_000,
    "deep objects": b'{"a":' * 10_000,
    "a huge number": b'{"chat":' + b"9" * 60_000 + b"}",
    "not a number": b"NaN",
    "a list": b"[]",
    "a word": b'"xin chao"',
    "null": b"null",
    "no chat": json.dumps({"id": ID, "text": "a"}).encode(),
    "no id": json.dumps({"chat": CHAT, "text": "a"}).encode(),
    "no text": json.dumps({"chat": CHAT, "id": ID}).encode(),
    "blank text": json.dumps(posted(text=" \n ")).encode(),
    "only a NUL": json.dumps(posted(text="\0")).encode(),
    "a number as text": json.dumps(posted(text=1)).encode(),
    "an object as text": json.dumps(posted(text={})).encode(),
    "a text too long": json.dumps(posted(text="a" * (MAX_TEXT + 1))).encode(),
    "capitals in the chat": json.dumps(posted(chat=CHAT.upper())).encode(),
    "a chat too short": json.dumps(posted(chat=CHAT[1:])).encode(),
    "a line after the chat": json.dumps(posted(chat=CHAT + "\n")).encode(),
    "other digits in the id": json.dumps(posted(id="٣" * 32)).encode(),
    "a number as id": json.dumps(posted(id=10**31)).encode(),
    "a list as chat": json.dumps(posted(chat=[CHAT])).encode(),
    "a code too long": json.dumps(posted(choice="#" * 65)).encode(),
    "letters no code has": json.dumps(posted(choice="#a:khai sinh")).encode(),
    "null as code": json.dumps(posted(choice=None)).encode(),
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD)
async def test_a_malformed_message_is_refused_in_vietnamese_and_the_bot_not_asked(client, clerk, body):
    status, said = await post(client, body)

    assert status == 400
    assert set(said) == {"error"}
    assert "bà con" in said["error"].lower()
    assert clerk.asked == []


@given(st.binary() | st.recursive(st.none() | st.floats() | st.text(), st.lists).map(lambda value: json.dumps(value).encode()))
def test_whatever_is_sent_is_read_or_refused(body):
    with pytest.raises(Refused):
        read(body)


@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=50), st.text(max_size=5))
def test_what_is_read_can_always_be_stored(text, choice):
    try:
        message = read(json.dumps(posted(text=text, choice=choice)).encode())
    except Refused:
        return

    assert message.text.encode().decode() == message.text
    assert "\0" not in message.text


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "nonsense"]
)
async def test_only_json_is_taken(client, clerk, kind):
    status, said = await post(client, json.dumps(posted()).encode(), **{"Content-Type": kind})

    assert (status, set(said)) == (415, {"error"})
    assert clerk.asked == []


async def test_a_compressed_body_is_not_unpacked(client, clerk):
    status, _ = await post(client, gzip.compress(json.dumps(posted()).encode()), **{"Content-Encoding": "gzip"})

    assert status == 415
    assert clerk.asked == []


async def test_a_body_that_says_it_is_too_large_is_refused(client, clerk):
    status, said = await post(client, b" " * (MAX_BODY + 1) + json.dumps(posted()).encode())

    assert (status, set(said)) == (413, {"error"})
    assert clerk.asked == []


async def test_a_body_without_a_length_is_refused_as_soon_as_it_is_too_large(client, clerk):
    async def endless():
        while True:
            yield b" " * 8192
            await asyncio.sleep(0)

    response = await client.post("/api/v1/messages", data=endless(), headers=JSON)

    assert response.status == 413
    assert clerk.asked == []


async def test_other_methods_are_not_served(client):
    assert (await client.get("/api/v1/messages")).status == 405
    assert (await client.put("/")).status == 405


# The page and its files


async def test_the_page_allows_itself_nothing_inline_and_nothing_foreign(client):
    response = await client.get("/")
    policy = dict(part.strip().split(" ", 1) for part in response.headers["Content-Security-Policy"].split(";"))
    page = await response.text()

    assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "*"
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page)
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", page)


async def test_the_page_is_vietnamese_and_brings_no_cookie(client):
    response = await client.get("/")

    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in response.headers
    assert '<html lang="vi">' in await response.text()


async def test_the_page_names_the_commune_and_its_phone(client):
    page = await (await client.get("/")).text()

    assert "xã &lt;Thử&gt;" in page
    assert 'Bà con gọi <a href="tel:02203754123">0220 3754 123</a> hoặc đến Trung tâm' in page


async def test_a_commune_without_a_phone_sends_people_to_its_office(clerk):
    async with TestClient(TestServer(application(Web(clerk)))) as client:
        page = await (await client.get("/")).text()

    assert "<p>Bà con đến Trung tâm Phục vụ hành chính công" in page


async def test_every_file_the_page_names_is_there_for_good(client):
    page = await (await client.get("/")).text()
    names = re.findall(r'"(static/[^"]+)"', page)

    assert len(names) == 4
    for name in names:
        response = await client.get(f"/{name}")
        assert response.status == 200
        assert "immutable" in response.headers["Cache-Control"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/static/chat.css", "text/css; charset=utf-8"),
        ("/static/page.js", "text/javascript; charset=utf-8"),
        ("/static/icon.svg", "image/svg+xml; charset=utf-8"),
        ("/embed.js", "text/javascript; charset=utf-8"),
    ],
)
async def test_files_have_their_types(client, path, kind):
    response = await client.get(path)

    assert response.headers["Content-Type"] == kind


@pytest.mark.parametrize("path", ["/", "/embed.js", "/static/chat.css", "/static/page.js?v=old"])
async def test_a_file_that_has_not_changed_is_not_sent_again(client, path):
    first = await client.get(path)

    second = await client.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert "immutable" not in first.headers["Cache-Control"]
    assert (second.status, await second.read()) == (304, b"")


async def test_files_travel_compressed(client):
    plain = await client.get("/static/page.js", headers={"Accept-Encoding": "identity"}, compress=None)
    packed = await client.get("/static/page.js", headers={"Accept-Encoding": "gzip"})

    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert await packed.read() == await plain.read()


@pytest.mark.parametrize("path", ["/static/chat.html", "/static/web.py", "/static/..%2fweb.py", "/static/%00", "/static/"])
async def test_nothing_else_is_served(client, path):
    assert (await client.get(path)).status == 404


async def test_the_whole_page_is_light_enough_for_a_weak_network(client):
    page = await (await client.get("/")).text()
    paths = ["/", *(f"/{name}" for name in re.findall(r'"(static/[^"]+)"', page))]

    sizes = [len(await (await client.get(path)).read()) for path in paths]

    assert sum(sizes) < 60_000


def test_scripts_build_no_markup_from_text():
    for script in STATIC.glob("*.js"):
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", script.read_text())


def test_scripts_are_words_an_old_phone_knows():
    """ES2017: no `?.`, `??`, object spread, optional catch, lookbehind, `replaceAll` …"""
    newer = (
        r"\?\.[a-zA-Z(\[]|\?\?|[{,]\s*\.\.\.|catch \{|\(\?<|\.replaceAll|\.flat\(|\.finally\(|\.replaceChildren|\\p\{|for await"
    )

    for script in STATIC.glob("*.js"):
        assert not re.search(newer, script.read_text()), script.name


# Frames


def application(channel):
    app = web.Application()
    app.add_routes(channel.routes())
    return app


@pytest.mark.parametrize(
    ("ancestors", "policy"),
    [
        (("https://xa.hanoi.gov.vn", "https://*.haiduong.gov.vn:8443"), "https://xa.hanoi.gov.vn https://*.haiduong.gov.vn:8443"),
        (("'self'",), "'self'"),
        ((), "'none'"),
    ],
)
async def test_the_commune_decides_who_may_frame_the_page(clerk, ancestors, policy):
    async with TestClient(TestServer(application(Web(clerk, frame_ancestors=ancestors)))) as client:
        response = await client.get("/")

    assert response.headers["Content-Security-Policy"].endswith(f"frame-ancestors {policy}")


@pytest.mark.parametrize(
    "source", ["https://a.vn; script-src *", "https://a.vn b.vn", "a.vn\r\nSet-Cookie: x", "javascript:", ""]
)
def test_a_frame_ancestor_that_would_change_the_policy_is_refused_at_the_start(clerk, source):
    with pytest.raises(SettingsError, match="FRAME_ANCESTORS"):
        Web(clerk, frame_ancestors=[source])
