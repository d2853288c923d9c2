"""Báo cáo: what is due, the draft, what officers type, and the files."""

import asyncio
import io
import re
import threading
from dataclasses import replace
from time import sleep

import pytest
from docx import Document
from lxml import html
from openpyxl import load_workbook

from bot.core.locality import Leads, Locality, Plan, Report, Target
from bot.core.responder import Responder
from bot.delivery.thinking import Thinking
from bot.office.roles import Role
from bot.reports.agency import ReportError
from bot.reports.chart import drawn
from tests.office.figures_scene import A_MONTH, WHERE, count, mended, missed
from tests.office.test_figures_page import plain, text_of

PAGE = "/bao-cao"
PLACE = Locality(
    id=WHERE,
    level="xa",
    name="xã Nam Sách",
    province="thành phố Hải Phòng",
    plan=Plan(title="Kế hoạch tuyên truyền Nghị quyết 57", issued="tháng 3/2026"),
    leads=Leads(signed_by="Phó Chủ tịch Nguyễn Hữu Dương ký thay Chủ tịch"),
    targets=(Target(when="2026", goals=("100% thôn được tuyên truyền", "Có chuyên mục")), Target(when="2027", goals=("x",))),
    reports=(Report(due="trước ngày 05/12 hằng năm", receiver="Sở Khoa học và Công nghệ"),),
)
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)
TYPED = {
    "ky": "05-12",
    "da-lam": "- Ban hành Công văn số 45\nMở 3 lớp tập huấn",
    "muc-tieu-0": "đạt 95%",
    "muc-tieu-1": "đã có",
    "hoi-nhieu": "thu hồi tin nhắn Zalo;\n",
    "kho-khan": "Sóng yếu ở thôn Đoài <b>",
    "nguyen-nhan": "Kinh phí ít",
    "nhiem-vu": "Tập huấn tổ công nghệ số",
    "kien-nghi": "Cấp tài liệu ⟦giả⟧",
    "kinh-gui": "Sở Khoa học và Công nghệ",
    "chuc-vu": "ct",
    "nguoi-ky": "Trần Thị Lan",
}


class Draughtsman:
    """Draws one pixel for each chart, and notices when two ask at once."""

    def __init__(self, *, takes=0.0, fails=None):
        self.takes, self.fails = takes, fails
        self.busy = threading.Lock()
        self.pictures = 0

    def __call__(self, figures):
        assert self.busy.acquire(blocking=False), "two reports at once"
        try:
            if self.fails:
                raise self.fails
            sleep(self.takes)
            self.pictures += len(figures)
            return [PIXEL for _ in figures]
        finally:
            self.busy.release()


@pytest.fixture
def draughtsman():
    return Draughtsman()


@pytest.fixture
def place():
    return PLACE


@pytest.fixture
async def desk(desk, draughtsman, place, town, responder):
    """Of a commune, with figures in the store."""
    knowledge = replace(town, localities={place.id: place} if place else {})
    served = Responder(knowledge, responder.matcher, locality=place.id if place else "")
    settings = desk.settings.model_copy(update={"locality": place.id if place else ""})
    await count(desk.store, *A_MONTH)
    await mended(desk.store)
    return replace(desk, settings=settings, thinking=Thinking(served), draw=draughtsman)


def said_by(document):
    texts = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        texts += [paragraph.text for row in table.rows for cell in row.cells for paragraph in cell.paragraphs]
    return "\n".join(texts)


async def made(browser, **fields):
    await browser.get(PAGE)
    return await browser.post(f"{PAGE}/tep", {"tep": "docx"} | TYPED | fields)


# --- what is due, the draft


async def test_the_communes_own_due_dates_come_first_with_the_days_left(browse):
    page = html.fromstring(await text_of(await browse(Role.VIEWER), PAGE))

    dues = [plain(html.tostring(one, encoding="unicode")) for one in page.xpath('//ul[@class="dues"]/li')]
    assert dues[0].startswith("Trước ngày 05/12/2026 còn 14 ngày theo kế hoạch của xã Nam Sách Năm 2026, từ ngày 01/12/2025")
    assert [due.split(" theo")[0] for due in dues[1:]] == [
        "Trước ngày 10/12/2026 còn 19 ngày Năm 2026, từ ngày 01/12/2025 đến ngày 30/11/2026",
        "Trước ngày 05/6/2027 còn 196 ngày 6 tháng đầu năm 2027, từ ngày 01/12/2026 đến ngày 31/5/2027",
    ]


