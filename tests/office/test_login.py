"""Logging in and out; sessions; guessing passwords."""

import asyncio

import pytest

from bot.office.roles import Role
from tests.office.conftest import PASSWORD, QUICK

WRONG = "Tên đăng nhập hoặc mật khẩu chưa đúng"


def cookie(browser, name="canbo"):
    return browser.client.session.cookie_jar.filter_cookies(browser.client.make_url("/canbo/"))[name].value


def plant(browser, value, name="canbo"):
    browser.client.session.cookie_jar.update_cookies({name: value}, browser.client.make_url("/canbo/"))


async def guess(browser, login, password="sai bét", *, address="203.0.113.7"):
    """The status of one try to log in, and what the page says."""
    if not browser.csrf:
        await browser.get("/dang-nhap")
    fields = {"ten": login, "mat-khau": password}
    response = await browser.post("/dang-nhap", fields, headers={"X-Forwarded-For": address})
    return response.status, await response.text()


async def test_an_officer_logs_in_and_sees_the_page_they_wanted(browse):
    browser = await browse()

    wanted = await browser.get("/suc-khoe?x=1")
    assert wanted.headers["Location"] == "/canbo/dang-nhap?den=/suc-khoe%3Fx%3D1"
    page = await (await browser.get("/dang-nhap?den=/suc-khoe%3Fx%3D1")).text()
    assert 'value="/suc-khoe?x=1"' in page
    entered = await browser.post("/dang-nhap", {"ten": " Lan", "mat-khau": PASSWORD, "den": "/suc-khoe?x=1"})

    assert (entered.status, entered.headers["Location"]) == (303, "/canbo/suc-khoe?x=1")
    assert (await browser.get("/suc-khoe")).status == 200


@pytest.mark.parametrize("there", ["https://evil.example/", "//evil.example", "\\\\evil.example", "/dang-nhap", "x", "/\r\nX: y"])
async def test_logging_in_never_leads_to_another_site(browse, there):
    browser = await browse()
    await browser.get("/dang-nhap")

    entered = await browser.post("/dang-nhap", {"ten": "lan", "mat-khau": PASSWORD, "den": there})

    assert entered.status == 303
    assert entered.headers["Location"].startswith("/canbo/")
    assert entered.headers["Location"][7:8] not in ("/", "\\")
    assert "X" not in entered.headers


async def test_after_logging_out_the_old_cookie_is_worth_nothing(browse):
    browser = await browse(Role.EDITOR)
    kept = cookie(browser)

    left = await browser.post("/dang-xuat")
    plant(browser, kept)

    assert left.headers["Location"] == "/canbo/dang-nhap"
    assert (await browser.get("/suc-khoe")).status == 303


async def test_a_session_id_that_somebody_planted_is_not_taken_over(browse):
    browser = await browse()
    await browser.get("/dang-nhap")
    plant(browser, "a" * 43)

    await browser.log_in("lan")
    attacker = await browse()
    plant(attacker, "a" * 43)

    assert cookie(browser) != "a" * 43
    assert (await attacker.get("/suc-khoe")).status == 303


async def test_every_log_in_and_every_new_password_has_a_new_session_id(browse):
    browser = await browse(Role.EDITOR)
    first = cookie(browser)
    await browser.get("/mat-khau")
    fields = {"mat-khau-cu": PASSWORD, "mat-khau-moi": "đường làng quanh co", "nhac-lai": "đường làng quanh co"}

    assert (await browser.post("/mat-khau", fields)).status == 303
    second = cookie(browser)
    assert (await browser.get("/suc-khoe")).status == 200
    plant(browser, first)

    assert first != second
    assert (await browser.get("/suc-khoe")).status == 303


async def test_a_log_in_over_another_one_ends_the_first(browse):
    browser = await browse(Role.VIEWER)
    first, token = cookie(browser), browser.csrf

    entered = await browser.post("/dang-nhap", {"ten": "lan", "mat-khau": PASSWORD, "csrf": token})
    plant(browser, first)

    assert entered.status == 303
    assert (await browser.get("/suc-khoe")).status == 303


async def test_who_does_nothing_for_half_an_hour_is_logged_out(browse, clock):
    browser = await browse(Role.EDITOR)

    clock.passes(minutes=29)
    assert (await browser.get("/suc-khoe")).status == 200
    clock.passes(minutes=29)
    assert (await browser.get("/suc-khoe")).status == 200
    clock.passes(minutes=31)

    assert (await browser.get("/suc-khoe")).status == 303


