"""import and export as officers call them: preview first, all or nothing, and a round trip that changes not one byte."""

import io
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from bot.cli.commands import main
from bot.knowledge_files import load_or_fail
from bot.knowledge_files.writer import digests
from tests.conftest import SHIPPED, TOWN


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "knowledge"
    made.mkdir()
    (made / "ho-tich.yaml").write_text("# của xã\n" + TOWN, encoding="utf-8")
    return made


def bot(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def edited(folder: Path, target: Path, **cells: str) -> Path:
    """The exported table with cells of row 2 changed, by header; blanks in headers are underscores."""
    bot("export", "--xlsx", target, "--knowledge", folder)
    book = load_workbook(io.BytesIO(target.read_bytes()))
    sheet = book["Câu hỏi"]
    places = {cell.value.replace(" ", "_"): cell.column for cell in sheet[1]}
    for header, text in cells.items():
        sheet.cell(2, places[header]).value = text
    book.save(target)
    return target


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_shipped_base_survives_the_round_trip_byte_for_byte(tmp_path, form):
    folder = tmp_path / "knowledge"
    shutil.copytree(SHIPPED, folder)
    before = digests(folder)

    assert bot("export", f"--{form}", tmp_path / f"t.{form}", "--knowledge", folder).exit_code == 0
    result = bot("import", tmp_path / f"t.{form}", "--write", "--knowledge", folder)

    assert result.exit_code == 0, result.output
    assert "không có gì để ghi" in result.stdout
    assert digests(folder) == before


def test_a_preview_names_row_column_and_change_and_writes_nothing(folder, tmp_path):
    before = digests(folder)
    table = edited(folder, tmp_path / "t.xlsx", Câu_trả_lời="Trong 60 ngày, tại {office}.", Hiệu_lực_đến="31/12/2026")

    result = bot("import", table, "--knowledge", folder)

    assert result.exit_code == 0
    assert "Dòng 2    SỬA  Đăng ký khai sinh [khai-sinh]" in result.stdout
    assert "Hiệu lực đến: + 31/12/2026" in result.stdout
    assert "1 sửa, 4 giống hệt" in result.stdout
    assert "--write" in result.stdout
    assert digests(folder) == before


def test_writing_changes_only_what_was_changed(folder, tmp_path):
    table = edited(folder, tmp_path / "t.xlsx", Câu_trả_lời="Trong 60 ngày, tại {office}.")

    result = bot("import", table, "--write", "--knowledge", folder)

    assert "Đã ghi" in result.stdout
    text = (folder / "ho-tich.yaml").read_text(encoding="utf-8")
    old = "  answer: Bà con đăng ký khai sinh trong 60 ngày tại {office}.\n"
    assert text == "# của xã\n" + TOWN.replace(old, "  answer: |\n    Trong 60 ngày, tại {office}.\n")


def test_one_wrong_row_stops_everything(folder, tmp_path):
    before = digests(folder)
    table = edited(folder, tmp_path / "t.xlsx", Câu_trả_lời="Mới.", Ngày_kiểm_tra="31/2/2026")

    result = bot("import", table, "--write", "--knowledge", folder)

    assert result.exit_code == 1
    assert 'cột "Ngày kiểm tra": "31/2/2026" không phải ngày có thật' in result.stdout
    assert "Chưa ghi gì" in result.stderr
    assert digests(folder) == before


def test_what_would_not_load_is_told_by_its_row(folder, tmp_path):
    before = digests(folder)
    table = edited(folder, tmp_path / "t.xlsx", Câu_trả_lời="Hỏi {ofice}.")

    result = bot("import", table, "--write", "--knowledge", folder)

    assert result.exit_code == 1
    assert 'Dòng 2: câu "khai-sinh": không có chỗ điền {ofice}' in result.stderr
    assert digests(folder) == before


def test_what_becomes_doubtful_is_told_before_writing(folder, tmp_path):
    table = edited(folder, tmp_path / "t.xlsx", Các_cách_hỏi="làm hộ chiếu ở đâu\nkhai sinh cho bé")

    result = bot("import", table, "--knowledge", folder)

    assert "Lưu ý: Dòng" in result.stdout
    assert "làm hộ chiếu ở đâu" in result.stdout.split("Lưu ý")[1]


def test_a_new_entry_comes_in_by_csv_and_not_twice(folder, tmp_path):
    table = tmp_path / "moi.csv"
    table.write_text(
        'Chủ đề;Tên ngắn;Các cách hỏi;Câu trả lời\nho-tich;Nhận con nuôi;"xin con nuôi\nnhận nuôi";Ra xã.\n', encoding="utf-8-sig"
    )

    first = bot("import", table, "--write", "--knowledge", folder)
    second = bot("import", table, "--write", "--knowledge", folder)

    assert "MỚI  Nhận con nuôi [ho-tich-nhan-con-nuoi]" in first.stdout
    assert "5 câu không có trong bảng được giữ nguyên" in first.stdout
    assert load_or_fail(folder).entries["ho-tich-nhan-con-nuoi"].questions == ("xin con nuôi", "nhận nuôi")
    assert "1 giống hệt" in second.stdout


@pytest.mark.parametrize(
    ("name", "data"), [("t.xls", b"x"), ("t.docx", b"x"), ("t.xlsx", b"x"), ("t.csv", b"a,b\n"), ("mất.xlsx", None)]
)
def test_a_file_that_is_no_table_is_refused_in_one_line(folder, tmp_path, name, data):
    if data is not None:
        (tmp_path / name).write_bytes(data)

    result = bot("import", tmp_path / name, "--knowledge", folder)

    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "Traceback" not in result.output


def test_the_handbook_of_an_unknown_place_is_refused(folder, tmp_path):
    result = bot("export", "--html", tmp_path / "s.html", "--locality", "atlantis", "--knowledge", folder)

    assert result.exit_code == 1
    assert "atlantis" in result.stderr
    assert not (tmp_path / "s.html").exists()


def test_export_writes_all_that_is_asked_for(folder, tmp_path):
    result = bot(
        "export", "--xlsx", tmp_path / "a.xlsx", "--csv", tmp_path / "a.csv", "--html", tmp_path / "a.html", "--knowledge", folder
    )

    assert result.exit_code == 0
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert "<h1>Hỏi Đáp Số</h1>" in (tmp_path / "a.html").read_text(encoding="utf-8")
    assert bot("export", "--knowledge", folder).exit_code == 2
    assert bot("export", "--csv", tmp_path / "khong-co" / "a.csv", "--knowledge", folder).exit_code == 1
