"""Every route with every role. Whoever adds a route adds a line to MAY: what is not there fails."""

import re

import pytest

from bot.office.office import Office
from bot.office.pages import PAGES
from bot.office.roles import ADMINS, ANYBODY, EDITORS, EVERYBODY, LEADERS, READERS, VISITOR, Role
from bot.office.routing import HOME
from tests.office.conftest import LOGINS

MAY = {
    "GET /dang-nhap": ANYBODY,
    "POST /dang-nhap": ANYBODY,
    "POST /dang-xuat": EVERYBODY,
    "GET /con-day": EVERYBODY,
    "GET /mat-khau": EVERYBODY,
    "POST /mat-khau": EVERYBODY,
    "GET /viec-hom-nay": EVERYBODY,
    "GET /viec-hom-nay/{ref}": EVERYBODY,
    "POST /viec-hom-nay/{ref}/bo-qua": EDITORS,
    "POST /viec-hom-nay/hoan-tac": EDITORS,
    "GET /viec-hom-nay/{ref}/gop": EDITORS,
    "POST /viec-hom-nay/{ref}/gop": EDITORS,
    "GET /tra-loi": EVERYBODY,
    "GET /tra-loi/{ref}": LEADERS,
    "POST /tra-loi/{ref}": LEADERS,
    "GET /sua-kien-thuc": EVERYBODY,
    "GET /sua-kien-thuc/cau/{entry}": EVERYBODY,
    "GET /sua-kien-thuc/lich-su": EVERYBODY,
    "GET /sua-kien-thuc/cau/{entry}/lich-su": EVERYBODY,
    "POST /sua-kien-thuc/cau/{entry}/lich-su/{edition}/tro-ve": EDITORS,
    "POST /sua-kien-thuc/cau/{entry}/chuyen": EDITORS,
    "POST /sua-kien-thuc/cau/{entry}/xoa": EDITORS,
    "GET /sua-kien-thuc/cau/{entry}/sua": EDITORS,
    "GET /sua-kien-thuc/moi": EDITORS,
    "POST /sua-kien-thuc/thu": EDITORS,
    "POST /sua-kien-thuc/luu": EDITORS,
    "GET /sua-kien-thuc/nhap/{key}": EDITORS,
    "POST /sua-kien-thuc/nhap/{key}/dang": EDITORS,
    "POST /sua-kien-thuc/nhap/{key}/bo": EDITORS,
    "GET /so-lieu": EVERYBODY,
    "GET /so-lieu/luot-hoi.svg": EVERYBODY,
    "GET /so-lieu/so-lieu.csv": EVERYBODY,
    "GET /so-lieu/so-lieu.xlsx": EVERYBODY,
    "GET /bao-cao": READERS,
    "POST /bao-cao": READERS,
    "POST /bao-cao/tep": READERS,
    "GET /huong-dan": EVERYBODY,
    "GET /suc-khoe": READERS,
    "POST /suc-khoe/kham": READERS,
    "POST /suc-khoe/tat": EDITORS,
    "POST /suc-khoe/bat": EDITORS,
    "POST /suc-khoe/gui-lai": EDITORS,
    "POST /suc-khoe/bo": EDITORS,
    "GET /thon-to": EVERYBODY,
    "GET /thon-to/in": EVERYBODY,
    "GET /thon-to/ma": EVERYBODY,
    "GET /tai-khoan": ADMINS,
    "POST /tai-khoan/them": ADMINS,
    "GET /tai-khoan/{id}": ADMINS,
    "POST /tai-khoan/{id}": ADMINS,
    "POST /tai-khoan/{id}/mat-khau": ADMINS,
    "POST /tai-khoan/{id}/khoa": ADMINS,
    "POST /tai-khoan/{id}/mo": ADMINS,
    "POST /tai-khoan/{id}/dang-xuat": ADMINS,
    "GET /noi-chat": EVERYBODY,
    "POST /noi-chat/ma": EVERYBODY,
    "POST /noi-chat/{id}/ngat": EVERYBODY,
    "GET /nhat-ky": ADMINS,
    "GET /nhat-ky/nhat-ky.csv": ADMINS,
}
ROUTES = {
    f"{route.method} {re.sub(r':[^{}]*({[^}]*})?[^{}]*}', '}', route.path)}": route for page in PAGES for route in page.routes
}


def test_the_table_names_every_route_and_no_other():
    assert set(MAY) == set(ROUTES)


def test_the_console_serves_no_route_that_is_not_a_pages(desk):
    served = {(route.method, route.resource.canonical) for route in Office(desk).app().router.routes()}
    declared = {(route.method, re.sub(r":[^{}]*({[^}]*})?[^{}]*}", "}", route.path)) for route in ROUTES.values()}
    own = {(method, path) for method in ("GET", "HEAD") for path in ("", "/", "/static/{name}")}

    assert served == declared | own


@pytest.mark.parametrize("named", sorted(MAY))
@pytest.mark.parametrize("role", [*Role, VISITOR])
async def test_a_route_is_open_to_its_roles_only(browse, officers, role, named):
    method, path = named.split()
    path = (
        path.replace("{id}", str(officers[Role.VIEWER].id))
        .replace("{entry}", "khai-sinh")
        .replace("{key}", "~0")
        .replace("{edition}", "9")
        .replace("{ref}", "KHONGCO")
    )
    browser = await browse(None if role == VISITOR else role)
    if role == VISITOR:
        await browser.get("/dang-nhap")

    response = await (browser.get(path) if method == "GET" else browser.post(path))

    if role in MAY[named]:
        assert response.status in (200, 204, 303, 422)
        assert "/dang-nhap?" not in response.headers.get("Location", "")
    elif role == VISITOR:
        assert response.status == 303
        assert response.headers["Location"].startswith(f"{HOME}/dang-nhap?")
    else:
        assert response.status == 403


async def test_a_role_nobody_knows_may_do_nothing(browse, desk, officers):
    browser = await browse(Role.EDITOR)
    await desk.officers.change(officers[Role.EDITOR].id, name="Lan", role="thu-ky", hamlet="")

    for named in MAY.keys() - {"GET /dang-nhap", "POST /dang-nhap"}:
        method, path = named.split()
        path = re.sub(r"\{\w+\}", "1", path)
        response = await (browser.get(path) if method == "GET" else browser.post(path))

        assert response.status == 403, named


async def test_the_menu_shows_what_one_may_open(browse):
    viewer = await (await (await browse(Role.VIEWER)).get("/suc-khoe")).text()
    admin = await (await (await browse(Role.ADMIN)).get("/suc-khoe")).text()

    assert "/canbo/tai-khoan" not in viewer
    assert "/canbo/tai-khoan" in admin


async def test_a_viewer_is_offered_no_button_they_may_not_press(browse):
    page = await (await (await browse(Role.VIEWER)).get("/suc-khoe")).text()

    assert "/suc-khoe/tat" not in page


@pytest.mark.parametrize("role", list(Role))
async def test_whoever_comes_in_lands_on_a_page_of_theirs(browse, role):
    browser = await browse(role)

    there = (await browser.get("/")).headers["Location"].removeprefix(HOME)

    assert (await browser.get(there)).status == 200
    assert LOGINS[role] in await (await browser.get(there)).text()
