"""The hamlets of a locality's file: names that stand there twice, that sound alike, or that are no names."""

import re
import unicodedata
from collections.abc import Sequence

from bot.core.hamlet_names import HamletNames, has_kind
from bot.core.locality import Hamlet
from bot.core.problem import Severity
from bot.knowledge_files.yaml_reader import Document

RULE = "ten-thon"
_PHONE = re.compile(r"\+?\d(?:[ .\-]?\d){5,}")


def check_hamlets(hamlets: Sequence[Hamlet], document: Document) -> None:
    """Note every fault. What two hamlets may be called counts for neither, so it is said."""
    lines = {hamlet.name: document.line(("hamlets", n)) for n, hamlet in enumerate(hamlets)}
    known: set[str] = set()
    for n, hamlet in enumerate(hamlets):
        line = document.line(("hamlets", n))
        for name in hamlet.called():
            key = unicodedata.normalize("NFC", " ".join(name.lower().split()))
            if _PHONE.search(name):
                document.fault(line, f'"{name}" giống số điện thoại; mục hamlets chỉ ghi tên thôn, tổ dân phố')
            elif key in known:
                document.fault(line, f'"{name}" ghi hai lần; mỗi tên thôn, tổ dân phố chỉ ghi một lần')
            known.add(key)
    for one, two in HamletNames(hamlets).alike():
        message = (
            f'"{two}" và "{one}" viết không dấu hoặc viết tắt thì giống nhau, lúc ấy trợ lý không đoán là nơi nào; nếu là một '
            "nơi thì bỏ bớt một dòng"
        )
        document.fault(lines[two], message, severity=Severity.WARNING, rule=RULE)
    for name in (hamlet.name for hamlet in hamlets if not has_kind(hamlet.name)):
        message = f'"{name}" thiếu chữ thôn, xóm, tổ dân phố, khu, bản… ở đầu; ghi đủ như nói trong câu'
        document.fault(lines[name], message, severity=Severity.WARNING, rule=RULE)
