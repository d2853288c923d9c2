"""The database: reached, its tables up to date, undamaged."""

from collections.abc import Sequence
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from bot.doctor.case import Case
from bot.doctor.finding import Finding, error, warning
from bot.store.migrating import MIGRATIONS

_RUN = "Chạy trợ lý một lần, các bảng tự được cập nhật: python -m bot run"


async def look(case: Case) -> Sequence[Finding]:
    """See the module."""
    database, file = case.database, _file(case)
    if file and not file.is_file():
        return [warning(f"Chưa có cơ sở dữ liệu {file}.", _RUN)]
    try:
        async with database.engine.connect() as connection:
            version = await connection.run_sync(_version)
            damage = [] if file is None else [row[0] for row in await connection.execute(text("PRAGMA quick_check(3)"))]
    except (SQLAlchemyError, OSError) as fault:
        return [
            error(
                f"Không mở được cơ sở dữ liệu ({type(fault).__name__}).", "Xem DATABASE_URL, máy chủ PostgreSQL và quyền đọc tệp."
            )
        ]
    if damage and damage != ["ok"]:
        return [
            error(
                "Tệp cơ sở dữ liệu bị hỏng.",
                f'Dừng trợ lý, chép riêng một bản, rồi cứu: sqlite3 {file} ".recover" | sqlite3 moi.sqlite3; '
                "hoặc lấy bản sao lưu.",
            )
        ]
    kind = f"SQLite, {file.stat().st_size / 1024 / 1024:.1f} MB".replace(".", ",") if file else "PostgreSQL"
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    if version != head:
        return [warning(f"{kind}: các bảng ở bản {version or 'trống'}, chương trình cần bản {head}.", _RUN)]
    return [Finding(f"{kind}, bản {version}, không hỏng.")]


async def is_ready(case: Case) -> bool:
    """Whether there are tables to look into; if not, the check above has said so."""
    file = _file(case)
    if file and not file.is_file():  # SQLite would make it
        return False
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    try:
        async with case.database.engine.connect() as connection:
            return await connection.run_sync(_version) == head
    except (SQLAlchemyError, OSError):
        return False


def _file(case: Case) -> Path | None:
    """Where SQLite keeps it."""
    return Path(case.database.engine.url.database or "") if case.database.is_sqlite else None


def _version(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