async def test_after_twelve_hours_everybody_logs_in_anew(browse, clock):
    browser = await browse(Role.EDITOR)

    for _ in range(35):
        clock.passes(minutes=20)
        assert (await browser.get("/suc-khoe")).status == 200
    clock.passes(minutes=21)

    assert (await browser.get("/suc-khoe")).status == 303


async def test_what_was_sent_too_late_is_answered_with_the_log_in_form_and_its_reason(browse, clock):
    browser = await browse(Role.EDITOR)
    clock.passes(hours=1)

    sent = await browser.post("/suc-khoe/tat", {"kenh": "*", "ly-do": "x"})

    assert "Phiên làm việc đã hết" in await (await browser.get(sent.headers["Location"].removeprefix("/canbo"))).text()


async def test_a_locked_account_is_out_at_once_and_stays_out(browse, desk, officers):
    browser = await browse(Role.EDITOR)
    await desk.officers.disable(officers[Role.EDITOR].id, disabled=True)

    assert (await browser.get("/suc-khoe")).status == 303
    assert WRONG in (await guess(await browse(), "lan", PASSWORD))[1]


async def test_a_wrong_password_and_an_unknown_login_are_told_alike(browse):
    known, unknown = [await guess(await browse(), login) for login in ("lan", "khong-co-ai")]

    assert known[0] == unknown[0] == 422
    assert WRONG in known[1]
    assert known[1].replace("lan", "?").count(WRONG) == unknown[1].count(WRONG) == 1


async def test_what_was_typed_as_a_password_is_not_in_the_page(browse):
    assert "sai bét" not in (await guess(await browse(), "lan"))[1]


async def test_waits_grow_with_every_failure_and_even_the_right_password_waits(browse, clock):
    browser, waits = await browse(), []
    for _ in range(5):
        assert (await guess(browser, "lan"))[0] == 422
    for _ in range(4):
        await guess(browser, "lan")
        seconds = 0
        while (await guess(browser, "lan", PASSWORD if seconds == 0 else "x"))[0] == 429:
            clock.passes(seconds=1)
            seconds += 1
        waits.append(seconds)

    assert waits == sorted(waits)
    assert waits[0] >= 5
    assert waits[-1] > 2 * waits[0]


async def test_the_wait_is_told_and_ends(browse, clock):
    browser = await browse()
    for _ in range(6):
        await guess(browser, "lan")

    status, said = await guess(browser, "lan", PASSWORD)
    assert (status, "Xin đợi 5 giây" in said) == (429, True)
    clock.passes(seconds=6)

    assert (await guess(browser, "lan", PASSWORD))[0] == 303


async def test_many_guesses_at_the_same_moment_are_no_way_round(browse):
    browser = await browse()
    await browser.get("/dang-nhap")

    answers = await asyncio.gather(*(guess(browser, "lan", f"đoán {n}") for n in range(30)))

    assert sum(status == 422 for status, _ in answers) <= 6


async def test_one_address_cannot_go_through_many_logins(browse):
    browser = await browse()

    statuses = [(await guess(browser, f"ai-do-{n}"))[0] for n in range(40)]

    assert statuses.count(422) == 31
    assert (await guess(browser, "lan", PASSWORD, address="198.51.100.9"))[0] == 303


async def test_nobody_can_lock_an_officer_out_of_where_they_always_log_in(browse):
    await guess(await browse(), "lan", PASSWORD, address="192.0.2.1")
    stranger = await browse()
    for n in range(12):
        await guess(stranger, "lan", address=f"198.51.100.{n}")

    assert (await guess(await browse(), "lan", PASSWORD, address="198.51.100.200"))[0] == 429
    assert (await guess(await browse(), "lan", PASSWORD, address="192.0.2.1"))[0] == 303


async def test_a_day_later_failures_are_forgotten(browse, clock):
    browser = await browse()
    for _ in range(6):
        await guess(browser, "lan")
    clock.passes(days=1, minutes=1)

    for _ in range(5):
        assert (await guess(browser, "lan"))[0] == 422


