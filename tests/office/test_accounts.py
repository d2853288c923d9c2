"""Tài khoản: adding, changing, locking; nothing that was typed is ever more than text."""

import re

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.office.roles import Role
from bot.store.audit import AuditRow
from bot.store.officers import Officer, OfficerRow
from tests.office.conftest import LOGINS, PASSWORD
from tests.office.payloads import PAYLOADS, strangers

NEW = {"ho-ten": "Đỗ Văn Nam", "ten-dang-nhap": "Nam.Do", "vai-tro": "bien-tap", "thon": ""}


def shown(page):
    return re.search(r'id="mat-khau">([a-z0-9-]+)<', page)[1]


async def test_a_new_officer_comes_in_with_the_password_shown_once(browse):
    admin = await browse(Role.ADMIN)

    added = await admin.post("/tai-khoan/them", NEW)
    password = shown(await added.text())

    assert added.headers["Cache-Control"] == "no-store"
    assert password not in await (await admin.get("/tai-khoan")).text()
    entered = await (await browse()).log_in("nam.do", password)
    assert entered.headers["Location"] == "/canbo/mat-khau"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"ten-dang-nhap": "lan"}, "Đã có tài khoản"),
        ({"ten-dang-nhap": "nguyễn lan"}, "chữ thường không dấu"),
        ({"ten-dang-nhap": "<b>"}, "chữ thường không dấu"),
        ({"ho-ten": " "}, "Chưa ghi họ tên"),
        ({"vai-tro": "thu-ky"}, "Chưa chọn vai trò"),
        ({"vai-tro": "khach"}, "Chưa chọn vai trò"),
        ({"vai-tro": "truong-to"}, "xin ghi tên thôn"),
    ],
)
async def test_what_is_wrong_is_said_and_what_was_typed_stays(browse, wrong, said):
    admin = await browse(Role.ADMIN)

    sent = await admin.post("/tai-khoan/them", NEW | {"ho-ten": "Đỗ Văn Nam"} | wrong)
    page = await sent.text()

    assert sent.status == 422
    assert said in page
    if "ho-ten" not in wrong:
        assert 'value="Đỗ Văn Nam"' in page


async def test_a_changed_role_counts_from_the_next_click_on(browse, officers):
    admin, editor = await browse(Role.ADMIN), await browse(Role.EDITOR)

    fields = {"ho-ten": "Lan", "vai-tro": "truong-to", "thon": "thôn Đoài"}
    await admin.post(f"/tai-khoan/{officers[Role.EDITOR].id}", fields)

    assert (await editor.get("/suc-khoe")).status == 403


async def test_only_a_leader_has_a_hamlet(browse, desk, officers):
    admin, leader = await browse(Role.ADMIN), officers[Role.LEADER]

    await admin.post(f"/tai-khoan/{leader.id}", {"ho-ten": "Tám", "vai-tro": "xem", "thon": "thôn Đông"})

    assert (await desk.officers.get(leader.id)).hamlet == ""


async def test_the_last_admin_cannot_step_down_nor_be_locked_out(browse, desk, officers):
    admin, me = await browse(Role.ADMIN), officers[Role.ADMIN]

    await admin.post(f"/tai-khoan/{me.id}", {"ho-ten": "Hoa", "vai-tro": "xem", "thon": ""})
    page = await (await admin.get("/tai-khoan")).text()
    await admin.post(f"/tai-khoan/{me.id}/khoa")

    assert "quản trị cuối cùng" in page
    assert await desk.officers.get(me.id) == me
    assert "Không tự khoá tài khoản của mình" in await (await admin.get("/tai-khoan")).text()


async def test_locking_logs_out_and_opening_lets_in_again(browse, officers):
    admin, editor, one = await browse(Role.ADMIN), await browse(Role.EDITOR), officers[Role.EDITOR]

    await admin.post(f"/tai-khoan/{one.id}/khoa")
    assert (await editor.get("/suc-khoe")).status == 303
    await admin.post(f"/tai-khoan/{one.id}/mo")

    assert (await (await browse()).log_in("lan")).status == 303


async def test_a_new_password_ends_the_old_one_every_session_and_the_waits(browse, officers):
    admin, editor, one = await browse(Role.ADMIN), await browse(Role.EDITOR), officers[Role.EDITOR]
    stranger = await browse()
    for n in range(7):
        await stranger.get("/dang-nhap")
        await stranger.post("/dang-nhap", {"ten": "lan", "mat-khau": "x"}, headers={"X-Forwarded-For": f"192.0.2.{n}"})

    password = shown(await (await admin.post(f"/tai-khoan/{one.id}/mat-khau")).text())

    assert (await editor.get("/suc-khoe")).status == 303
    await stranger.get("/dang-nhap")
    far = {"X-Forwarded-For": "192.0.2.200"}
    assert (await stranger.post("/dang-nhap", {"ten": "lan", "mat-khau": PASSWORD}, headers=far)).status == 422
    assert (await stranger.post("/dang-nhap", {"ten": "lan", "mat-khau": password}, headers=far)).status == 303