async def test_the_draft_says_what_the_document_will_say(browse):
    said = plain(await text_of(await browse(Role.VIEWER), PAGE))

    assert "Lượt hỏi 2.537" in said
    assert "tiếp nhận 2.537 lượt hỏi" in said
    for part in ("I. CÔNG TÁC TRIỂN KHAI", "II. KẾT QUẢ THỰC HIỆN", "V. KIẾN NGHỊ, ĐỀ XUẤT", "Bảng 1. Số liệu chung"):
        assert part in said
    assert "(Hình 1. Lượt hỏi theo tháng: biểu đồ, có trong tệp .docx)" in said


async def test_blanks_of_the_communes_file_are_named_with_the_line_to_fill_in(browse):
    said = plain(await text_of(await browse(Role.VIEWER), PAGE))

    assert f"tệp dia-phuong/{WHERE}.yaml" in said
    assert "Số, ký hiệu của kế hoạch (mục plan, dòng number)" in said
    assert "Ngày ký kế hoạch (mục plan, dòng date)" in said
    assert "Cơ quan thường trực, chủ trì (mục leads, dòng standing)" in said
    assert "dòng title" not in said


@pytest.mark.parametrize("place", [None])
async def test_without_a_commune_the_page_says_what_is_missing(browse):
    said = plain(await text_of(await browse(Role.VIEWER), PAGE))

    assert "Chưa khai báo địa phương (LOCALITY" in said


@pytest.mark.parametrize("place", [Locality(id=WHERE, level="huyen", name="huyện Nam Sách")])
async def test_a_district_is_told_that_it_reports_no_more(browse):
    browser = await browse(Role.VIEWER)

    response = await browser.get(PAGE)

    assert response.status == 422
    assert "cấp huyện không còn" in await response.text()


async def test_a_free_period_is_reported_too(browse):
    browser = await browse(Role.VIEWER)

    page = await text_of(browser, f"{PAGE}?tu=2026-11-01&den=2026-11-10")
    response = await made(browser, ky="", tu="2026-11-01", den="2026-11-10", tep="xlsx")

    assert 'name="tu" value="2026-11-01"' in page
    assert "bao-cao-2026-11-01-2026-11-10.xlsx" in response.headers["Content-Disposition"]


async def test_days_nobody_understands_are_told_and_what_was_typed_stays(browse):
    response = await made(await browse(Role.VIEWER), ky="", tu="2026-11-01", den="")

    page = await response.text()
    assert response.status == 422
    assert "Xin chọn đủ hai ngày" in page
    assert "Mở 3 lớp tập huấn" in page


async def test_a_report_of_what_has_not_begun_is_not_offered(browse):
    page = await text_of(await browse(Role.VIEWER), f"{PAGE}?ky=05-06")

    assert "Kỳ này chưa bắt đầu" in page
    assert "Tải báo cáo .docx" not in page


async def test_questions_many_asked_are_offered_to_be_reworded(browse, store):
    await missed(store, "xin visa </textarea><script>alert(1)</script> đi Mỹ", people=6)

    page = await text_of(await browse(Role.VIEWER), PAGE)

    [box] = html.fromstring(page).xpath('//*[@id="hoi-nhieu"]')
    assert box.text.strip() == "“xin visa </textarea><script>alert(1)</script> đi Mỹ” (6 lượt)"
    assert "<script>alert" not in page


async def test_the_draft_is_read_again_with_what_was_typed(browse, store):
    await missed(store, "xin visa", people=6)
    browser = await browse(Role.VIEWER)
    await browser.get(PAGE)

    page = await (await browser.post(PAGE, TYPED)).text()
    said = plain(html.tostring(html.fromstring(page).xpath('//*[@id="ban-nhap"]')[0], encoding="unicode"))

    assert "- Ban hành Công văn số 45." in said
    assert "- Sóng yếu ở thôn Đoài &lt;b&gt;." in said
    assert "100% thôn được tuyên truyền: đạt 95%." in said
    assert "mà chưa có câu trả lời: thu hồi tin nhắn Zalo." in said
    assert "visa" not in said
    typed = html.fromstring(page)
    assert typed.xpath('//*[@id="kho-khan"]')[0].text.strip() == TYPED["kho-khan"]
    assert typed.xpath('//*[@id="nguoi-ky"]')[0].get("value") == "Trần Thị Lan"
    assert typed.xpath('//input[@name="chuc-vu"][@checked]')[0].get("value") == "ct"


