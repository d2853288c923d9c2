"""What localities say otherwise: a nation's base, a province's layer, a commune's layer, merged by id."""

from pathlib import Path

import pytest

from bot.core.knowledge import Entry, Knowledge
from bot.core.problem import Severity
from bot.knowledge_files import load, load_or_fail
from bot.knowledge_files.layers import changed, laid_over

BASE = """\
- id: khai-sinh
  title: Đăng ký khai sinh
  questions: [làm giấy khai sinh cho con cần gì, đăng ký khai sinh ở đâu]
  answer: Bà con đăng ký khai sinh tại {office}.
  steps: [Mang giấy chứng sinh.]
  keywords: [chứng sinh]
  related: [khai-tu]
- id: khai-tu
  questions: [đăng ký khai tử]
  answer: Đăng ký trong 15 ngày.
"""
PROVINCE = """\
- id: khai-sinh
  questions: [tỉnh mình làm khai sinh thế nào]
  answer: Ở tỉnh này làm tại mọi xã.
"""
COMMUNE = """\
- id: khai-sinh
  keywords: giấy sinh
  if_stuck: Hỏi cán bộ Lan.
- id: cho-phien
  questions: [chợ phiên ngày nào]
  answer: Chợ phiên ngày 5 và ngày 10.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A base, a province with a commune inside, and a commune elsewhere."""
    for name, text in {
        "ho-tich.yaml": BASE,
        "dia-phuong/tinh-a.yaml": "id: tinh-a\nlevel: tinh\nname: tỉnh A\n",
        "dia-phuong/xa-b.yaml": "id: xa-b\nlevel: xa\nname: xã B\nparent: tinh-a\n",
        "dia-phuong/xa-c.yaml": "id: xa-c\nlevel: xa\nname: xã C\n",
        "dia-phuong/tinh-a/ho-tich.yaml": PROVINCE,
        "dia-phuong/xa-b/ho-tich.yaml": COMMUNE,
    }.items():
        write(tmp_path, name, text)
    return tmp_path


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def said(folder: Path, severity: Severity = Severity.ERROR) -> list[str]:
    return [str(p).removeprefix(f"{folder}/") for p in load(folder).problems if p.severity is severity]


def test_a_commune_reads_its_own_layer_over_its_provinces_over_the_nations(folder):
    knowledge = load_or_fail(folder)

    there = knowledge.entry_for("khai-sinh", "xa-b")
    assert there.if_stuck == "Hỏi cán bộ Lan."
    assert there.answer == "Ở tỉnh này làm tại mọi xã."
    assert there.title == "Đăng ký khai sinh"
    assert there.steps == ("Mang giấy chứng sinh.",)


def test_a_province_reads_nothing_of_its_communes(folder):
    there = load_or_fail(folder).entry_for("khai-sinh", "tinh-a")

    assert there.answer == "Ở tỉnh này làm tại mọi xã."
    assert there.if_stuck == ""


@pytest.mark.parametrize("locality", ["", "xa-c", "khong-co"])
def test_who_has_no_layer_reads_the_nations(folder, locality):
    assert load_or_fail(folder).entry_for("khai-sinh", locality).answer == "Bà con đăng ký khai sinh tại {office}."


def test_phrasings_and_keywords_are_added_and_not_replaced(folder):
    there = load_or_fail(folder).entry_for("khai-sinh", "xa-b")

    assert there.questions == (
        "làm giấy khai sinh cho con cần gì",
        "đăng ký khai sinh ở đâu",
        "tỉnh mình làm khai sinh thế nào",
    )
    assert there.keywords == ("chứng sinh", "giấy sinh")


def test_a_field_is_emptied_by_writing_it_empty(folder):
    write(folder, "dia-phuong/xa-b/ho-tich.yaml", '- {id: khai-sinh, steps: [], title: ""}')

    there = load_or_fail(folder).entry_for("khai-sinh", "xa-b")
    assert there.steps == ()
    assert there.title == ""


def test_an_id_that_nothing_beneath_has_is_an_entry_of_that_locality(folder):
    knowledge = load_or_fail(folder)

    assert knowledge.entries["cho-phien"].locality == "xa-b"
    assert knowledge.topic_of("cho-phien").id == "ho-tich"


