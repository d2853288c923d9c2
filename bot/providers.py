"""The providers: a channel for each whose settings are there."""

from collections.abc import Iterator

from bot.channels import Accept, Channel, messenger, telegram, zalo, zalo_bot
from bot.settings import Settings
from bot.store.counters import Counters
from bot.store.database import Database
from bot.store.tokens import ZaloTokens


def providers(settings: Settings, accept: Accept, database: Database, *, inline: telegram.Inline) -> Iterator[Channel]:
    """The channels in service, Zalo first."""
    if settings.zalo_app_id:
        yield _zalo(settings, accept, ZaloTokens(database))
    if settings.zalo_bot_token.get_secret_value():
        yield _zalo_bot(settings, accept, Counters(database))
    if settings.messenger_token.get_secret_value():
        yield _messenger(settings, accept)
    if settings.telegram_token.get_secret_value():
        yield _telegram(settings, accept, inline)


def _zalo(settings: Settings, accept: Accept, tokens: ZaloTokens) -> zalo.Zalo:
    return zalo.Zalo(
        accept,
        tokens,
        app_id=settings.zalo_app_id,
        app_secret=settings.zalo_app_secret.get_secret_value(),
        oa_secret=settings.zalo_oa_secret.get_secret_value(),
        oa_id=settings.zalo_oa_id,
        verifier=settings.zalo_verifier,
        enforce=settings.zalo_signature == "enforce",
        base_url=settings.zalo_base_url,
        oauth_url=settings.zalo_oauth_url,
        per_minute=settings.zalo_per_minute,
        timing=zalo.Timing(request=settings.zalo_timeout),
    )


def _zalo_bot(settings: Settings, accept: Accept, counters: Counters) -> zalo_bot.ZaloBot:
    return zalo_bot.ZaloBot(
        settings.zalo_bot_token.get_secret_value(),
        accept,
        counters,
        base_url=settings.zalo_bot_base_url,
        webhook_url=settings.zalo_bot_webhook_url,
        secret=settings.zalo_bot_secret.get_secret_value(),
        quota=settings.zalo_bot_quota,
        timing=zalo_bot.Timing(
            poll=settings.zalo_bot_poll, poll_floor=settings.zalo_bot_poll_floor, request=settings.zalo_bot_timeout
        ),
    )


def _messenger(settings: Settings, accept: Accept) -> messenger.Messenger:
    return messenger.Messenger(
        settings.messenger_token.get_secret_value(),
        accept,
        app_secret=settings.messenger_app_secret.get_secret_value(),
        verify_token=settings.messenger_verify_token.get_secret_value(),
        app_id=settings.messenger_app_id,
        base_url=settings.messenger_base_url,
        version=settings.messenger_version,
        timing=messenger.Timing(request=settings.messenger_timeout),
    )


def _telegram(settings: Settings, accept: Accept, inline: telegram.Inline) -> telegram.Telegram:
    return telegram.Telegram(
        settings.telegram_token.get_secret_value(),
        accept,
        base_url=settings.telegram_base_url,
        webhook_url=settings.telegram_webhook_url,
        secret=settings.telegram_secret.get_secret_value(),
        timing=telegram.Timing(
            poll=settings.telegram_poll,
            pace=settings.telegram_poll_floor,
            connect=settings.telegram_connect_timeout,
            request=settings.telegram_timeout,
            inline_cache=settings.telegram_inline_cache,
        ),
        inline=inline,
    )
