"""Thôn, tổ: links and posters, accounts that name a hamlet, and what a leader gets to see of it all."""

import re
from dataclasses import replace

import pytest

from bot.assistant import Assistant
from bot.core.matching import Matcher
from bot.core.message import Message
from bot.delivery.thinking import Thinking
from bot.office.posters import Way, picture
from bot.office.roles import Role
from tests.conftest import NOW
from tests.hamlets_scene import COMMUNE, responder_over

AT = "/thon-to"
HAMLETS = ("thôn Đông", "thôn Đoài", "tổ dân phố số 3")
UNKNOWN = "nuôi voi cần giấy phép của ai"


class Telegram:
    """A provider with links."""

    name = "telegram"

    def invitation(self, word):
        return f"https://t.me/XaThuBot?start={word}"


@pytest.fixture(scope="module")
def commune(town):
    return responder_over(town, Matcher(town), *HAMLETS)


@pytest.fixture
async def desk(desk, commune):
    settings = desk.settings.model_copy(update={"locality": COMMUNE, "web_url": "https://hoidap.xa.gov.vn"})
    return replace(desk, settings=settings, thinking=Thinking(commune), channels={"telegram": Telegram()})


async def text_of(browser, path):
    return await (await browser.get(path)).text()


@pytest.mark.parametrize("role", [Role.ADMIN, Role.EDITOR, Role.VIEWER])
async def test_every_hamlet_has_its_links_and_its_leader(browse, role):
    page = await text_of(await browse(role), AT)

    assert "https://hoidap.xa.gov.vn/?thon=thon-dong" in page
    assert "https://t.me/XaThuBot?start=thon_to-dan-pho-so-3" in page
    assert "tổ trưởng: Tám" in page


async def test_a_leader_sees_their_own_hamlet_only(browse):
    leader = await browse(Role.LEADER)

    pages = [await text_of(leader, path) for path in (AT, f"{AT}/in", f"{AT}/in?thon=thon-doai")]

    assert "thon=thon-dong&" in pages[0].replace("&amp;", "&")
    assert not any("thon-doai" in page or "thôn Đoài" in page for page in pages)
    assert (await leader.get(f"{AT}/ma?thon=thon-doai&qua=web")).status == 303
    assert (await leader.get(f"{AT}/ma?thon=thon-dong&qua=web")).status == 200


async def test_a_poster_is_a_sheet_with_the_codes_of_its_hamlet(browse):
    browser = await browse(Role.VIEWER)

    one, every = await text_of(browser, f"{AT}/in?thon=thon-doai&kho=a5"), await text_of(browser, f"{AT}/in")

    assert 'class="a5"' in one
    assert one.count('class="sheet"') == 1
    assert "thôn Đoài" in one
    assert "vào rồi gõ" not in one
    assert 'class="a4"' in every
    assert every.count('class="sheet"') == len(HAMLETS)


async def test_codes_can_be_shown_and_saved(browse):
    browser = await browse(Role.EDITOR)

    shown = await browser.get(f"{AT}/ma?thon=thon-dong&qua=web")
    saved = await browser.get(f"{AT}/ma?thon=thon-dong&qua=telegram&dang=png&tai=1")

    assert shown.content_type == "image/svg+xml"
    assert (await shown.read()).startswith(b"<?xml")
    assert saved.headers["Content-Disposition"] == "attachment; filename*=UTF-8''ma-qr-thon-dong-telegram.png"
    assert (await saved.read()).startswith(b"\x89PNG")


@pytest.mark.parametrize("query", ["", "?thon=khong-co&qua=web", "?thon=thon-dong&qua=fax", "?thon=../x&qua=web&dang=exe"])
async def test_a_code_of_nothing_leads_back_to_the_page(browse, query):
    assert (await (await browse(Role.EDITOR)).get(f"{AT}/ma{query}")).status == 303


async def test_the_commune_s_zalo_stands_on_the_poster_with_what_to_type(browse, desk, commune, town):
    place = commune.knowledge.localities[COMMUNE].model_copy(update={"zalo_oa": "zalo.me/123"})
    knowledge = replace(commune.knowledge, localities={COMMUNE: place})
    desk.thinking.serve(type(commune)(knowledge, commune.matcher, locality=COMMUNE))

    page = await text_of(await browse(Role.EDITOR), f"{AT}/in?thon=thon-dong")

    assert "qua=zalo" in page
    assert "vào rồi gõ: thôn Đông" in page


async def test_without_an_address_or_a_list_it_is_said_what_to_set(browse, desk, responder):
    object.__setattr__(desk.settings, "web_url", "")
    browser = await browse(Role.EDITOR)
    assert "WEB_URL=https://" in await text_of(browser, AT)

    desk.thinking.serve(responder)
    page = await text_of(browser, AT)

    assert "Chưa có danh sách thôn" in page
    assert f"dia-phuong/{COMMUNE}.yaml" in page


def test_a_code_holds_its_link_however_long():
    link = Way("web", "https://hoidap.xa.gov.vn/?thon=" + "a" * 56).link

    assert len(picture(link, "png")) > 500


# --- accounts


async def test_accounts_offer_the_commune_s_hamlets_and_keep_them_as_its_file_calls_them(browse, desk, officers):
    admin, leader = await browse(Role.ADMIN), officers[Role.LEADER]
    page = await text_of(admin, "/tai-khoan")

    await admin.post(f"/tai-khoan/{leader.id}", {"ho-ten": "Tám", "vai-tro": "truong-to", "thon": "to dan pho 3"})

    assert re.findall(r'<option value="([^"]+)">', page) == list(HAMLETS)
    assert (await desk.officers.get(leader.id)).hamlet == "tổ dân phố số 3"


async def test_a_leader_of_a_hamlet_that_is_not_on_the_list_is_warned_of(browse, officers):
    admin, leader = await browse(Role.ADMIN), officers[Role.LEADER]
    warning = "thôn không có trong danh sách"
    assert warning not in await text_of(admin, "/tai-khoan")

    await admin.post(f"/tai-khoan/{leader.id}", {"ho-ten": "Tám", "vai-tro": "truong-to", "thon": "thôn Thượng"})

    assert warning in await text_of(admin, "/tai-khoan")
    assert warning in await text_of(admin, f"/tai-khoan/{leader.id}")
    assert "Tám: thôn Thượng" in await text_of(admin, AT)
    assert "danh sách của xã không có tên ấy" in await text_of(await browse(Role.LEADER), AT)


# --- from the resident to the leader


async def test_what_residents_of_a_hamlet_ask_in_vain_its_leader_sees_and_nobody_else_s(browse, desk, store):
    assistant = Assistant(desk.thinking, store, clock=lambda: NOW)
    said = iter(range(99))
    for chat, text in (
        ("lan", "tôi ở thôn Đông"),
        ("lan", UNKNOWN),
        ("minh", "/start thon_thon-doai"),
        ("minh", "nuôi cá sấu thì xin phép ai"),
    ):
        await assistant.answer(Message("web", chat, f"m{next(said)}", text))

    leader, editor = await browse(Role.LEADER), await browse(Role.EDITOR)

    seen = await text_of(leader, "/viec-hom-nay")
    assert UNKNOWN in seen
    assert "cá sấu" not in seen
    everything = await text_of(editor, "/viec-hom-nay")
    assert UNKNOWN in everything
    assert "cá sấu" in everything
