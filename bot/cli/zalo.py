"""zalo connect: an officer lets the assistant act for the OA. Facts: channels.md A8 (2026-11)."""

import asyncio
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import click
from aiohttp import web

from bot.app import pepper_of
from bot.channels.http import Caller, MayHaveArrived, NeverLeft
from bot.channels.zalo import Grant, OAuth, Pkce, Refusal
from bot.cli.zalo_status import oa_name
from bot.errors import BotError, SettingsError
from bot.settings import Settings, load_settings
from bot.store.database import Database
from bot.store.tokens import ZaloTokens

CONSENT_MINUTES = 10
"""How long the code of a consent lives."""
EVENTS = (
    "Người dùng gửi tin nhắn: văn bản, hình ảnh, liên kết, âm thanh, video, sticker, vị trí, danh thiếp, tệp (user_send_…)",
    "Người dùng quan tâm, bỏ quan tâm (follow, unfollow) và bấm nút Nhắn tin (user_click_chatnow)",
    "OA gửi tin nhắn (oa_send_…): để trợ lý biết tin đã tới, và im lặng khi cán bộ tự trả lời",
    "Người dùng yêu cầu xóa dữ liệu (user_withdraw) và OA thu hồi quyền (permission_revoked)",
)
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_ARRIVED = "<!doctype html><html lang=vi><meta charset=utf-8><title>Zalo</title><p>Xong. Mời cán bộ quay lại cửa sổ lệnh."


class NotConnected(BotError):
    """The OA could not be connected."""


def connect(*, paste: bool) -> None:
    """Guide an officer through the consent.

    Raises:
        BotError: saying what to do, when it did not work out.
    """
    settings = load_settings()
    _need(settings, "zalo_app_id", "zalo_app_secret", "zalo_redirect_url")
    pkce, redirect = Pkce.new(), settings.zalo_redirect_url
    address = _oauth(settings).permission(settings.zalo_oauth_url, redirect, pkce)
    here = urlsplit(redirect).scheme == "http" and urlsplit(redirect).hostname in _LOOPBACK and not paste
    click.echo("Bước 1. Người quản trị OA đăng nhập Zalo, mở địa chỉ này trong trình duyệt rồi bấm Đồng ý:\n")
    click.echo(f"{address}\n")
    if here:
        click.echo(f"Bước 2. Đang chờ Zalo chuyển về {redirect} (tối đa {CONSENT_MINUTES} phút; Ctrl-C để thôi)…")
        given = asyncio.run(_awaited(redirect))
    else:
        click.echo(f"Bước 2. Đồng ý xong, trình duyệt chuyển về {redirect}… Chép cả dòng địa chỉ đó, dán vào đây")
        pasted = click.prompt(f"(trong vòng {CONSENT_MINUTES} phút, trang có báo lỗi cũng không sao)", prompt_suffix=":\n")
        given = _query(pasted)
    asyncio.run(_connected(settings, pkce, _code(given, pkce), given.get("oa_id", "")))


def _need(settings: Settings, *names: str) -> None:
    where = {
        "zalo_app_id": "trang ứng dụng ở developers.zalo.me",
        "zalo_app_secret": "trang ứng dụng ở developers.zalo.me, mục Khóa bí mật của ứng dụng",
        "zalo_redirect_url": "mục Official Account > Callback URL của ứng dụng, ví dụ https://hoidap.xa.gov.vn/zalo/callback",
    }
    missing = [name for name in names if not _plain(getattr(settings, name))]
    if missing:
        raise SettingsError("Thiếu " + "; ".join(f"{name.upper()} (lấy ở {where[name]})" for name in missing))


def _plain(value: object) -> str:
    return value.get_secret_value() if hasattr(value, "get_secret_value") else str(value)


def _oauth(settings: Settings) -> OAuth:
    caller = Caller(settings.zalo_oauth_url, total_seconds=settings.zalo_timeout)
    return OAuth(caller, app_id=settings.zalo_app_id, app_secret=settings.zalo_app_secret.get_secret_value())


def _query(pasted: str) -> dict[str, str]:
    """What Zalo added to the address: the whole line was pasted, or only what follows the question mark."""
    pasted = pasted.strip().strip("\"'<>")
    return dict(parse_qsl(urlsplit(pasted).query or pasted.lstrip("?")))


def _code(given: Mapping[str, str], pkce: Pkce) -> str:
    if not secrets.compare_digest(given.get("state", "").encode(), pkce.state.encode()):
        raise NotConnected(
            "Dòng địa chỉ không phải của lần đồng ý này (state không khớp), hoặc chép thiếu. Chạy lại lệnh và làm từ đầu."
        )
    if not given.get("code") or not given.get("oa_id"):
        raise NotConnected("Zalo không đưa mã: có thể người quản trị chưa bấm Đồng ý. Chạy lại lệnh và làm từ đầu.")
    return given["code"]


