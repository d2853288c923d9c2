"""What the doctor says of the machine: settings, folder, database, answers, clock, service, switches, mailboxes."""

import os
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.doctor import (
    clock,
    data_folder,
    database,
    knowledge,
    locality,
    mailboxes,
    service,
    setup,
    switches,
)
from bot.doctor.finding import Level
from bot.store.database import Database
from bot.store.switches import ALL, Off, Switches
from bot.store.tables import MessageRow, OutboxRow
from tests.conftest import NOW
from tests.fakes.telegram_api import TOKEN, TelegramApi


def said(findings):
    return "\n".join(f"{finding.what} {finding.mend}" for finding in findings)


def level(findings):
    return max(finding.level for finding in findings)


# Settings


async def test_good_settings_need_no_mending(case):
    assert level(await setup.look(case())) is Level.FINE


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"pepper": "muoi"}, "PEPPER ngắn hoặc dễ đoán"),
        ({"telegram_token": "1:a", "telegram_secret": "a" * 40}, "TELEGRAM_SECRET ngắn hoặc dễ đoán"),
        ({"telegram_secret": "k3Jd92mXq81LzPw7"}, "Có TELEGRAM_SECRET mà chưa có TELEGRAM_TOKEN"),
        ({"zalo_app_id": "1"}, "Có ZALO_APP_ID mà chưa có ZALO_APP_SECRET"),
        ({"telegram_base_url": "http://127.0.0.1:9/bot"}, "TELEGRAM_BASE_URL không phải địa chỉ thật"),
        ({"zalo_signature": "warn"}, "ai cũng có thể giả làm Zalo"),
        ({"host": "0.0.0.0"}, "chưa khai TRUSTED_PROXIES"),
    ],
)
async def test_what_is_weak_or_half_is_named_with_what_to_do(case, settings, complaint):
    findings = await setup.look(case(**settings))

    assert level(findings) is Level.WARNING
    assert complaint in said(findings)
    assert all(finding.mend for finding in findings)


@pytest.mark.parametrize(
    "settings", [{"web_origins": "xa.gov.vn"}, {"trusted_proxies": "nginx"}, {"frame_ancestors": "javascript:"}]
)
async def test_a_list_that_would_stop_the_start_is_an_error(case, settings):
    findings = await setup.look(case(**settings))

    assert level(findings) is Level.ERROR
    assert "mẫu đúng" in said(findings)


async def test_an_env_file_others_can_read_is_complained_of(case):
    examined = case()
    examined.env_file.write_text("PORT=1", encoding="utf-8")
    examined.env_file.chmod(0o644)
    assert "chmod 600 .env" in said(await setup.look(examined))

    examined.env_file.chmod(0o600)

    assert level(await setup.look(examined)) is Level.FINE


# Data folder


async def test_a_folder_with_room_is_fine(case):
    assert level(await data_folder.look(case())) is Level.FINE


async def test_a_folder_that_is_missing_is_made_at_the_first_start(case, tmp_path):
    findings = await data_folder.look(case(data_dir=tmp_path / "chua-co"))

    assert level(findings) is Level.WARNING
    assert not (tmp_path / "chua-co").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
async def test_a_folder_that_cannot_be_written_is_an_error(case, tmp_path):
    tmp_path.chmod(0o500)

    assert level(await data_folder.look(case())) is Level.ERROR


@pytest.mark.parametrize(("megabytes", "bad"), [(100, Level.ERROR), (500, Level.WARNING), (2000, Level.FINE)])
def test_little_room_is_said_in_time(tmp_path, megabytes, bad):
    findings = [*data_folder._room(tmp_path, megabytes * 1024 * 1024)]

    assert level(findings) is bad


async def test_a_lost_key_is_an_error_once_there_is_something_it_belongs_to(case, tmp_path):
    assert level(await data_folder.look(case(pepper=""))) is Level.FINE

    (tmp_path / "hoi-dap-so.sqlite3").touch()

    assert "Mất tệp khoá" in said(await data_folder.look(case(pepper="")))


async def test_a_key_others_can_read_is_complained_of(case, tmp_path):
    (tmp_path / "pepper").write_text("muoi-tieu", encoding="ascii")
    (tmp_path / "pepper").chmod(0o644)

    assert "chmod 600" in said(await data_folder.look(case(pepper="")))


