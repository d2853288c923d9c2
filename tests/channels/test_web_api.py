"""The web for other sites: the interface and its document, origins, limits, the manual."""

import json
import re

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer, make_mocked_request
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from bot.channels import Answered
from bot.channels.web import Web, read
from bot.channels.web.visitors import CHAT_PER_MINUTE, Visitors
from bot.channels.zalo.domain import verification_meta
from bot.core.message import Choice, Reply
from bot.errors import Refused, SettingsError

CHAT, ID = "0123456789abcdef" * 2, "f" * 32
PORTAL = "https://xa.gov.vn"
TITLES = [Choice(f"Việc {n}", f"#a:viec-{n}") for n in range(20)]


async def clerk(_message):
    return Answered((Reply("Bà con chọn:", (Choice("Khai sinh", "#a:ks"),), image="https://xa.gov.vn/a.png"),))


async def suggest(typed):
    return TITLES if "việc" in typed else []


@pytest.fixture
async def opened():
    """Serve a Web with options of its own."""
    clients = []

    async def opened(**options):
        app = web.Application()
        app.add_routes(Web(clerk, suggest=suggest, **options).routes())
        clients.append(client := TestClient(TestServer(app)))
        await client.start_server()
        return client

    yield opened
    for client in clients:
        await client.close()


@pytest.fixture
async def client(opened):
    return await opened(origins=[PORTAL])


def posted(**changes):
    return {"chat": CHAT, "id": ID, "text": "làm khai sinh"} | changes


# The document


@pytest.fixture
async def document(client):
    return await (await client.get("/openapi.json")).json()


async def test_the_document_is_valid_openapi(document):
    OpenAPIV31SpecValidator(document).validate()

    assert document["openapi"].startswith("3.1")
    assert re.fullmatch(r"\d+\.\d+.*", document["info"]["version"])


async def test_every_address_of_the_document_is_served_and_no_other(client, document):
    served = {
        (route.resource.canonical, route.method.lower())
        for route in client.app.router.routes()
        if route.resource.canonical.startswith("/api/") and route.method in ("GET", "POST")
    }

    assert served == {(path, method) for path, methods in document["paths"].items() for method in methods}


def schema(document, name):
    return Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": document["components"]})


async def test_what_is_answered_is_what_the_document_says(client, document):
    answer = await (await client.post("/api/v1/messages", json=posted())).json()
    refusal = await (await client.post("/api/v1/messages", json=posted(chat="lan"))).json()
    suggested = await (await client.get("/api/v1/suggest", params={"q": "việc"})).json()

    schema(document, "Answer").validate(answer)
    schema(document, "Error").validate(refusal)
    schema(document, "Suggestions").validate(suggested)
    assert answer["replies"][0]["image"] == "https://xa.gov.vn/a.png"


@pytest.mark.parametrize("changes", [{"chat": "lan"}, {"id": ID.upper()}, {"choice": "#a:khai sinh"}, {"text": 1}])
async def test_what_the_document_forbids_is_refused(client, document, changes):
    response = await client.post("/api/v1/messages", json=posted(**changes))

    assert not schema(document, "Message").is_valid(posted(**changes))
    assert response.status == 400


async def test_the_examples_of_the_document_work(client, document):
    examples = document["paths"]["/api/v1/messages"]["post"]["requestBody"]["content"]["application/json"]["examples"]

    for example in examples.values():
        assert (await client.post("/api/v1/messages", json=example["value"])).status == 200


# Suggestions


async def test_something_half_typed_brings_the_best_titles(client):
    response = await client.get("/api/v1/suggest", params={"q": "việc"})

    choices = (await response.json())["choices"]
    assert choices[0] == {"label": "Việc 0", "code": "#a:viec-0"}
    assert len(choices) == 8


@pytest.mark.parametrize("query", ["", "?q=", "?q=%20", "?q=gì%20khác", "?q=%ff%00"])
async def test_nothing_typed_or_nothing_near_suggests_nothing(client, query):
    response = await client.get(f"/api/v1/suggest{query}")

    assert (response.status, await response.json()) == (200, {"choices": []})


# Origins


