"""Settings: from the environment or `.env`; a secret also from the file its NAME_FILE names. Nothing else reads them."""

import difflib
import os
import re
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from bot.errors import SettingsError
from bot.knowledge_files import SHIPPED

SECRETS = (
    "telegram_token",
    "telegram_secret",
    "pepper",
    "database_url",
    "zalo_app_secret",
    "zalo_oa_secret",
    "zalo_bot_token",
    "zalo_bot_secret",
    "messenger_token",
    "messenger_app_secret",
    "messenger_verify_token",
)
PREFIXES = ("TELEGRAM_", "BOT_", "LIMIT_", "ZALO_", "MESSENGER_", "OFFICE_", "VOICE_")
"""Names with these beginnings are ours: an unknown one is a slip."""
NEEDS = {
    "telegram_webhook_url": ("telegram_secret",),
    "zalo_bot_webhook_url": ("zalo_bot_secret",),
    "messenger_token": ("messenger_app_secret", "messenger_verify_token", "messenger_app_id"),
}
"""What goes only together with something else."""


class Settings(BaseModel):
    """Everything that differs from one machine to the next."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = "127.0.0.1"
    """Address the service listens on."""
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    """Port it listens on; 0 takes a free one."""
    knowledge: Path = SHIPPED
    """Folder of the questions."""
    locality: str = ""
    """The commune served: a file name in knowledge/dia-phuong/; empty speaks for any commune."""
    data_dir: Path = Path("var")
    """Folder of what the service keeps: database, pepper, last good knowledge."""
    database_url: SecretStr = SecretStr("")
    """SQLAlchemy address of the store; SQLite in data_dir when empty."""
    pepper: SecretStr = SecretStr("")
    """Key of the pseudonyms; made and kept in data_dir when empty."""
    wrong_in_100: Annotated[float, Field(ge=0.1, le=50)] = 2
    """Of 100 answers so many may be wrong: fewer means that more is asked back."""
    keep_days: Annotated[int, Field(ge=1, le=3650)] = 365
    """Days a question is kept."""
    limit_per_minute: Annotated[int, Field(ge=1)] = 20
    """Messages of one chat answered in a minute; emergencies always are."""
    limit_per_day: Annotated[int, Field(ge=1)] = 300
    """Messages of one chat answered in a day."""
    limit_overall_per_minute: Annotated[int, Field(ge=1)] = 3000
    """Messages of everybody answered in a minute."""
    bundle_seconds: Annotated[float, Field(ge=0, le=10)] = 2.5
    """How long the rest of a question sent in pieces is waited for; 0: never."""
    takeover_hours: Annotated[float, Field(ge=0, le=168)] = 12
    """Hours the bot keeps quiet in a chat after an officer answered by hand."""
    send_tries: Annotated[int, Field(ge=1, le=100)] = 20
    """Times a reply is sent before it is given up; 20 with growing breaks are about two hours."""
    stale_hours: Annotated[float, Field(ge=1, le=168)] = 12
    """Hours after which a reply that could not be sent is not sent any more."""
    lease_seconds: Annotated[float, Field(ge=5, le=600)] = 60
    """With several processes on one database: when a silent one counts as dead. Calls to providers end well before."""
    poll_seconds: Annotated[float, Field(ge=0.05, le=60)] = 1
    """Between looks for what other processes stored."""
    grace_seconds: Annotated[float, Field(ge=0, le=60)] = 10
    """For what is in hand when the service stops."""
    frame_ancestors: str = "*"
    """Sites that may embed the chat (the Content-Security-Policy list)."""
    web_origins: str = ""
    """Sites whose pages may call /api/v1 from a browser."""
    web_url: str = ""
    """Public address of the service, as residents open it: on posters and in links."""
    web_per_minute: Annotated[int, Field(ge=1)] = 600
    """Posts from one network address in a minute."""
    trusted_proxies: str = ""
    """Networks of proxies whose X-Forwarded-For is believed."""
    office_idle_minutes: Annotated[int, Field(ge=5, le=720)] = 30
    """Minutes without a click after which an officer is logged out."""
    office_session_hours: Annotated[int, Field(ge=1, le=24)] = 12
    """Hours after which they are in any case."""
    office_git: str = ""
    """commit: what is published in the console is committed, when KNOWLEDGE lies in a Git checkout."""
    office_digest: str = "07:30"
    """Time of day in Vietnam when officers' linked chats are told what waits for them; off: never."""
    telegram_token: SecretStr = SecretStr("")
    """Turns Telegram on."""
    telegram_base_url: str = "https://api.telegram.org/bot"
    """Where the Bot API is."""
    telegram_webhook_url: str = ""
    """Public https address of /telegram; empty: polling."""
    telegram_secret: SecretStr = SecretStr("")
    """What Telegram sends along with each webhook call."""
    telegram_timeout: Annotated[int, Field(ge=1, le=25)] = 15
    """Seconds a call to Telegram may take once it is connected."""
    telegram_connect_timeout: Annotated[int, Field(ge=1, le=25)] = 5
    """Seconds to connect; what every try costs where Telegram is blocked."""
    telegram_poll: Annotated[int, Field(ge=0, le=50)] = 25
    """Seconds one getUpdates waits for something new."""
    telegram_poll_floor: Annotated[float, Field(ge=0.1, le=60)] = 0.5
    """The least seconds between two getUpdates that bring nothing."""
    telegram_inline_cache: Annotated[int, Field(ge=0, le=86400)] = 2
    """Seconds Telegram may give the same answer to the same "@bot câu hỏi", switched off or not."""
    zalo_app_id: str = ""
    """Turns Zalo on: id of the app at developers.zalo.me."""
    zalo_app_secret: SecretStr = SecretStr("")
    """Secret key of that app; buys the tokens."""
    zalo_oa_secret: SecretStr = SecretStr("")
    """OA Secret Key of the app's webhook page; signs the deliveries."""
    zalo_oa_id: str = ""
    """The OA served; empty: the only one connected."""
    zalo_redirect_url: str = ""
    """Callback address registered with the app, for `zalo connect`; ours is https://…/zalo/callback."""
    zalo_verifier: str = ""
    """Code with which Zalo verifies the domain."""
    zalo_signature: str = "enforce"
    """warn lets wrong signatures through and tells of them: for the first day only."""
    zalo_base_url: str = "https://openapi.zalo.me"
    """Where the OpenAPI is."""
    zalo_oauth_url: str = "https://oauth.zaloapp.com"
    """Where consent and tokens are."""
    zalo_timeout: Annotated[int, Field(ge=1, le=25)] = 15
    """Seconds a call to Zalo may take."""
    zalo_per_minute: Annotated[int, Field(ge=1)] = 4000
    """Calls to Zalo in a minute, of each process."""
    zalo_bot_token: SecretStr = SecretStr("")
    """Turns the Zalo bot on (Zalo Bot Platform)."""
    zalo_bot_webhook_url: str = ""
    """Public https address of /zalo-bot; empty: polling."""
    zalo_bot_secret: SecretStr = SecretStr("")
    """What Zalo sends along with each webhook call."""
    zalo_bot_base_url: str = "https://bot-api.zaloplatforms.com"
    """Where the bot's API is."""
    zalo_bot_quota: Annotated[int, Field(ge=1)] = 3000
    """Messages the bot may send in a month."""
    zalo_bot_poll: Annotated[int, Field(ge=0, le=60)] = 25
    """Seconds one poll waits for something new."""
    zalo_bot_poll_floor: Annotated[float, Field(ge=0)] = 1
    """Seconds between the beginnings of two polls."""
    zalo_bot_timeout: Annotated[int, Field(ge=1, le=15)] = 15
    """Seconds any other call to Zalo's bots may take."""
    messenger_token: SecretStr = SecretStr("")
    """Turns Messenger on: access token of the page."""
    messenger_app_secret: SecretStr = SecretStr("")
    """Key of the signatures."""
    messenger_verify_token: SecretStr = SecretStr("")
    """What Messenger is to say when it looks at the webhook first."""
    messenger_app_id: str = ""
    """Id of the app: tells our own messages from an officer's."""
    messenger_base_url: str = "https://graph.facebook.com"
    """Where the Graph API is."""
    messenger_version: str = "v24.0"
    """Version of the Graph API."""
    messenger_timeout: Annotated[int, Field(ge=1, le=15)] = 15
    """Seconds a call to Messenger may take."""
    messenger_media_hosts: str = "fbcdn.net fbsbx.com"
    """Hosts that voices of Messenger are fetched from, and what is below them."""
    zalo_media_hosts: str = "zdn.vn zadn.vn zalo.me"
    """The same for Zalo, OA and bot."""
    voice: bool = False
    """Whether voice messages are listened to; needs the extra `voice`."""
    voice_seconds: Annotated[float, Field(ge=1, le=120)] = 30
    """Seconds from taking a voice message in hand to its words, at most half of lease_seconds."""
    log_level: str = "INFO"
    """DEBUG, INFO, WARNING or ERROR."""

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the store."""
        return self.database_url.get_secret_value() or f"sqlite+aiosqlite:///{self.data_dir / 'hoi-dap-so.sqlite3'}"

    @property
    def digest_at(self) -> time | None:
        """`office_digest` as a time of day; None: never."""
        return None if self.office_digest == "off" else time.fromisoformat(self.office_digest)

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("chỉ nhận DEBUG, INFO, WARNING, ERROR")
        return value.upper()

    @field_validator("telegram_webhook_url", "zalo_bot_webhook_url")
    @classmethod
    def _https(cls, value: str) -> str:
        if value and not value.startswith("https://"):
            raise ValueError("phải bắt đầu bằng https://")
        return value

    @field_validator("zalo_app_id", "zalo_oa_id", "zalo_verifier", "messenger_app_id")
    @classmethod
    def _code(cls, value: str) -> str:
        if not all(c.isascii() and (c.isalnum() or c in "_-") for c in value):
            raise ValueError("chỉ gồm chữ không dấu, số, _ và -")
        return value

    @field_validator("office_digest")
    @classmethod
    def _time_of_day(cls, value: str) -> str:
        if value != "off" and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
            raise ValueError("chỉ nhận giờ như 07:30, hoặc off")
        return value

    @field_validator("office_git")
    @classmethod
    def _known_git(cls, value: str) -> str:
        if value not in {"", "commit"}:
            raise ValueError("chỉ nhận commit, hoặc để trống")
        return value

    @field_validator("zalo_signature")
    @classmethod
    def _known_signature(cls, value: str) -> str:
        if value not in {"enforce", "warn"}:
            raise ValueError("chỉ nhận enforce, warn")
        return value

    @field_validator("web_url")
    @classmethod
    def _address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("https", "http") or not parts.hostname or parts.query or parts.fragment):
            raise ValueError("phải là địa chỉ đầy đủ, ví dụ https://hoidap.xa.gov.vn")
        return value.rstrip("/")

    @field_validator("zalo_base_url", "zalo_oauth_url", "zalo_redirect_url", "zalo_bot_base_url", "messenger_base_url")
    @classmethod
    def _http(cls, value: str) -> str:
        if value and not value.startswith(("https://", "http://")):
            raise ValueError("phải bắt đầu bằng https:// (hoặc http:// trên máy này)")
        return value

    @field_validator("telegram_secret")
    @classmethod
    def _secret_letters(cls, value: SecretStr) -> SecretStr:
        # https://core.telegram.org/bots/api#setwebhook: 1-256 of A-Z a-z 0-9 _ -
        plain = value.get_secret_value()
        if plain and not (len(plain) <= 256 and all(c.isascii() and (c.isalnum() or c in "_-") for c in plain)):
            raise ValueError("chỉ gồm chữ không dấu, số, _ và -, tối đa 256 ký tự")
        return value


def load_settings(environ: Mapping[str, str] | None = None, *, env_file: Path = Path(".env"), **given: Any) -> Settings:
    """The settings of this machine; `given` (command line) wins over the environment, which wins over `.env`.

    Raises:
        SettingsError: naming every setting that is unknown or malformed, in one line.
    """
    environ = os.environ if environ is None else environ
    from_file = {name: value or "" for name, value in dotenv_values(env_file).items()} if env_file.is_file() else {}
    values: dict[str, Any] = {}
    faults: list[str] = []
    for origin, source in ((env_file.name, from_file), ("môi trường", environ)):
        for name, value in source.items():
            field = _field(name)
            if field in Settings.model_fields:
                values[field] = value
            elif name.endswith("_FILE") and _field(name[:-5]) in SECRETS:
                values[_field(name[:-5])] = _read_secret(name, value, faults)
            elif source is from_file or name.startswith(PREFIXES):
                faults.append(f"{origin}: không có thiết lập {name}{_close(name)}")
    try:
        settings = Settings.model_validate({k: v for k, v in values.items() if v != ""} | given)
    except ValidationError as error:
        faults += [f"{_name(fault['loc'])}: {_said(fault)}" for fault in error.errors()]
    if faults:
        raise SettingsError("Thiết lập chưa đúng: " + "; ".join(faults))
    _complete(settings)
    return settings


def _complete(settings: Settings) -> None:
    values = {name: getattr(settings, name) for name in Settings.model_fields}
    given = {name for name, value in values.items() if (value.get_secret_value() if isinstance(value, SecretStr) else value)}
    for name, needed in NEEDS.items():
        if name in given and (missing := [one.upper() for one in needed if one not in given]):
            raise SettingsError(f"Thiết lập chưa đúng: có {name.upper()} thì phải có {', '.join(missing)}")


def _field(name: str) -> str:
    return name.removeprefix("BOT_").lower()


def _name(loc: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in loc).upper()


def _read_secret(name: str, path: str, faults: list[str]) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        faults.append(f"{name}: không đọc được tệp {path}")
        return ""


def _close(name: str) -> str:
    known = [field.upper() for field in Settings.model_fields]
    near = difflib.get_close_matches(name, known, n=1)
    return f" (có phải {near[0]}?)" if near else ""


def _said(fault: Any) -> str:
    kind = fault["type"]
    if kind.startswith(("int", "greater", "less")):
        limits = fault.get("ctx", {})
        bound = next((f" {word} {limits[key]}" for key, word in (("ge", "từ"), ("le", "đến")) if key in limits), "")
        return f"phải là số nguyên{bound}"
    if kind.startswith("bool"):
        return "chỉ nhận on, off"
    if kind.startswith("float"):
        return "phải là một số"
    return str(fault["msg"]).removeprefix("Value error, ")