# Database


async def test_a_database_in_use_is_fine(ready):
    findings = await database.look(await ready())

    assert level(findings) is Level.FINE
    assert findings[0].what.startswith("SQLite, ")


async def test_a_database_that_is_not_there_is_not_made_by_looking(case, tmp_path):
    findings = await database.look(case())

    assert level(findings) is Level.WARNING
    assert "python -m bot run" in said(findings)
    assert list(tmp_path.glob("*.sqlite3")) == []


async def test_tables_of_an_older_version_are_said_and_left_as_they_are(case, tmp_path):
    with sqlite3.connect(tmp_path / "hoi-dap-so.sqlite3") as old:
        old.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        old.execute("INSERT INTO alembic_version VALUES ('0001')")

    findings = await database.look(case())

    assert "bản 0001, chương trình cần bản" in said(findings)
    assert not await database.is_ready(case())


async def test_a_damaged_file_is_an_error_with_a_way_out(ready, tmp_path):
    examined = await ready()
    await examined.database.close()
    file = tmp_path / "hoi-dap-so.sqlite3"
    body = bytearray(file.read_bytes())
    body[8192:-4096] = os.urandom(len(body) - 12288)
    file.write_bytes(body)

    findings = await database.look(examined)

    assert level(findings) is Level.ERROR
    assert "bản sao lưu" in said(findings) or "DATABASE_URL" in said(findings)


async def test_a_server_that_is_not_there_is_an_error_without_the_address(case):
    url = "postgresql+psycopg://lan:mat-khau@127.0.0.1:1/bot"

    findings = await database.look(case(database_url=url))

    assert level(findings) is Level.ERROR
    assert "mat-khau" not in said(findings)


async def test_a_database_server_in_use_is_fine_and_tells_the_time(postgres, case):
    with postgres.database() as url:
        examined = case(database_url=url, now=datetime.now(UTC))
        async with examined.database:
            assert level(await database.look(examined)) is Level.FINE
            assert "so với cơ sở dữ liệu" in said(await clock.look(examined))


# Answers and locality


async def test_answers_that_can_be_read_are_counted_and_those_that_ran_out_named(case):
    findings = await knowledge.look(case())

    assert findings[0].what == "5 câu trả lời, không có lỗi."
    assert "1 câu đã hết hiệu lực: het-han." in said(findings)


@pytest.fixture
def broken(tmp_path):
    folder = tmp_path / "hong"
    folder.mkdir()
    (folder / "ho-tich.yaml").write_text("- id: [", encoding="utf-8")
    return folder


async def test_broken_answers_without_a_good_copy_are_an_error(case, broken):
    assert level(await knowledge.look(case(knowledge=broken))) is Level.ERROR


async def test_broken_answers_with_a_good_copy_are_a_warning(case, broken, tmp_path):
    (tmp_path / "last-good-knowledge").mkdir()

    findings = await knowledge.look(case(knowledge=broken))

    assert level(findings) is Level.WARNING
    assert "bản tốt gần nhất" in said(findings)


async def test_answers_about_to_run_out_are_named_in_time(case):
    findings = await knowledge.look(case(now=datetime(2025, 12, 20, tzinfo=UTC)))

    assert "1 câu hết hiệu lực trong 30 ngày tới: het-han." in said(findings)


@pytest.fixture
def commune(town_folder, tmp_path):
    """The town's answers, and a commune that filled in little."""
    folder = tmp_path / "tra-loi"
    shutil.copytree(town_folder, folder)
    (folder / "dia-phuong").mkdir()
    place = "id: xa-thu\nlevel: xa\nname: xã Thử\nhotline: 0220 3754 123\n"
    (folder / "dia-phuong" / "xa-thu.yaml").write_text(place, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "bad", "complaint"),
    [
        ("", Level.WARNING, "Chưa chọn xã, phường"),
        ("khong-co", Level.ERROR, 'Không có địa phương "khong-co"'),
        ("xa-thu", Level.WARNING, "xã Thử còn trống: hours,"),
    ],
)
async def test_a_locality_is_chosen_there_and_filled(case, commune, name, bad, complaint):
    findings = await locality.look(case(locality=name, knowledge=commune))

    assert level(findings) is bad
    assert complaint in said(findings)


# Clock, service


