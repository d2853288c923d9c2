"""What is saved as .yaml and is no text of questions at all: a Word file, a web page, a file Git could not merge."""

import re
from collections.abc import Iterator

LARGEST = 1_000_000
"""Bytes; the largest shipped file has 160,000. Beyond it, reading would keep an officer waiting."""

_WORD = "tệp Word, Excel hoặc tệp nén bị đổi đuôi thành .yaml; mở bằng Word, Excel rồi chép chữ sang một tệp .yaml"
_PICTURE = "tệp ảnh hoặc tệp PDF bị đổi đuôi thành .yaml; gõ lại nội dung vào một tệp .yaml"
_PAGE = "tệp này là trang web (HTML), không phải tệp câu hỏi; trên GitHub bấm Raw rồi mới tải về, hoặc chép riêng phần chữ"
_STARTS = (
    (b"PK\x03\x04", _WORD),
    (b"\xd0\xcf\x11\xe0", _WORD),
    (b"7z\xbc\xaf", _WORD),
    (b"Rar!", _WORD),
    (b"\x1f\x8b", _WORD),
    (b"%PDF", _PICTURE),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"{\\rtf", "tệp lưu kiểu có định dạng (RTF) của WordPad hoặc TextEdit; lưu lại kiểu văn bản thuần (Plain Text), mã UTF-8"),
)
_TAG = re.compile(rb"\s*<(?:!doctype|\?xml|[a-z]+[ >])", re.IGNORECASE)
_UTF16 = "tệp lưu dạng UTF-16; mở bằng Notepad, chọn Lưu thành…, ô Mã hoá (Encoding) chọn UTF-8"
_MARKER = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: |$)")


def disguise(data: bytes) -> str:
    """What the bytes of a file really are and what to do about it; empty for what may be a text."""
    if len(data) > LARGEST:
        size = f"{len(data) / 1e6:.1f}".replace(".", ",")
        return f"tệp nặng {size} MB, quá lớn; chia thành nhiều tệp dưới {LARGEST // 1_000_000} MB"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _UTF16
    for start, message in _STARTS:
        if data.startswith(start):
            return message
    if _TAG.match(data[:200].removeprefix(b"\xef\xbb\xbf")):
        return _PAGE
    zeros = data.count(0)
    if zeros and zeros == len(data):
        return "tệp chỉ còn ký tự rỗng, có lẽ máy mất điện khi đang lưu; lấy lại bản cũ của tệp này"
    if zeros > len(data) // 4:  # Latin letters take two bytes, one of them zero
        return _UTF16
    return ""


def conflicts(lines: list[str]) -> Iterator[tuple[int, str]]:
    """The lines (from 1) with which Git marks what two people changed at once."""
    for number, line in enumerate(lines, 1):
        if _MARKER.match(line):
            mend = "giữ lại phần đúng, xoá phần kia và các dòng <<<<<<<, =======, >>>>>>>"
            yield number, f"dấu {line[:7]} của Git: hai người cùng sửa chỗ này; {mend}"
