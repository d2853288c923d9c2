"""What the README says is true: its transcript, its commands, its settings, its map."""

import re
from pathlib import Path

from click.testing import CliRunner

from bot.cli.ask import said
from bot.cli.commands import main
from bot.core.conversation import Conversation
from bot.core.message import Message
from bot.settings import Settings
from tests.conftest import NOW

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(after: str) -> str:
    return README.split(after, 1)[1].split("```", 2)[1].split("\n", 1)[1]


def test_the_transcript_is_what_the_bot_says(shipped_responder):
    transcript = block("close the gap.").strip()
    talk, shown = Conversation(), []
    for question in re.findall(r"^> (.*)$", transcript, re.MULTILINE):
        turn = shipped_responder.respond(talk, Message("readme", "r", "1", question), now=NOW, ref="K7M3QP")
        talk = turn.conversation
        shown.append(f"> {question}\n{said(turn, shipped_responder)}")

    assert "\n\n".join(shown) == transcript


def test_every_command_of_the_readme_exists_and_is_in_the_help():
    named = set(re.findall(r"-m bot (\w+)", README))

    assert named <= set(main.commands)
    assert set(main.commands) <= named | {"run"}
    for command in main.commands:
        assert CliRunner().invoke(main, [command, "--help"]).exit_code == 0


def test_every_script_of_the_readme_exists():
    for name in re.findall(r"scripts/([\w.]+)", README):
        assert (ROOT / "scripts" / name).exists()


def test_the_settings_table_is_complete():
    table = README.split("## Settings")[1].split("##")[0]
    named = set(
        re.findall(r"`([A-Z0-9_]+)`", " ".join(line.split("|")[1] for line in table.splitlines() if line.startswith("| `")))
    )

    assert named == {name.upper() for name in Settings.model_fields}


def test_every_place_on_the_map_exists():
    map_ = block("## The map of the house")
    for line in map_.splitlines():
        folder = line.split()[0] if not line.startswith(" ") else None
        if folder:
            here = ROOT / folder
            assert here.exists(), folder
        for name in re.findall(r"^  ([\w./ ]+?)  ", line):
            assert all((here / part).exists() for part in name.split()), line


def test_every_module_of_the_core_is_on_the_map():
    modules = {path.name for path in (ROOT / "bot" / "core").glob("*.py")} - {"__init__.py"}

    assert modules <= set(re.findall(r"\w+\.py", block("## The map of the house")))


def test_every_picture_exists():
    for picture in re.findall(r'src="(\.images/[^"]+)"', README):
        assert (ROOT / picture).is_file()


def test_the_officers_manual_names_every_key_of_an_entry():
    manual = (ROOT / "knowledge" / "README.md").read_text(encoding="utf-8")
    from bot.core.knowledge import Entry

    assert all(f"`{name}`" in manual or f"{name}:" in manual for name in Entry.model_fields)