@pytest.mark.parametrize(
    ("wrong", "bad", "complaint"),
    [
        (timedelta(0), Level.FINE, "Đúng giờ"),
        (timedelta(minutes=5), Level.ERROR, "nhanh 300 giây"),
        (-timedelta(hours=7), Level.ERROR, "chậm"),
    ],
)
async def test_the_clock_is_compared_with_a_providers(case, wrong, bad, complaint):
    async with TelegramApi() as telegram:
        now = datetime.now(UTC) + wrong
        findings = await clock.look(case(now=now, telegram_token=TOKEN, telegram_base_url=telegram.base_url))

    assert level(findings) is bad
    assert complaint in said(findings).replace("299", "300").replace("301", "300")
    assert TOKEN not in said(findings)


async def test_a_clock_nobody_can_be_asked_about_is_no_fault(case):
    assert level(await clock.look(case())) is Level.FINE


@pytest.mark.parametrize(
    ("answer", "status", "bad"),
    [({"ok": True}, 200, Level.FINE), ({"ok": False}, 503, Level.ERROR), ({"chao": 1}, 200, Level.ERROR), ({}, 404, Level.ERROR)],
)
async def test_the_service_is_asked_how_it_is(case, answer, status, bad):
    async def healthy(_):
        return web.json_response(answer, status=status)

    app = web.Application()
    app.router.add_get("/healthz", healthy)
    async with TestServer(app) as server:
        assert level(await service.look(case(port=server.port))) is bad


async def test_a_service_that_does_not_run_is_said(case, unused_tcp_port):
    assert "chưa chạy" in said(await service.look(case(port=unused_tcp_port)))


# Switches and mailboxes


async def test_a_forgotten_switch_is_said_with_the_way_back(ready):
    examined = await ready()
    assert level(await switches.look(examined)) is Level.FINE
    await Switches(examined.database).off(Off(ALL, "bảo trì", NOW, "lan"))
    await Switches(examined.database).off(Off("zalo", "Zalo lỗi", NOW, "lan"))

    findings = await switches.look(examined)

    assert level(findings) is Level.WARNING
    assert "Đang tắt mọi câu trả lời từ 09:00 21/11/2026 (lan): bảo trì" in said(findings)
    assert "python -m bot on --channel zalo" in said(findings)


async def test_before_the_first_start_switches_and_mailboxes_have_nothing_to_say(case):
    assert [*await switches.look(case()), *await mailboxes.look(case())] == []


def arrived(state, *, minutes=0, n=0):
    at = NOW - timedelta(minutes=minutes)
    return MessageRow(locality="", channel="zalo", key=f"{state}{n}", person="x", replies=[], at=at, state=state)


def leaving(state, reason=""):
    return OutboxRow(
        locality="", channel="zalo", account="oa", person="x", message=1, state=state, due=NOW, tries=1, reason=reason, at=NOW
    )


async def filled(examined: Database, *rows):
    async with examined.session(writes=True) as session:
        session.add_all(rows)


async def test_mailboxes_in_order_are_fine(ready):
    examined = await ready()
    await filled(examined.database, arrived("new"), arrived("done"), leaving("pending"), leaving("sent"), leaving("waiting"))

    findings = await mailboxes.look(examined)

    assert level(findings) is Level.FINE
    assert "1 tin đang đợi trả lời, 1 lời đang đợi gửi, 1 lời đợi bà con nhắn lại." in said(findings)


async def test_a_message_that_waits_too_long_is_an_error(ready):
    examined = await ready()
    await filled(examined.database, arrived("new", minutes=6))

    assert "1 tin tới đã hơn 5 phút chưa được trả lời" in said(await mailboxes.look(examined))


async def test_what_was_given_up_is_said_with_its_reason(ready):
    examined = await ready()
    await filled(
        examined.database,
        arrived("parked"),
        leaving("parked", "Zalo từ chối (-233)"),
        leaving("parked", "Zalo từ chối (-233)"),
        leaving("unknown"),
    )

    findings = await mailboxes.look(examined)

    assert level(findings) is Level.WARNING
    assert "2 lời trả lời không gửi được: Zalo từ chối (-233) (2)." in said(findings)
    assert "1 lời trả lời không rõ đã tới chưa" in said(findings)
    assert "1 tin không xử lý được" in said(findings)
