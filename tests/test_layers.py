"""Imports point one way, and the core opens nothing."""

import ast
from pathlib import Path

import pytest

BOT = Path(__file__).parents[1] / "bot"
MODULES = sorted(BOT.rglob("*.py"))
FORBIDDEN_IN_CORE = {
    "os",
    "io",
    "socket",
    "asyncio",
    "logging",
    "aiohttp",
    "sqlalchemy",
    "sqlmodel",
    "yaml",
    "pathlib",
    "time",
    "click",
}
MAY_IMPORT = {
    "core": {"core"},
    "knowledge_files": {"core", "errors", "knowledge_files"},
    "exchange": {"core", "errors", "exchange"},
    "linter": {"core", "knowledge_files", "linter"},
    "channels": {"core.message", "errors", "channels"},
    "store": {"core", "errors", "store"},
    "figures": {"core", "errors", "figures"},
    "reports": {"core", "errors", "exchange.csv_file", "figures", "store", "reports"},
    "delivery": {"core", "errors", "channels", "store", "delivery"},
    "hearing": {"core.message", "errors", "channels.foreign", "channels.http", "hearing"},
    "doctor": {"core", "errors", "channels", "store", "hearing", "knowledge_files", "kept_copy", "settings", "doctor"},
    "chat_review": {
        *("core", "errors", "channels", "store", "delivery", "knowledge_files.edits", "exchange.naming", "office"),
        "chat_review",
    },
    "office": {
        *("core", "errors", "settings", "channels", "store", "delivery", "knowledge_files"),
        *("exchange", "doctor", "office", "linter", "kept_copy", "figures", "reports"),
    },
}


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(BOT)))
def test_a_module_imports_only_what_its_room_may(path):
    room = path.relative_to(BOT).parts[0]
    ours = {name.removeprefix("bot.") for name in imported(path) if name.startswith("bot.")}

    if room in MAY_IMPORT:
        assert not {name for name in ours if not any(name == ok or name.startswith(f"{ok}.") for ok in MAY_IMPORT[room])}
    if room == "core":
        assert not {name.split(".")[0] for name in imported(path)} & FORBIDDEN_IN_CORE


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(BOT)))
def test_only_the_command_line_knows_the_app(path):
    if path.name != "app.py" and path.relative_to(BOT).parts[0] != "cli":
        assert "bot.app" not in imported(path)


def test_yaml_is_imported_by_one_reader_and_one_writer_only():
    users = {path.name for path in MODULES if "yaml" in imported(path)}

    assert users == {"yaml_reader.py", "yaml_faults.py", "yaml_surgery.py", "yaml_style.py"}