def test_the_base_that_is_served_is_the_merged_one_and_others_can_still_be_asked_about(folder):
    served = load_or_fail(folder).serving("xa-b")

    assert served.entries["khai-sinh"].if_stuck == "Hỏi cán bộ Lan."
    assert served.topics[0].entries[0].if_stuck == "Hỏi cán bộ Lan."
    assert served.entry_for("khai-sinh", "xa-c").answer == "Bà con đăng ký khai sinh tại {office}."
    assert served.entry_for("khai-sinh", "tinh-a").if_stuck == ""


def test_serving_a_locality_leaves_the_base_as_it_was(folder):
    knowledge = load_or_fail(folder)

    assert isinstance(knowledge.serving("xa-b"), Knowledge)
    assert knowledge.entries["khai-sinh"].if_stuck == ""


def test_check_shows_what_a_layer_writes_over(folder):
    found = load(folder).overrides

    assert [(o.locality, o.entry, o.fields) for o in found] == [
        ("tinh-a", "khai-sinh", ("questions", "answer")),
        ("xa-b", "khai-sinh", ("if_stuck", "keywords")),
    ]
    assert found[0].covers == f"{folder}/ho-tich.yaml:1"
    assert found[1].covers == f"{folder}/dia-phuong/tinh-a/ho-tich.yaml:1"
    assert [p.rule for p in load(folder).problems] == ["lop-ghi-de", "lop-ghi-de"]
    assert any("thêm keywords" in text for text in said(folder, Severity.HINT))


def test_an_entry_of_a_layer_that_changes_nothing_is_worth_a_warning(folder):
    write(folder, "dia-phuong/xa-b/ho-tich.yaml", "- {id: khai-tu, answer: Đăng ký trong 15 ngày.}")

    assert said(folder, Severity.WARNING) == [
        f'dia-phuong/xa-b/ho-tich.yaml:1: câu "khai-tu" không khác gì bản chung ở {folder}/ho-tich.yaml:8; xoá đi cho gọn'
    ]


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("dia-phuong/xa-d/a.yaml", COMMUNE, "dia-phuong/xa-d/a.yaml:1: thư mục này của địa phương nào?"),
        ("dia-phuong/xa-b.yaml", "id: xa-b\nparent: tinh-z\n", "dia-phuong/xa-b.yaml:2: không có tệp dia-phuong/tinh-z.yaml"),
        ("dia-phuong/tinh-a.yaml", "id: tinh-a\nparent: xa-b\n", "dia-phuong/tinh-a.yaml:2: parent đi vòng tròn"),
        ("dia-phuong/xa-b.yaml", "id: xa-b\nparent: xa-b\n", "dia-phuong/xa-b.yaml:2: parent đi vòng tròn"),
        ("dia-phuong/xa-b.yaml", "id: xa-bb\n", 'dia-phuong/xa-b.yaml:1: id "xa-bb" phải trùng tên tệp'),
        ("dia-phuong/xa-c.yaml", "id: xa-c\nlevel: huyen\n", "dia-phuong/xa-c.yaml:2: cấp huyện không còn"),
        ("dia-phuong/xa-c.yaml", "id: xa-c\nlevel: thon\n", "dia-phuong/xa-c.yaml:2: "),
        ("dia-phuong/xa-b/ho-tich.yaml", "- id: khai-sinh\n- id: khai-sinh", "dia-phuong/xa-b/ho-tich.yaml:2: "),
        ("dia-phuong/xa-b/ho-tich.yaml", "- {id: khai-snih, answer: a}", 'thiếu mục "questions"'),
        ("dia-phuong/xa-b/ho-tich.yaml", "- {id: khai-snih, answer: a}", "không có trong bản chung nên phải viết đủ"),
        ("dia-phuong/xa-b/ho-tich.yaml", "- {id: khai-sinh,\n   anser: a}", "dia-phuong/xa-b/ho-tich.yaml:2: "),
        ("dia-phuong/xa-b/ho-tich.yaml", "- {id: khai-sinh,\n   checked: 31/2/2026}", "ngày có thật"),
        ("dia-phuong/xa-b/ho-tich.yaml", "- id: khai-sinh\n  answer: '{van_phong}'", "dia-phuong/xa-b/ho-tich.yaml:2: "),
        ("dia-phuong/xa-b/ho-tich.yaml", "- id: khai-sinh\n  follow_ups: {le-phi: khong-co-cau}", "khong-co-cau"),
        (
            "dia-phuong/xa-c/ho-tich.yaml",
            "- {id: cho-phien, questions: [a], answer: b}",
            'dia-phuong/xa-b/ho-tich.yaml:4: id "cho-phien" đã dùng cho câu riêng của xa-c',
        ),
        ("dia-phuong/xa-b/ho-tich.yaml", "- answer: b", 'thiếu mục "id"'),
    ],
)
def test_a_fault_of_a_layer_names_file_line_and_mend(folder, name, text, fault):
    write(folder, name, text)

    assert any(fault in problem for problem in said(folder)), said(folder)


