"""Settings: from the environment or `.env`; a secret also from the file its NAME_FILE names. Nothing else reads them."""

import difflib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from dotenv import dotenv_values
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from bot.errors import SettingsError
from bot.knowledge_files import SHIPPED

SECRETS = ("telegram_token", "telegram_secret", "pepper", "database_url")
PREFIXES = ("TELEGRAM_", "BOT_")
"""Names with these beginnings are ours: an unknown one is a slip."""


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
    keep_days: Annotated[int, Field(ge=1, le=3650)] = 365
    """Days a question is kept."""
    frame_ancestors: str = "*"
    """Sites that may embed the chat (the Content-Security-Policy list)."""
    telegram_token: SecretStr = SecretStr("")
    """Turns Telegram on."""
    telegram_base_url: str = "https://api.telegram.org/bot"
    """Where the Bot API is."""
    telegram_webhook_url: str = ""
    """Public https address of /telegram; empty: polling."""
    telegram_secret: SecretStr = SecretStr("")
    """What Telegram sends along with each webhook call."""
    log_level: str = "INFO"
    """DEBUG, INFO, WARNING or ERROR."""

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the store."""
        return self.database_url.get_secret_value() or f"sqlite+aiosqlite:///{self.data_dir / 'hoi-dap-so.sqlite3'}"

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("chỉ nhận DEBUG, INFO, WARNING, ERROR")
        return value.upper()

    @field_validator("telegram_webhook_url")
    @classmethod
    def _https(cls, value: str) -> str:
        if value and not value.startswith("https://"):
            raise ValueError("phải bắt đầu bằng https://")
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
    if settings.telegram_webhook_url and not settings.telegram_secret.get_secret_value():
        raise SettingsError("Thiết lập chưa đúng: có TELEGRAM_WEBHOOK_URL thì phải có TELEGRAM_SECRET")
    return settings


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
    return str(fault["msg"]).removeprefix("Value error, ")
