import io
import re
import shutil
import subprocess

import pytest
from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml.ns import qn

from bot.core.totals import Sums
from bot.reports.document import docx_report
from bot.reports.writing import report
from tests.reports.conftest import PLACE, TODAY

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)


def pixels(figures):
    return [PIXEL for _ in figures]


def opened(figures, place=PLACE):
    return Document(io.BytesIO(docx_report(figures, place, today=TODAY, draw=pixels)))


@pytest.fixture
def document(made):
    return opened(made())


def paragraphs(document):
    yield from document.paragraphs
    for table in document.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from cell.paragraphs


def texts(document):
    return [paragraph.text for paragraph in paragraphs(document) if paragraph.text]


def sizes(document, text):
    found = next(p for p in paragraphs(document) if p.text.startswith(text))
    return {(run.font.size.pt, bool(run.bold), bool(run.italic)) for run in found.runs}


def test_the_page_is_that_of_the_decree(document):
    section = document.sections[0]

    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert 20 <= round(section.top_margin.mm) <= 25
    assert 20 <= round(section.bottom_margin.mm) <= 25
    assert 30 <= round(section.left_margin.mm) <= 35
    assert 15 <= round(section.right_margin.mm) <= 20


def test_pages_are_numbered_above_in_the_middle_from_the_second_on(document):
    section = document.sections[0]
    header = section.header.paragraphs[0]

    assert section.different_first_page_header_footer
    assert not section.first_page_header.paragraphs[0].text
    assert "PAGE" in header._p.xml
    assert header.alignment == 1


def test_all_letters_are_times_new_roman_and_black(document):
    normal = document.styles["Normal"]

    assert {normal.element.rPr.rFonts.get(qn(f"w:{name}")) for name in ("ascii", "hAnsi", "eastAsia", "cs")} == {
        "Times New Roman"
    }
    assert str(normal.font.color.rgb) == "000000"
    assert all(run.font.name is None and run.font.color.rgb is None for p in paragraphs(document) for run in p.runs)


@pytest.mark.parametrize(
    ("text", "look"),
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", (13, True, False)),
        ("Độc lập - Tự do - Hạnh phúc", (14, True, False)),
        ("XÃ AN PHÚ", (13, True, False)),
        ("Số:", (13, False, False)),
        ("An Phú, ngày", (14, False, True)),
        ("BÁO CÁO", (14, True, False)),
        ("Kết quả giải đáp", (14, True, False)),
        ("Kính gửi: Sở Khoa học và Công nghệ tỉnh Nghệ An.", (14, False, False)),
        ("I. CÔNG TÁC TRIỂN KHAI", (14, True, False)),
        ("Nơi nhận:", (12, True, True)),
        ("- Như trên;", (11, False, False)),
        ("TM. ỦY BAN NHÂN DÂN", (14, True, False)),
    ],
)
def test_every_element_has_the_size_of_the_decree(document, text, look):
    assert sizes(document, text) == {look}


def test_the_parts_stand_in_their_order(document):
    said = "\n".join(texts(document))
    parts = ["BÁO CÁO", "Thực hiện Kế hoạch", *(f"{n}. " for n in ("I", "II", "III", "IV", "V")), "Trên đây là báo cáo"]
    places = [re.search(rf"^{re.escape(part)}", said, re.MULTILINE).start() for part in parts]

    assert places == sorted(places)
    assert document.paragraphs[-2].text.endswith("./.")


def test_what_only_people_know_is_a_coloured_blank(document):
    coloured = [run.text for p in paragraphs(document) for run in p.runs if run.font.highlight_color == WD_COLOR_INDEX.YELLOW]

    assert "[kết quả đạt được]" in coloured
    assert "[họ tên người ký; kế hoạch do Trần Thị Lan ký]" in coloured
    assert all(text.startswith("[") and text.endswith("]") for text in coloured)


def test_the_figures_are_told_with_the_plan_of_the_locality(document):
    said = " ".join(texts(document))

    assert "Kế hoạch tuyên truyền của Ủy ban nhân dân xã An Phú (số 12/KH-UBND, ngày 03/02/2026)" in said
    assert "tiếp nhận 694 lượt hỏi" in said
    assert "số liệu tạm tính đến hết ngày 21/11/2026" in said
    assert "100% thôn được tuyên truyền" in said
    assert "Duy trì" not in said
    assert "Cán bộ trực tiếp trả lời 40 lượt, 100% trong vòng 24 giờ." in said


def test_small_numbers_are_hidden_and_said_to_be(document):
    said = texts(document)

    assert said[said.index("Thôn Mới") + 1] == "dưới 5"
    assert any(text.startswith("Ghi chú: Số từ 1 đến 4 ghi là “dưới 5”") for text in said)


def test_what_residents_typed_is_no_markup_and_no_blank_of_ours(document):
    said = " ".join(texts(document))

    assert "“xin visa [đi] Mỹ <b>” (9 lượt)" in said
    assert "⟦" not in said


def test_tables_are_as_wide_as_the_page_and_repeat_their_heads(document):
    tables = document.tables[1:-1]

    for table in tables:
        assert sum(column.width.cm for column in table.columns) == pytest.approx(16.5, abs=0.1)
        assert "w:tblHeader" in table.rows[0]._tr.xml


def test_an_empty_period_claims_nothing(made):
    said = texts(opened(made(Sums(), missed=())))

    assert "Trong kỳ chưa có lượt hỏi nào được ghi nhận." in said
    assert not [text for text in said if text.startswith("Bảng")]


def test_a_commune_nobody_filled_in_gets_blanks(made):
    said = texts(opened(made(), None))

    assert "[TÊN XÃ, PHƯỜNG]" in said
    assert "Kính gửi: [cơ quan cấp trên]." in said


def test_a_free_range_is_not_told_twice(made):
    said = " ".join(texts(opened(made(text="2026-06-01..2026-09-30"))))

    assert "qua trợ lý hỏi đáp số từ ngày 01/6/2026 đến ngày 30/9/2026 như sau:" in said


@pytest.mark.skipif(not shutil.which("soffice") or not shutil.which("pdftotext"), reason="LibreOffice (soffice) is not installed")
def test_libreoffice_shows_it_on_a_few_pages_with_their_numbers(made, tmp_path):
    (tmp_path / "bao-cao.docx").write_bytes(report(made(), PLACE, ".docx", today=TODAY))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", tmp_path, tmp_path / "bao-cao.docx"], check=True, timeout=120, capture_output=True)
    said = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "bao-cao.pdf", "-"], check=True, capture_output=True, text=True
    ).stdout
    pages = said.rstrip("\f").split("\f")

    assert 3 <= len(pages) <= 7
    assert pages[0].split()[:4] == ["ỦY", "BAN", "NHÂN", "DÂN"]
    assert [page.split()[0] for page in pages[1:]] == [str(n) for n in range(2, len(pages) + 1)]
    assert "TM. ỦY BAN NHÂN DÂN" in pages[-1]
    assert "Trên đây là báo cáo" in pages[-1]