def test_a_broken_layer_is_not_served(folder):
    write(folder, "dia-phuong/xa-b/ho-tich.yaml", "- {id: khai-sinh, anser: a}")

    assert load(folder).knowledge is None


def test_a_communes_province_is_named_after_the_file_around_it(folder):
    assert load_or_fail(folder).localities["xa-b"].province == "tỉnh A"


def test_laying_over_and_comparing_are_plain_functions():
    beneath = Entry(id="a", questions=("một",), answer="x", sources=({"title": "Luật"},))

    over = Entry.model_validate(laid_over(beneath, {"id": "a", "questions": "hai", "answer": "y"}))

    assert over.questions == ("một", "hai")
    assert over.sources == beneath.sources
    assert changed(beneath, over) == ("questions", "answer")


# --- hamlets


def test_a_hamlet_is_a_name_or_a_name_with_others(folder):
    write(folder, "dia-phuong/xa-b.yaml", "id: xa-b\nhamlets:\n  - thôn Đông\n  - {name: bản Nà Hạ, names: bản Hạ}\n  - tổ 3\n")

    place = load_or_fail(folder).localities["xa-b"]

    assert [hamlet.called() for hamlet in place.hamlets] == [("thôn Đông",), ("bản Nà Hạ", "bản Hạ"), ("tổ 3",)]


@pytest.mark.parametrize(
    ("hamlets", "severity", "fault"),
    [
        ("[thôn Đông, thôn đông]", Severity.ERROR, '"thôn đông" ghi hai lần'),
        ("[thôn Đông, {name: thôn Đoài, names: [thôn Đông]}]", Severity.ERROR, '"thôn Đông" ghi hai lần'),
        ("[trưởng thôn 0912 345 678]", Severity.ERROR, "giống số điện thoại"),
        ("[thôn Đông, thôn Đồng]", Severity.WARNING, '"thôn Đồng" và "thôn Đông" viết không dấu hoặc viết tắt thì giống nhau'),
        ("[tổ dân phố số 3, tổ 3]", Severity.WARNING, '"tổ 3" và "tổ dân phố số 3"'),
        ("[Đông Khê]", Severity.WARNING, "thiếu chữ thôn, xóm, tổ dân phố"),
        ("[{ten: thôn Đông}]", Severity.ERROR, 'không có mục nào tên "ten"'),
        ("[" + "thôn dài " * 10 + "]", Severity.ERROR, "dài quá"),
        ("{thôn: Đông}", Severity.ERROR, 'không có mục nào tên "thôn"'),
    ],
)
def test_a_doubtful_hamlet_is_told_with_file_line_and_mend(folder, hamlets, severity, fault):
    write(folder, "dia-phuong/xa-b.yaml", f"id: xa-b\nhamlets: {hamlets}\n")

    assert any(fault in problem and problem.startswith("dia-phuong/xa-b.yaml:2: ") for problem in said(folder, severity))


def test_hamlets_that_can_be_told_apart_are_no_fault(folder):
    write(folder, "dia-phuong/xa-b.yaml", "id: xa-b\nhamlets: [thôn Đông, thôn Đông Khê, xóm Đông, thôn 3, tổ 3, khu phố 3]\n")

    assert said(folder) == []
