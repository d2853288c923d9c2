"""new: asked in Vietnamese, shown before it is written, written where it belongs."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.commands import main
from bot.knowledge_files import load_or_fail
from tests.conftest import TOWN

ALL = (
    "--topic",
    "ho-tich",
    "--title",
    "Nhận con nuôi",
    "--question",
    "xin con nuôi",
    "--question",
    "nhận nuôi cháu",
    "--answer",
    "Ra xã.",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ho-tich.yaml").write_text(TOWN, encoding="utf-8")
    return tmp_path


def new(folder: Path, *arguments: str, said: str = "") -> Result:
    return CliRunner().invoke(main, ["new", "--knowledge", str(folder), *arguments], input=said)


def test_an_officer_is_asked_step_by_step_and_sees_the_answer_first(folder):
    said = "\n".join(
        [
            *("7", "1", "Nhận con nuôi", "xin con nuôi", "nhận nuôi cháu", "", ""),
            *(
                "Hai vợ chồng ra xã: mang căn cước.",
                "",
                "Viết đơn.",
                "",
                "Hỏi {office}.",
                "Luật Nuôi con nuôi | 52/2010/QH12",
                "",
                "2/12/2026",
            ),
            "có\n",
        ]
    )

    result = new(folder, said=said)

    assert result.exit_code == 0, result.output
    shown = result.stdout.split("Bà con sẽ thấy")[1]
    assert "Bước 1: Viết đơn." in shown
    assert "Nguồn: Luật Nuôi con nuôi (52/2010/QH12). Kiểm tra ngày 2/12/2026." in shown
    assert "{office}" not in shown
    entry = load_or_fail(folder).entries["ho-tich-nhan-con-nuoi"]
    assert entry.questions == ("xin con nuôi", "nhận nuôi cháu")
    assert entry.answer == "Hai vợ chồng ra xã: mang căn cước."
    assert entry.checked == date(2026, 12, 2)
    assert (folder / "ho-tich.yaml").read_text(encoding="utf-8").startswith(TOWN)


def test_nothing_is_written_without_a_yes(folder):
    result = new(folder, *ALL, "--if-stuck", "a", "--source", "Luật", "--step", "b", "--checked", "1/1/2026", said="\nkhông\n")

    assert "chưa ghi gì" in result.stdout
    assert (folder / "ho-tich.yaml").read_text(encoding="utf-8") == TOWN


def test_a_slip_is_named_and_only_that_is_typed_again(folder):
    said = [*("", "Hỏi {ofice}.", "", "Viết đơn.", "", "", "| 52/2010", "", "Luật", "", "mai", "1/1/2026")]
    again = ["Hỏi {office}.", "", "", ""]

    result = new(folder, *ALL[:-2], said="\n".join([*said, *again, "có\n"]))

    assert result.exit_code == 0, result.output
    assert "nguồn chưa có tên" in result.stdout
    assert '"mai" không phải ngày có thật' in result.stdout
    assert "không có chỗ điền {ofice}" in result.stdout
    entry = load_or_fail(folder).entries["ho-tich-nhan-con-nuoi"]
    assert (entry.answer, entry.steps, entry.sources[0].title) == ("Hỏi {office}.", ("Viết đơn.",), "Luật")


def test_stopping_half_way_says_that_nothing_was_written(folder):
    result = new(folder, said="1\nNhận con")

    assert result.exit_code == 1
    assert "Đã thôi, chưa ghi gì." in result.stderr
    assert (folder / "ho-tich.yaml").read_text(encoding="utf-8") == TOWN


def test_flags_alone_are_enough_for_scripts(folder):
    result = new(folder, *ALL, "--yes")

    assert result.exit_code == 0, result.output
    assert load_or_fail(folder).entries["ho-tich-nhan-con-nuoi"].checked == date.today()


def test_questions_that_are_answered_already_are_named(folder):
    result = new(
        folder,
        "--topic",
        "Ho tich",
        "--title",
        "Giấy khai sinh",
        "--question",
        "làm giấy khai sinh cho con cần gì",
        "--answer",
        "x",
        "--yes",
    )

    assert "Đăng ký khai sinh [khai-sinh]" in result.stdout
    assert "đừng thêm câu mới" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (ALL[2:], "--topic"),
        (("--topic", "vũ trụ", *ALL[2:]), "ho-tich"),
        (ALL[:-2], "--answer"),
        ((*ALL, "--id", "khai-tu"), "đã dùng"),
        ((*ALL, "--checked", "mai"), "31/12/2026"),
        ((*ALL, "--if-stuck", "Hỏi {ofice}"), "ofice"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_is_written(folder, arguments, said):
    result = new(folder, *arguments, "--yes")

    assert result.exit_code == 1
    assert said in result.stderr
    assert (folder / "ho-tich.yaml").read_text(encoding="utf-8") == TOWN