async def test_a_listed_site_may_post_from_the_browser(client):
    asked = await client.options("/api/v1/messages", headers={"Origin": PORTAL, "Access-Control-Request-Method": "POST"})
    answered = await client.post("/api/v1/messages", json=posted(), headers={"Origin": PORTAL})

    assert asked.status == 204
    assert asked.headers["Access-Control-Allow-Origin"] == answered.headers["Access-Control-Allow-Origin"] == PORTAL
    assert "POST" in asked.headers["Access-Control-Allow-Methods"]
    assert asked.headers["Access-Control-Allow-Headers"].lower() == "content-type"
    assert "Access-Control-Allow-Credentials" not in answered.headers


@pytest.mark.parametrize(
    "origin", ["https://xa.gov.vn.ke-xau.vn", "http://xa.gov.vn", "https://xa.gov.vn:8443", "null", "https://XA.gov.vn/"]
)
async def test_another_site_may_not(client, origin):
    asked = await client.options("/api/v1/messages", headers={"Origin": origin, "Access-Control-Request-Method": "POST"})
    answered = await client.post("/api/v1/messages", json=posted(), headers={"Origin": origin})

    assert asked.status == 403
    assert "Access-Control-Allow-Origin" not in asked.headers
    assert "Access-Control-Allow-Origin" not in answered.headers
    assert "Origin" in answered.headers["Vary"]


async def test_a_refusal_can_be_read_by_a_listed_site_too(client):
    response = await client.post("/api/v1/messages", data=b"{", headers={"Origin": PORTAL, "Content-Type": "application/json"})

    assert response.status == 400
    assert response.headers["Access-Control-Allow-Origin"] == PORTAL


async def test_a_star_lets_every_site(opened):
    client = await opened(origins=["*"])

    response = await client.get("/api/v1/suggest", headers={"Origin": "https://dau-do.vn"})

    assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("origin", ["xa.gov.vn", "https://xa.gov.vn/", "https://*.gov.vn", "javascript:", "https://a b"])
def test_an_origin_that_is_none_is_refused_at_the_start(origin):
    with pytest.raises(SettingsError, match="WEB_ORIGINS"):
        Web(clerk, origins=[origin])


# Limits


async def test_an_address_that_posts_too_much_has_to_wait_and_is_told_how_long(opened):
    client = await opened(address_per_minute=3, origins=[PORTAL])

    for n in range(3):
        assert (await client.post("/api/v1/messages", json=posted(chat=f"{n:032x}"))).status == 200
    refused = await client.post("/api/v1/messages", json=posted(), headers={"Origin": PORTAL})

    assert refused.status == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["Access-Control-Expose-Headers"] == "Retry-After"
    assert "114" in (await refused.json())["error"]
    assert (await client.get("/api/v1/suggest")).status == 429
    assert (await client.get("/")).status == 200


async def test_a_chat_that_posts_too_much_has_to_wait_and_others_do_not(client):
    statuses = [(await client.post("/api/v1/messages", json=posted())).status for _ in range(CHAT_PER_MINUTE + 1)]

    assert statuses == [200] * CHAT_PER_MINUTE + [429]
    assert (await client.post("/api/v1/messages", json=posted(chat="a" * 32))).status == 200


class Peer:
    """The other end of a connection."""

    def __init__(self, address):
        self._address = address

    def get_extra_info(self, name, default=None):
        return (self._address, 1) if name == "peername" else default

    def is_closing(self):
        return False


def asked_from(address, *forwarded, **headers):
    given = [("X-Forwarded-For", line) for line in forwarded] + list(headers.items())
    return make_mocked_request("POST", "/", headers=given, transport=Peer(address))


def is_one_visitor(first, second, **options):
    visitors = Visitors(per_minute=1, **options)
    visitors.count_address(first)
    try:
        visitors.count_address(second)
    except Refused:
        return True
    return False


def test_addresses_are_told_apart():
    assert is_one_visitor(asked_from("192.0.2.1"), asked_from("192.0.2.1"))
    assert not is_one_visitor(asked_from("192.0.2.1"), asked_from("192.0.2.2"))


def test_nobody_gets_another_address_by_saying_so():
    assert is_one_visitor(asked_from("192.0.2.1", "198.51.100.1"), asked_from("192.0.2.1", "198.51.100.2"))


@pytest.mark.parametrize("proxy", ["127.0.0.1", "::ffff:127.0.0.1"])
def test_behind_our_own_proxy_visitors_are_told_apart(proxy):
    first, second = asked_from(proxy, "198.51.100.1"), asked_from(proxy, "198.51.100.2:50123")

    assert not is_one_visitor(first, second, trusted_proxies=["127.0.0.0/8"])