# --- the files


async def test_the_document_holds_what_only_officers_know(browse):
    response = await made(await browse(Role.VIEWER))
    said = said_by(Document(io.BytesIO(await response.read())))

    assert response.status == 200
    assert "bao-cao-2025-12-01-2026-11-21.docx" in response.headers["Content-Disposition"]
    for told in ("- Mở 3 lớp tập huấn.", "Có chuyên mục: đã có.", "- Kinh phí ít.", "- Tập huấn tổ công nghệ số.", "[giả]"):
        assert told in said
    assert "Kính gửi: Sở Khoa học và Công nghệ." in said
    assert "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n" in said
    assert "Trần Thị Lan" in said
    assert not re.findall(r"\[(?!giả|số, ký hiệu|ngày ký|cơ quan thường trực)[^\]]*\]", said)


@pytest.mark.parametrize("draughtsman", [drawn], ids=["matplotlib"])
async def test_the_document_is_drawn_by_the_real_draughtsman_too(browse, draughtsman):
    document = Document(io.BytesIO(await (await made(await browse(Role.EDITOR))).read()))

    assert len(document.inline_shapes) == 1


async def test_the_workbook_holds_the_figures(browse, draughtsman):
    response = await made(await browse(Role.VIEWER), tep="xlsx")
    book = load_workbook(io.BytesIO(await response.read()))

    assert book["Thông tin"]["B4"].value == "Ủy ban nhân dân xã Nam Sách"
    assert book["Số liệu chung"]["B4"].value == 2537
    assert draughtsman.pictures == 0


async def test_a_report_is_in_the_audit_log_without_what_was_typed(browse, desk):
    await made(await browse(Role.VIEWER))

    [deed] = await desk.audit.read(limit=1)
    assert (deed.officer, deed.action, deed.object) == ("mai", "lập báo cáo", "năm 2026")
    assert deed.summary == "Lập báo cáo năm 2026 (từ ngày 01/12/2025 đến ngày 21/11/2026), tệp .docx"


@pytest.mark.parametrize(
    ("draughtsman", "told"),
    [
        (Draughtsman(fails=ReportError("Không vẽ được biểu đồ: máy quá bận.")), "Không vẽ được biểu đồ: máy quá bận. Những gì"),
        (Draughtsman(fails=MemoryError()), "Chưa lập được tệp. Những gì đã gõ còn nguyên bên dưới"),
    ],
    ids=["told", "unforeseen"],
)
async def test_nothing_typed_is_lost_when_the_document_cannot_be_drawn(browse, desk, draughtsman, told):
    response = await made(await browse(Role.VIEWER))
    page = await response.text()

    assert response.status == 422
    assert told in page
    fields = {box.get("name"): box.text or box.get("value") for box in html.fromstring(page).xpath("//textarea | //input")}
    for name in TYPED.keys() - {"chuc-vu", "hoi-nhieu"}:
        assert fields[name].strip() == TYPED[name]
    assert "lập báo cáo" not in [deed.action for deed in await desk.audit.read(limit=5)]


@pytest.mark.parametrize("draughtsman", [Draughtsman(takes=0.2)], ids=["slow"])
async def test_two_reports_at_once_wait_for_each_other_and_nobody_else_does(browse, draughtsman):
    browser = await browse(Role.VIEWER)
    await browser.get(PAGE)
    reports = [asyncio.create_task(browser.post(f"{PAGE}/tep", TYPED | {"tep": "docx"})) for _ in range(3)]
    await asyncio.sleep(0.1)

    assert (await browser.get("/so-lieu")).status == 200
    assert not all(report.done() for report in reports)
    assert {(await report).status for report in reports} == {200}
    assert draughtsman.pictures == 3


async def test_what_file_is_wanted_must_be_said(browse):
    browser = await browse(Role.VIEWER)

    assert (await made(browser, tep="exe")).status == 303
    assert "Chưa chọn lập tệp nào" in await text_of(browser, PAGE)


async def test_a_leader_may_not_report(browse):
    browser = await browse(Role.LEADER)

    assert (await browser.get(PAGE)).status == 403
    assert (await browser.post(f"{PAGE}/tep", TYPED | {"tep": "docx"})).status == 403