async def test_a_one_time_password_opens_nothing_but_the_form_for_ones_own(browse, desk, officers, clock):
    hashed = await QUICK.hashed("tam-tam-tam")
    until = clock.now.replace(year=2027)
    await desk.officers.set_password(officers[Role.ADMIN].id, hashed, now=clock.now, one_time_until=until)
    browser = await browse()

    entered = await browser.log_in("hoa", "tam-tam-tam")
    assert entered.headers["Location"] == "/canbo/mat-khau"
    assert (await browser.get("/tai-khoan")).headers["Location"] == "/canbo/mat-khau"
    await browser.get("/mat-khau")
    fields = {"mat-khau-cu": "tam-tam-tam", "mat-khau-moi": "đường làng quanh co", "nhac-lai": "đường làng quanh co"}
    assert (await browser.post("/mat-khau", fields)).status == 303

    assert (await browser.get("/tai-khoan")).status == 200


async def test_a_one_time_password_ends(browse, desk, officers, clock):
    hashed = await QUICK.hashed("tam-tam-tam")
    await desk.officers.set_password(officers[Role.ADMIN].id, hashed, now=clock.now, one_time_until=clock.now)

    assert (await guess(await browse(), "hoa", "tam-tam-tam"))[0] == 422


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("sai", "đường làng quanh co", "đường làng quanh co", "Mật khẩu đang dùng chưa đúng"),
        (PASSWORD, "ngắn quá", "ngắn quá", "ít nhất 10 ký tự"),
        (PASSWORD, "đường làng quanh co", "đường làng quanh", "chưa giống nhau"),
        (PASSWORD, PASSWORD, PASSWORD, "phải khác"),
        (PASSWORD, "aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "quá dễ đoán"),
        (PASSWORD, "Matkhau@2026", "Matkhau@2026", "quá dễ đoán"),
        (PASSWORD, "Lan@Lan-2026", "Lan@Lan-2026", "gần như là tên"),
    ],
)
async def test_a_new_password_must_be_a_good_one(browse, old, new, again, said):
    browser = await browse(Role.EDITOR)

    sent = await browser.post("/mat-khau", {"mat-khau-cu": old, "mat-khau-moi": new, "nhac-lai": again})

    assert sent.status == 422
    assert said in await sent.text()


async def test_a_password_typed_on_another_keyboard_is_the_same_one(browse, desk, officers, clock):
    hashed = await QUICK.hashed("đường làng quanh co")
    await desk.officers.set_password(officers[Role.EDITOR].id, hashed, now=clock.now)

    # a Mac composes the letters from parts
    assert (await guess(await browse(), "lan", "đường làng quanh co"))[0] == 303


async def test_without_any_account_the_form_says_how_to_make_the_first(desk, server, browse, officers):
    page = await (await (await browse()).get("/dang-nhap")).text()
    assert "python -m bot officer add" not in page
    from sqlalchemy import text

    async with desk.store.database.engine.begin() as connection:
        await connection.execute(text("DELETE FROM officer"))

    page = await (await (await browse()).get("/dang-nhap")).text()

    assert "python -m bot officer add" in page


async def test_who_types_for_long_stays_logged_in(browse, clock):
    browser = await browse(Role.EDITOR)

    for _ in range(4):
        clock.passes(minutes=20)
        assert (await browser.get("/con-day")).status == 204

    assert (await browser.get("/suc-khoe")).status == 200


async def test_the_address_of_a_form_that_was_sent_leads_back_to_its_page(browse):
    browser = await browse(Role.ADMIN)

    again = await browser.get("/tai-khoan/them")

    assert (again.status, again.headers["Location"]) == (303, "/canbo/tai-khoan")


async def test_logging_in_is_in_the_audit_log(browse, desk):
    await browse(Role.EDITOR)

    [deed] = await desk.audit.read(limit=9)

    assert (deed.officer, deed.action) == ("lan", "đăng nhập")


async def test_what_was_done_is_said_on_the_page_one_lands_on_and_only_there(browse):
    browser = await browse(Role.EDITOR)
    fields = {"mat-khau-cu": PASSWORD, "mat-khau-moi": "đường làng quanh co", "nhac-lai": "đường làng quanh co"}
    await browser.post("/mat-khau", fields)

    await browser.get("/")  # leads on to the first page of the menu
    first, second = [await (await browser.get("/suc-khoe")).text() for _ in range(2)]

    assert "Đã đổi mật khẩu" in first
    assert "Đã đổi mật khẩu" not in second