def test_what_a_visitor_writes_before_our_proxy_does_is_not_believed():
    first, second = (asked_from("127.0.0.1", f"{lie}, 198.51.100.1") for lie in ("203.0.113.5", "203.0.113.6"))

    assert is_one_visitor(first, second, trusted_proxies=["127.0.0.1"])


def test_two_proxies_of_ours_in_a_row_are_both_looked_through():
    first, second = (asked_from("127.0.0.1", f"198.51.100.{n}", "10.0.0.7") for n in (1, 2))

    assert not is_one_visitor(first, second, trusted_proxies=["127.0.0.1", "10.0.0.0/8"])


def test_nonsense_from_a_proxy_counts_as_the_proxy():
    first, second = (asked_from("127.0.0.1", lie) for lie in ("unknown", "[x]"))

    assert is_one_visitor(first, second, trusted_proxies=["127.0.0.1"])


def test_a_line_of_ipv6_addresses_is_one_visitor():
    assert is_one_visitor(asked_from("2001:db8:1:2::1"), asked_from("2001:db8:1:2:ffff::9"))
    assert not is_one_visitor(asked_from("2001:db8:1:2::1"), asked_from("2001:db8:1:3::1"))


def test_after_a_minute_everybody_may_post_again():
    now = [0.0]
    visitors = Visitors(per_minute=1, ticking=lambda: now[0])
    visitors.count_address(asked_from("192.0.2.1"))
    now[0] = 30.0
    with pytest.raises(Refused):
        visitors.count_address(asked_from("192.0.2.1"))
    assert visitors.wait == 30
    now[0] = 60.0

    visitors.count_address(asked_from("192.0.2.1"))


def test_no_address_is_kept_as_it_is():
    visitors = Visitors()
    visitors.count_address(asked_from("192.0.2.1"))

    kept = repr(vars(visitors))

    assert "192.0.2.1" not in kept
    assert repr(bytes([192, 0, 2, 1]))[2:-1] not in kept


def test_a_proxy_that_is_no_network_is_refused_at_the_start():
    with pytest.raises(SettingsError, match="TRUSTED_PROXIES"):
        Web(clerk, trusted_proxies=["nginx"])


# The manual


async def test_the_manual_has_the_lines_to_paste_with_this_servers_address(client):
    page = await (await client.get("/api")).text()

    home = str(client.make_url("/")).rstrip("/")
    assert f'&lt;script src="{home}/embed.js" async&gt;&lt;/script&gt;' in page
    assert f"script-src {home}; frame-src {home}" in page
    assert not re.search(r"\$[a-z]", page)


async def test_behind_our_own_proxy_the_manual_says_https(opened):
    told = {"X-Forwarded-Proto": "https", "Host": "bot.xa.gov.vn"}

    trusted = await (await (await opened(trusted_proxies=["127.0.0.1"])).get("/api", headers=told)).text()
    strange = await (await (await opened()).get("/api", headers=told)).text()

    assert "https://bot.xa.gov.vn/embed.js" in trusted
    assert "http://bot.xa.gov.vn/embed.js" in strange


async def test_a_host_that_is_none_does_not_reach_the_page(client):
    page = await (await client.get("/api", headers={"Host": 'x"><script>'})).text()

    assert "<script>" not in page


async def test_the_manual_allows_itself_nothing_but_its_style(client):
    response = await client.get("/api")

    assert "script-src" not in response.headers["Content-Security-Policy"]
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
    for name in re.findall(r'"(static/[^"]+)"', await response.text()):
        assert (await client.get(f"/{name}")).status == 200


async def test_zalo_finds_the_proof_of_the_domain_in_the_page(opened):
    proof = verification_meta("M0x-12")

    page = await (await (await opened(head=proof)).get("/")).text()

    assert '<meta name="zalo-platform-site-verification" content="M0x-12">' in page.partition("</head>")[0]


# Hamlets


@pytest.mark.parametrize("slug", ["thon-dong-khe", "to-dan-pho-so-3", ""])
def test_a_program_may_say_which_hamlet_it_stands_in(slug):
    body = json.dumps(posted(hamlet=slug)).encode()

    assert read(body).hamlet == slug


@pytest.mark.parametrize("odd", ["Thôn Đông", "a/b", "a" * 65, "../x", "a b", 7, None, ["khu-5"], "<script>"])
async def test_what_is_no_link_of_a_hamlet_is_refused(client, odd):
    response = await client.post("/api/v1/messages", json=posted(hamlet=odd))

    assert response.status == 400
