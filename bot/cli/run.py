"""run: the service, until Ctrl-C."""

import logging
from typing import Any

import click
from aiohttp import web

from bot.app import build_app
from bot.office.routing import HOME
from bot.settings import Settings, load_settings


def serve(options: dict[str, Any]) -> None:
    """Start on the settings; `options` come from the command line and win.

    Raises:
        BotError: when a setting or the knowledge is wrong, before anything listens.
    """
    settings = load_settings(**options)
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    click.echo("Đang đọc câu hỏi…")
    app = build_app(settings)
    app.on_startup.append(_announced(settings))
    try:
        web.run_app(app, host=settings.host, port=settings.port, print=None, access_log=None, shutdown_timeout=5)
    except OSError as error:
        raise click.ClickException(
            f"Không mở được {settings.host}:{settings.port} ({error.strerror}); đổi PORT hoặc tắt chương trình kia"
        ) from error
    click.echo("Đã dừng.")


def _announced(settings: Settings) -> Any:
    host, port = settings.host, settings.port
    channels = {
        "Zalo OA": (settings.zalo_app_id, "ZALO_APP_ID"),
        "Zalo Bot": (settings.zalo_bot_token.get_secret_value(), "ZALO_BOT_TOKEN"),
        "Messenger": (settings.messenger_token.get_secret_value(), "MESSENGER_TOKEN"),
        "Telegram": (settings.telegram_token.get_secret_value(), "TELEGRAM_TOKEN"),
    }

    async def announced(_: web.Application) -> None:
        shown = "127.0.0.1" if host in ("0.0.0.0", "::", "") else host  # noqa: S104
        click.echo(f"Trang chat:  http://{shown}:{port}/")
        click.echo(f'Nhúng vào trang của xã:  <script src="http://{shown}:{port}/embed.js" async></script>')
        click.echo(f"Trang cán bộ:  http://{shown}:{port}{HOME}/")
        for channel, (value, name) in channels.items():
            click.echo(f"{channel}:  {'bật' if value else f'tắt (chưa có {name})'}")
        click.echo("Dừng lại: Ctrl-C")

    return announced
