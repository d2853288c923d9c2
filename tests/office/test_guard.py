"""What every request passes, and what every answer carries."""

import io
import re

import pytest

from bot.office.roles import Role

OFF = {"kenh": "*", "ly-do": "đang sửa"}


async def is_off(desk):
    from bot.store.switches import Switches

    return bool(await Switches(desk.store.database).now_off())


async def test_a_form_of_ours_is_accepted(browse, desk):
    browser = await browse(Role.EDITOR)

    assert (await browser.post("/suc-khoe/tat", OFF)).status == 303
    assert await is_off(desk)


@pytest.mark.parametrize("token", ["", "x", "é", "a" * 43])
async def test_a_form_without_its_token_changes_nothing(browse, desk, token):
    browser = await browse(Role.EDITOR)

    sent = await browser.post("/suc-khoe/tat", OFF, csrf=token)

    assert sent.status == 403
    assert "mở lại trang" in await sent.text()
    assert not await is_off(desk)


async def test_the_token_of_another_officer_is_worth_nothing(browse, desk):
    browser, other = await browse(Role.EDITOR), await browse(Role.ADMIN)

    assert (await browser.post("/suc-khoe/tat", OFF, csrf=other.csrf)).status == 403
    assert not await is_off(desk)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
    ],
)
async def test_another_sites_page_cannot_send_even_with_the_token(browse, desk, headers):
    browser = await browse(Role.EDITOR)

    assert (await browser.post("/suc-khoe/tat", OFF, headers=headers)).status == 403
    assert not await is_off(desk)


async def test_a_script_of_ours_may_send_the_token_in_a_header(browse, desk):
    browser = await browse(Role.EDITOR)

    sent = await browser.post(
        "/suc-khoe/tat", OFF, csrf="", headers={"X-CSRF-Token": browser.csrf, "Sec-Fetch-Site": "same-origin"}
    )

    assert sent.status == 303
    assert await is_off(desk)


async def test_the_log_in_form_needs_the_token_of_its_cookie(browse):
    browser, other = await browse(), await browse()
    await browser.get("/dang-nhap")
    await other.get("/dang-nhap")

    sent = await browser.post("/dang-nhap", {"ten": "lan", "mat-khau": "x"}, csrf=other.csrf)

    assert sent.status == 403


@pytest.mark.parametrize(
    "path",
    [
        "/dang-nhap",
        "/suc-khoe",
        "/khong-co",
        "/static/office.css",
        "/static/khong-co",
        "/nhat-ky/nhat-ky.csv",
        "/tai-khoan/999",
        "/",
    ],
)
async def test_every_answer_carries_the_headers(browse, path):
    response = await (await browse(Role.ADMIN)).get(path)

    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] in ("same-origin", "no-referrer")
    if "/static/office" not in path:
        assert response.headers["Cache-Control"] == "no-store"


async def test_no_page_holds_what_the_policy_refuses(browse, officers):
    browser = await browse(Role.ADMIN)

    for path in ("/suc-khoe", "/tai-khoan", "/tai-khoan/1", "/nhat-ky", "/mat-khau"):
        page = await (await browser.get(path)).text()
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|<script(?! src=)", page)


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(browse):
    entered = await (await browse()).log_in("lan")

    said = entered.headers["Set-Cookie"]
    assert said.startswith("canbo=")
    assert all(word in said for word in ("HttpOnly", "SameSite=Lax", "Path=/canbo"))
    assert "Secure" not in said


async def test_behind_https_the_cookie_never_leaves_it(browse):
    browser = await browse()
    https = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}
    await browser.get("/dang-nhap", headers=https)
    kept = {"Cookie": f"__Host-canbo-form={browser.csrf}"}

    entered = await browser.post("/dang-nhap", {"ten": "lan", "mat-khau": "con trâu đi trước"}, headers=https | kept)

    said = entered.headers["Set-Cookie"]
    assert said.startswith("__Host-canbo=")
    assert all(word in said for word in ("HttpOnly", "SameSite=Lax", "Path=/;", "Secure"))
    assert "Domain" not in said


async def test_too_much_is_refused_in_words(browse):
    browser = await browse(Role.EDITOR)

    body = io.BytesIO(f"csrf={browser.csrf}&ly-do={'x' * (1 << 20)}".encode())
    form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": browser.origin}
    sent = await browser.client.post("/canbo/suc-khoe/tat", data=body, headers=form)

    assert sent.status == 413
    assert "nhiều nhất 1 MB" in await sent.text()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"ly-do=\xff\xfe"),
        ("application/x-www-form-urlencoded; charset=nonsense", b"ly-do=x"),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n'),
    ],
)
async def test_a_form_that_cannot_be_read_is_refused_in_words(browse, kind, body):
    browser = await browse(Role.EDITOR)
    told = {"Content-Type": kind, "Origin": browser.origin}

    sent = await browser.client.post("/canbo/suc-khoe/tat", data=body, headers=told)

    assert sent.status == 400
    assert "không đọc được" in await sent.text()


async def test_what_fails_inside_is_a_page_without_a_word_of_it(browse, desk, server):
    browser = await browse(Role.EDITOR)
    await desk.store.close()
    from sqlalchemy import text

    async with desk.store.database.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE office_session RENAME TO elsewhere"))
    response = await browser.get("/suc-khoe")

    assert response.status == 500
    assert "office_session" not in await response.text()
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    ["/static/../office.py", "/static/%2e%2e%2foffice.py", "/static/..%2f..%2fsettings.py", "/tai-khoan/1%2f..", "/../healthz"],
)
async def test_no_path_leads_out_of_the_house(browse, path):
    from yarl import URL

    browser = await browse(Role.ADMIN)
    response = await browser.client.get(URL("/canbo" + path, encoded=True), allow_redirects=False)

    assert response.status == 404