async def _awaited(redirect: str) -> dict[str, str]:
    """What the officer's browser brings to this machine."""
    came: asyncio.Future[dict[str, str]] = asyncio.get_running_loop().create_future()

    async def arrived(request: web.Request) -> web.Response:
        if not came.done():
            came.set_result(dict(request.query))
        return web.Response(text=_ARRIVED, content_type="text/html", headers={"Referrer-Policy": "no-referrer"})

    place = urlsplit(redirect)
    app = web.Application()
    app.add_routes([web.get(place.path or "/", arrived)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, place.hostname, place.port or 80).start()
        async with asyncio.timeout(CONSENT_MINUTES * 60):
            return await came
    except TimeoutError as exc:
        raise NotConnected(f"Đã chờ {CONSENT_MINUTES} phút mà Zalo chưa chuyển về. Chạy lại lệnh.") from exc
    except OSError as exc:
        raise NotConnected(
            f"Không mở được {redirect} trên máy này (trợ lý đang chạy ở đó?). Chạy lại với --paste rồi dán dòng địa chỉ."
        ) from exc
    finally:
        await runner.cleanup()


async def _connected(settings: Settings, pkce: Pkce, code: str, oa_id: str) -> None:
    if settings.zalo_oa_id and settings.zalo_oa_id != oa_id:
        raise NotConnected(f"Vừa đồng ý cho OA {oa_id}, mà ZALO_OA_ID là {settings.zalo_oa_id}. Chọn đúng OA rồi làm lại.")
    async with Database(settings.database, locality=settings.locality, pepper=pepper_of(settings)) as database:
        tokens = ZaloTokens(database)
        grant, now = await _exchanged(settings, pkce, code), datetime.now(UTC)
        await tokens.connect(oa_id, grant.access, grant.refresh, until=now + timedelta(seconds=grant.seconds), now=now)
        click.echo("\nBước 3. Đã nhận và cất mã truy cập (mã hóa trong cơ sở dữ liệu).")
        click.echo(f"OA: {await oa_name(settings, grant.access)} (mã {oa_id})")
        if await tokens.load(settings.zalo_oa_id) is None:
            click.echo(f"Cơ sở dữ liệu đang giữ mã của nhiều OA: ghi thêm ZALO_OA_ID={oa_id} vào .env.")
    click.echo("\n".join(_what_remains(settings)))


async def _exchanged(settings: Settings, pkce: Pkce, code: str) -> Grant:
    oauth = _oauth(settings)
    try:
        return await oauth.exchange(code, pkce)
    except Refusal as exc:
        raise NotConnected(f"{exc}. Kiểm tra ZALO_APP_ID, ZALO_APP_SECRET; mã chỉ dùng được một lần trong 10 phút.") from exc
    except NeverLeft as exc:
        raise NotConnected("Không kết nối được máy chủ Zalo. Kiểm tra mạng rồi chạy lại lệnh.") from exc
    except MayHaveArrived as exc:
        raise NotConnected("Zalo không trả lời rõ ràng; mã có thể đã bị dùng mất. Chạy lại lệnh và làm từ đầu.") from exc
    finally:
        await oauth.close()


def _what_remains(settings: Settings) -> list[str]:
    place = urlsplit(settings.zalo_redirect_url)
    public = place.scheme == "https" and place.hostname not in _LOOPBACK
    webhook = f"https://{place.netloc}/zalo" if public else "https://TÊN-MIỀN-CỦA-XÃ/zalo"
    lines = ["", "Còn lại, ở trang ứng dụng trên developers.zalo.me:"]
    if not settings.zalo_verifier:
        lines.append("- Xác thực tên miền: ghi mã Zalo đưa vào ZALO_VERIFIER, khởi động lại trợ lý, rồi bấm Xác thực.")
    if not settings.zalo_oa_secret.get_secret_value():
        lines.append("- Chép OA Secret Key ở trang Webhook vào ZALO_OA_SECRET.")
    lines += [f"- Webhook URL: {webhook} (trợ lý phải đang chạy khi bấm Kiểm tra).", "- Bật các sự kiện:"]
    lines += [f"  + {event}" for event in EVENTS]
    lines += [
        "- TẮT “Lọc cú pháp”: bật thì Zalo chỉ chuyển tin bắt đầu bằng #.",
        "Rồi khởi động lại trợ lý (python -m bot run), nhắn thử cho OA, và xem lại bằng: python -m bot zalo status",
    ]
    return lines
