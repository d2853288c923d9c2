"""A folder of its own for every test that writes, with comments to be kept, and a layer of a locality."""

import re

from tests.conftest import TOWN

AT = "/sua-kien-thuc"
COMMENTED = TOWN.replace("- id: khai-tu\n", "# Đã hỏi chị Hoa ngày 3/11\n- id: khai-tu\n  # đừng sửa tên\n")
OTHER = """\
- id: the-can-cuoc
  title: Làm thẻ căn cước
  questions: [làm thẻ căn cước ở đâu, cấp căn cước cho con]
  answer: Bà con làm tại Công an xã.
"""


def town_in(folder):
    """The town's files, to be written to."""
    folder.mkdir()
    (folder / "ho-tich.yaml").write_text(COMMENTED, encoding="utf-8")
    (folder / "can-cuoc.yaml").write_text(OTHER, encoding="utf-8")
    return folder


def form_of(page):
    """The fields of the form `sua` as a browser would send them back untouched."""
    form = re.search(r'<form id="sua".*?</form>', page, re.DOTALL)[0]
    fields = {}
    for tag in re.findall(r"<input[^>]*>", form):
        values = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if values.get("type") == "checkbox" and " checked" not in tag:
            continue
        if "name" in values:
            fields[values["name"]] = unescaped(values.get("value", ""))
    for name, text in re.findall(r'<textarea[^>]*?name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL):
        fields[name] = unescaped(text)
    for name, options in re.findall(r'<select[^>]*?name="([^"]+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        fields[name] = chosen[1] if chosen else ""
    return fields


def unescaped(text):
    pairs = (("&#34;", '"'), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
    for sign, letter in pairs:
        text = text.replace(sign, letter)
    return text
