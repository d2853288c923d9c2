"""Which files of the knowledge folder are read, and those that look as if they were."""

import re
from collections.abc import Iterator
from pathlib import Path

from bot.core.problem import Problem, Severity

WHERE = ("*", "dia-phuong/*", "dia-phuong/*/*", "ngoai-pham-vi/*")
RULE = "ten-tep"
_YAML = re.compile(r"\.ya?ml$")
_COPY = re.compile(r" - (?:copy|bản sao)| \(\d+\)\.|^(?:copy of|bản sao)|[- ](?:copy|bản sao)(?: \d+)?\.ya?ml$", re.IGNORECASE)
_NEARLY = re.compile(r"\.ya?ml\.(?:txt|docx?|rtf|html?)$|\.(?:ymal|yalm|yam|yamll)$|\.ya?ml$", re.IGNORECASE)


def is_read(path: Path) -> bool:
    """Whether a file holds knowledge: no lock, swap or hidden file of an editor, and no copy made in Explorer."""
    name = path.name
    return bool(_YAML.search(name)) and not name.startswith((".", "~", "#")) and not _COPY.search(name)


def strays(folder: Path) -> Iterator[Problem]:
    """Files an officer may think are read."""
    for path in sorted(path for pattern in WHERE for path in folder.glob(pattern) if path.is_file()):
        name = path.name
        if is_read(path) or name.startswith((".", "~", "#")) or not _NEARLY.search(name):
            continue
        wanted = re.split(r"\.ya?m|\.ymal|\.yalm", name, flags=re.IGNORECASE)[0] + ".yaml"
        if _COPY.search(name):
            message = "tệp này trông như một bản sao nên không được đọc; xoá đi, hoặc đổi tên không dấu cách nếu là tệp mới"
        else:
            message = f'tệp này không được đọc vì tên không kết thúc bằng .yaml; đổi tên thành "{wanted}"'
        yield Problem(str(path), 1, message, Severity.WARNING, RULE)
