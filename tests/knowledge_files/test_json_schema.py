"""The schemas that editors use while an officer types: current, explained, and never stricter than the bot."""

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft7Validator

from bot.cli.commands import main
from bot.knowledge_files import load
from bot.knowledge_files.json_schema import FOLDER, KINDS, kind_of, schema_line, schemas
from tests.conftest import SHIPPED, TOWN

FILES = sorted(path.relative_to(SHIPPED) for path in SHIPPED.rglob("*.yaml"))
VALIDATORS = {name: Draft7Validator(json.loads(text)) for name, text in schemas().items()}


class Editor(yaml.SafeLoader):
    """Reads as the editors' YAML 1.2 does: a day is a text."""


Editor.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if not tag.endswith((":timestamp", ":bool"))]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Editor.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def underlined(text: str, kind: str = "cau-hoi") -> list[str]:
    """What an editor says of a text."""
    return [error.message for error in VALIDATORS[f"{kind}.json"].iter_errors(yaml.load(text, Editor))]


def test_the_schemas_beside_the_knowledge_are_current():
    kept = {path.name: path.read_text(encoding="utf-8") for path in (SHIPPED / FOLDER).glob("*.json")}

    assert kept == schemas(), "chạy: python -m bot schema"


@pytest.mark.parametrize("name", FILES, ids=str)
def test_every_shipped_file_names_its_schema_and_keeps_it(name):
    text = (SHIPPED / name).read_text(encoding="utf-8")
    kind = kind_of(name)

    assert text.split("\n", 1)[0] == schema_line(name)
    assert (SHIPPED / name).parent.joinpath(schema_line(name).partition("$schema=")[2]).is_file()
    assert underlined(text, kind.name) == []


def test_every_key_is_explained_in_vietnamese():
    for validator in VALIDATORS.values():
        for name, model in validator.schema["$defs"].items():
            for key, value in model["properties"].items():
                assert value.get("title"), f"{name}.{key}: thêm vào key_help.py"
                assert value.get("description"), f"{name}.{key}: thêm vào key_help.py"


def test_every_schema_is_a_schema_that_knows_all_keys():
    for validator in VALIDATORS.values():
        Draft7Validator.check_schema(validator.schema)
        assert all(model["additionalProperties"] is False for model in validator.schema["$defs"].values())


ACCEPTED = """\
- id: a
  questions: một cách hỏi thôi
  answer: 57
  sources: Luật Hộ tịch
  steps:
  checked: 1/2/2026
  audience: can-bo
- id: b
  questions: [a, 113]
  answer: b
  sources:
    - Luật
    - {title: Nghị định, date: 2026-01-31}
    - title: Thông tư
      url:
  in_force: {until: 31.12.2026}
  follow_ups:
    le-phi: 5000
    o-dau:
  urgent: true
"""


def test_nothing_is_underlined_that_the_bot_accepts(tmp_path):
    (tmp_path / "a.yaml").write_text(ACCEPTED, encoding="utf-8")

    assert load(tmp_path).knowledge
    assert underlined(ACCEPTED) == []
    assert underlined(TOWN) == []


@pytest.mark.parametrize(
    ("slip", "named"),
    [
        ("anwser: b", "anwser"),
        ("checked: mai", "mai"),
        ("checked: 2026-13-45x", "2026-13-45x"),
        ("audience: [nguoi-lon]", "nguoi-lon"),
        ("urgent: có", "có"),
        ("sources: [{titel: x}]", "titel"),
    ],
)
def test_slips_are_underlined(slip, named):
    assert any(named in said for said in underlined(f"- id: a\n  questions: [b]\n  answer: c\n  {slip}\n"))


def test_what_must_be_there_is_missed():
    assert underlined("- id: a\n") != []
    assert underlined("- id: a\n  answer: chỉ sửa câu trả lời\n", "cau-cua-dia-phuong") == []
    assert underlined("- answer: a\n", "cau-cua-dia-phuong") != []


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ho-tich.yaml", "cau-hoi"),
        ("y-te.yml", "cau-hoi"),
        ("words.yaml", "chu-nghia"),
        ("dia-phuong/nam-sach.yaml", "dia-phuong"),
        ("dia-phuong/nam-sach/ho-tich.yaml", "cau-cua-dia-phuong"),
        ("ngoai-pham-vi/a.yaml", "ngoai-pham-vi"),
    ],
)
def test_the_kind_of_a_file_is_known_by_its_name(name, kind):
    assert kind_of(Path(name)).name == kind
    assert schema_line(Path(name)).endswith(f"{FOLDER}/{kind}.json")


def test_schema_writes_what_is_missing_and_nothing_twice(tmp_path):
    shutil.copytree(SHIPPED / "dia-phuong", tmp_path / "dia-phuong")
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbf# a\r\n- id: a\r\n")
    (tmp_path / "words.yaml").write_text("# yaml-language-server: $schema=x.json\nfillers: [a]\n", encoding="utf-8")

    first = CliRunner().invoke(main, ["schema", "--knowledge", str(tmp_path)]).stdout
    second = CliRunner().invoke(main, ["schema", "--knowledge", str(tmp_path)]).stdout

    assert len(list((tmp_path / FOLDER).glob("*.json"))) == len(KINDS)
    assert (tmp_path / "a.yaml").read_bytes() == b"\xef\xbb\xbf" + schema_line(
        Path("a.yaml")
    ).encode() + b"\r\n# a\r\n- id: a\r\n"
    assert (tmp_path / "words.yaml").read_text(encoding="utf-8") == schema_line(Path("words.yaml")) + "\nfillers: [a]\n"
    assert "a.yaml" in first
    assert second == "Lược đồ đã khớp với chương trình.\n"