async def test_a_lost_telephone_is_logged_out_from_afar(browse, officers):
    admin, editor = await browse(Role.ADMIN), await browse(Role.EDITOR)

    await admin.post(f"/tai-khoan/{officers[Role.EDITOR].id}/dang-xuat")

    assert (await editor.get("/suc-khoe")).status == 303


async def test_every_change_is_in_the_audit_log_with_before_and_after_and_no_password(browse, desk, officers):
    admin, one = await browse(Role.ADMIN), officers[Role.VIEWER]
    password = shown(await (await admin.post("/tai-khoan/them", NEW)).text())
    await admin.post(f"/tai-khoan/{one.id}", {"ho-ten": "Mai", "vai-tro": "bien-tap", "thon": ""})
    await admin.post(f"/tai-khoan/{one.id}/mat-khau")
    await admin.post(f"/tai-khoan/{one.id}/khoa")

    deeds = await desk.audit.read(limit=4)

    assert [deed.action for deed in deeds] == ["khoá tài khoản", "cấp mật khẩu", "sửa tài khoản", "thêm tài khoản"]
    assert deeds[2].diff == "vai trò: Chỉ xem → vai trò: Biên tập"
    assert {(deed.officer, deed.object) for deed in deeds} == {("hoa", "mai"), ("hoa", "nam.do")}
    assert not any(password in f"{deed}" for deed in deeds)


async def test_nothing_changed_nothing_noted(browse, desk, officers):
    admin, one = await browse(Role.ADMIN), officers[Role.VIEWER]

    await admin.post(f"/tai-khoan/{one.id}", {"ho-ten": "Mai", "vai-tro": "xem", "thon": ""})

    assert {deed.action for deed in await desk.audit.read(limit=9)} == {"đăng nhập"}


async def test_an_account_of_another_commune_is_not_there(browse, desk):
    from bot.store.database import Database
    from bot.store.officers import Officers

    elsewhere = Database(str(desk.store.engine.url), locality="an-phu", pepper="p")
    other = await Officers(elsewhere).add(Officer(0, "an", "An", "quan-tri"), "x", now=desk.clock())
    await elsewhere.close()
    admin = await browse(Role.ADMIN)

    assert (await admin.get(f"/tai-khoan/{other.id}")).status == 404
    assert (await admin.post(f"/tai-khoan/{other.id}/mat-khau")).status == 404
    assert "an-phu" not in LOGINS.values()


@pytest.fixture
async def two_hundred(desk, officers):
    """Accounts and deeds, and a way to give them all their names."""
    database = desk.store.database
    async with database.session(writes=True) as session:
        moment = desk.clock()
        for number in range(200):
            account = {"login": f"u{number}", "role": "xem", "password": "x", "made_at": moment, "password_changed_at": moment}
            session.add(OfficerRow(locality=database.locality, name="x", hamlet="x", **account))
            session.add(
                AuditRow(locality=database.locality, at=moment, officer="x", action="x", object="x", summary="x", diff="x")
            )

    async def named(payloads):
        async with database.session(writes=True) as session:
            accounts = (await session.execute(select(OfficerRow).where(col(OfficerRow.login).startswith("u")))).scalars()
            for row, payload in zip(accounts, payloads, strict=True):
                row.name = row.hamlet = payload
            deeds = (await session.execute(select(AuditRow).where(col(AuditRow.officer) != "hoa"))).scalars()
            for row, payload in zip(deeds, payloads, strict=True):
                row.officer = row.action = row.object = row.summary = row.diff = payload

    return named


async def test_a_name_is_text_wherever_it_is_shown(browse, two_hundred):
    admin = await browse(Role.ADMIN)
    paths = ["/tai-khoan", "/tai-khoan/5", "/tai-khoan/199", *(f"/nhat-ky?tu-dong={start}" for start in (0, 50, 100, 150))]
    harmless = [await (await admin.get(path)).text() for path in paths]

    await two_hundred(PAYLOADS)

    for path, before in zip(paths, harmless, strict=True):
        page = await (await admin.get(path)).text()
        assert strangers(page, before) == "", path
        assert "alert(1)" in page


async def test_what_is_asked_for_in_the_address_is_text(browse):
    admin = await browse(Role.ADMIN)
    harmless = await (await admin.get("/nhat-ky?ai=x&viec=x&tu=x&den=x&tu-dong=x")).text()

    for start in range(0, len(PAYLOADS), 5):
        asked = dict(zip(("ai", "viec", "tu", "den", "tu-dong"), PAYLOADS[start : start + 5], strict=True))
        assert strangers(await (await admin.get("/nhat-ky", params=asked)).text(), harmless) == "", asked
