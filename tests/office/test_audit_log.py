"""Nhật ký."""

import csv
import io
from datetime import timedelta

import pytest

from bot.office.roles import Role
from bot.store.audit import Deed
from tests.conftest import NOW


@pytest.fixture
async def admin(browse, desk):
    """Logged in, with three things done before."""
    browser = await browse(Role.ADMIN)
    for days, officer, action, summary in (
        (0, "lan", "sửa", "Sửa hôm nay"),
        (1, "lan", "sửa", "Sửa hôm qua"),
        (9, "mai", "bỏ", "Bỏ"),
    ):
        await desk.audit.note(Deed(NOW - timedelta(days=days), officer, action, "khai-sinh", summary, "cũ\nmới"))
    return browser


async def page_of(browser, asked):
    return await (await browser.get(f"/nhat-ky?{asked}")).text()


@pytest.mark.parametrize(
    ("asked", "there", "not_there"),
    [
        ("ai=lan", ["Sửa hôm nay", "Sửa hôm qua"], ["Bỏ<"]),
        ("viec=bỏ", ["Bỏ<"], ["Sửa hôm"]),
        ("tu=2026-11-21", ["Sửa hôm nay"], ["Sửa hôm qua"]),
        ("den=2026-11-20", ["Sửa hôm qua"], ["Sửa hôm nay"]),
        ("tu=2026-11-20&den=2026-11-20", ["Sửa hôm qua"], ["Sửa hôm nay", "Bỏ<"]),
        ("tu=hôm qua&den=9999-12-31", ["Sửa hôm nay", "Bỏ<"], []),
        ("ai=khong-ai", ["Không có gì trong khoảng này"], []),
    ],
)
async def test_it_is_filtered(admin, asked, there, not_there):
    shown = await page_of(admin, asked)

    body = shown.split("<tbody>")[-1]
    assert all(words in body for words in there)
    assert not any(words in body for words in not_there)


async def test_it_is_leafed_through(admin, desk):
    for number in range(60):
        await desk.audit.note(Deed(NOW, "lan", "sửa", "", f"Lần {number}."))

    first, second = await page_of(admin, "ai=lan"), await page_of(admin, "ai=lan&tu-dong=50")

    assert "Lần 59." in first
    assert "Lần 9." not in first
    assert "Cũ hơn" in first
    assert "ai=lan" in first.split("Cũ hơn")[0].rsplit("href=", 1)[1]
    assert "Lần 9." in second
    assert "Mới hơn" in second


async def test_it_is_saved_for_a_spreadsheet_which_computes_nothing(admin, desk):
    await desk.audit.note(Deed(NOW, "lan", "sửa", "=1+1", '@SUM(A1) "x"\nhai dòng', "-2+3"))

    response = await admin.get("/nhat-ky/nhat-ky.csv?ai=lan")
    rows = list(csv.reader(io.StringIO((await response.read()).decode("utf-8-sig"))))

    assert response.headers["Content-Disposition"] == "attachment; filename*=UTF-8''nhat-ky-2026-11-21.csv"
    assert rows[1] == ["09:00 21/11/2026", "lan", "sửa", "'=1+1", '\'@SUM(A1) "x"\nhai dòng', "'-2+3"]
    assert len(rows) == 4
