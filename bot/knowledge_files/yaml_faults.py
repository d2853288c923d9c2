"""A YAML error in the words of somebody who has never heard of YAML, blamed on the line that has to be mended.

YAML stops where it can read no further, often far below the slip. So the lines are looked at as an officer would: first
quotes that do not close, then the shape of the line it stopped at, and only then what YAML itself says.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import yaml

from bot.knowledge_files.quoting import STRUCTURE, stray_quotes
from bot.knowledge_files.slips import DASH, ENTRY_KEYS, HEADLESS, KEY_WITHIN, QUOTE

_COLON = f"dấu hai chấm ở giữa câu; {QUOTE}"
# What libyaml says -> what the officer should do. The first that fits; tried on problem and context together.
_MENDS = (
    ("unknown escape", "trong dấu nháy kép có dấu \\ ; xoá dấu \\ hoặc thay nháy kép bằng nháy đơn '…'"),
    ("escape code", "trong dấu nháy kép có dấu \\ ; xoá dấu \\ hoặc thay nháy kép bằng nháy đơn '…'"),
    ("hexdecimal", "trong dấu nháy kép có dấu \\ ; xoá dấu \\ hoặc thay nháy kép bằng nháy đơn '…'"),
    ("quoted scalar", "thiếu dấu nháy đóng; câu mở nháy ở dòng này, thêm đúng dấu nháy ấy ở cuối câu"),
    ("sequence entries are not allowed", "dấu gạch đầu dòng nằm sai chỗ; xuống dòng trước dấu - rồi thụt vào"),
    ("mapping values are not allowed", _COLON),
    ("mapping keys are not allowed", f"câu bắt đầu bằng dấu ?; {QUOTE}"),
    ("expected ':'", f"thiếu dấu hai chấm sau tên mục, hoặc câu bị xuống dòng sai; thụt dòng lại hoặc {QUOTE}"),
    ("expected the node content", f"có dấu ngoặc hoặc dấu phẩy lạc chỗ; {QUOTE}"),
    ("node content", f"có dấu ngoặc hoặc dấu phẩy lạc chỗ; {QUOTE}"),
    ("cannot start any token", f"câu bắt đầu bằng một ký tự đặc biệt; {QUOTE}"),
    ("alias", f"câu bắt đầu bằng dấu * hoặc &; {QUOTE}"),
    ("anchor", f"câu bắt đầu bằng dấu * hoặc &; {QUOTE}"),
    ("tag", f"câu bắt đầu bằng dấu !; {QUOTE}"),
    ("block scalar", "sau dấu | chỉ được xuống dòng; đưa chữ xuống dòng dưới, thụt vào"),
    ("block mapping", "dòng này thụt vào không thẳng với các dòng cùng bậc; sửa số dấu cách đầu dòng"),
    ("block collection", "dấu gạch đầu dòng không thẳng với các dòng cùng bậc; sửa số dấu cách đầu dòng"),
    ("block sequence", "dấu gạch đầu dòng không thẳng với các dòng cùng bậc; sửa số dấu cách đầu dòng"),
    ("expected <block end>", "dòng này thụt vào không thẳng với các dòng cùng bậc; sửa số dấu cách đầu dòng"),
    ("single document", "có dòng '---' thừa; xoá dòng đó"),
    ("document start", "có chữ lạc ngoài danh sách; thụt dòng này vào hoặc xoá đi"),
    ("directive", f"dòng bắt đầu bằng dấu %; {QUOTE}"),
)
_NAMED = re.compile(rf"^ *(?:- +)?(?P<key>{'|'.join(sorted(ENTRY_KEYS))})(?P<sign>:?)(?P<rest>.*)$")
_KEYED = re.compile(r"^(?P<indent> *)(?P<dash>- +)?[^\s\"'#\[{-][^:#]*:(?: |$)")
_CURLY = re.compile(r"^ *(?:- +)*(?:[\w-]+: +)?[“”„].*[“”]")


def explain(error: yaml.YAMLError, text: str) -> tuple[int, str]:
    """The line (from 1, within the text) and the mend of an error."""
    if isinstance(error, yaml.reader.ReaderError):
        return text.count("\n", 0, error.position) + 1, "có ký tự ẩn không in được; xoá và gõ lại dòng này"
    lines = text.rstrip("\n").split("\n")
    said = f"{getattr(error, 'problem', '')} {getattr(error, 'context', '')}"
    stopped, opened = (_line(getattr(error, mark, None), lines) for mark in ("problem_mark", "context_mark"))
    stopped = stopped or opened or 1
    for quote in stray_quotes(lines[:stopped]):
        return quote.line, _quote(closed=quote.closed, left_over=quote.left_over)
    escaped = "escape" in said or "hexdecimal" in said
    if opened and not escaped and ("expected ','" in said or "quoted scalar" in said):
        return opened, _bracket(lines[opened - 1]) if "','" in said else _quote(closed=False)
    if fallen := _fallen_out(lines, stopped):
        return fallen, _indented(_indent(lines[fallen - 1]), _indent(lines[fallen]))
    if askew := _askew(lines):
        return 1, askew
    if bare := _bare_item(lines, stopped):
        return bare, "dòng này phải bắt đầu bằng dấu - và một dấu cách như các dòng dưới nó; sửa lại đầu dòng"
    if opened and "expected ':'" in said:
        stopped = opened
    above = next((n for n in range(stopped - 1, 0, -1) if lines[n - 1].strip()), 0)
    message = _shape(lines[stopped - 1]) or _indentation(lines, stopped)
    if not message and above and (message := _shape(lines[above - 1])):
        return above, message
    message = message or _headless(lines, stopped, above)
    said_by_yaml = (mend for key, mend in _MENDS if key in said)
    return stopped, message or next(said_by_yaml, "chỗ này không đọc được; kiểm tra dấu nháy và thụt dòng")


def between_entries(error: yaml.YAMLError, text: str) -> tuple[int, str]:
    """As `explain`, for a text whose entries are good one by one."""
    line, _ = explain(error, text)
    lines = text.split("\n")
    starts = [_indent(line) for line in lines if re.match(r" *- +(?:id|title) *:", line)]
    usual = Counter(starts).most_common(1)[0][0] if starts else 0
    for number, content in enumerate(lines, 1):
        if content.startswith(("---", "...", "%")):
            return number, f"có dòng '{content[:3]}' thừa; xoá dòng đó"
        if re.match(r" *- +(?:id|title) *:", content) and _indent(content) != usual:
            return number, _indented(_indent(content), usual)
    return line, "dòng này không thuộc câu nào; thụt vào cho thẳng với các dòng cùng bậc, hoặc xoá đi"


def _line(mark: yaml.Mark | None, lines: Sequence[str]) -> int:
    return min(mark.line + 1, len(lines)) if mark else 0


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _bracket(line: str) -> str:
    if " #" in line:
        return f"phần từ dấu # trở đi bị coi là ghi chú nên thiếu dấu ngoặc đóng; {QUOTE}"
    signs = [f"{a}{b}" for a, b in ("[]", "{}") if line.count(a) != line.count(b)]
    which = f"ngoặc ở dòng này chưa đủ đôi {signs[0]}" if signs else "ngoặc ở dòng này chưa đúng"
    return f"{which}; thêm dấu ngoặc đóng hoặc dấu phẩy còn thiếu, hoặc đặt câu có ngoặc trong dấu nháy kép"


def _fallen_out(lines: Sequence[str], stopped: int) -> int:
    """A line of a list that slid out to where entries begin, so that YAML joined to it all that follows; 0 if none."""
    entry = _indent(lines[0])
    if not lines[0].lstrip().startswith("- "):
        return 0
    slid = (n for n in range(2, stopped) if lines[n - 1].lstrip().startswith("- ") and _indent(lines[n - 1]) <= entry)
    return next((n for n in slid if DASH.match(lines[n]) and _indent(lines[n]) > entry), 0)


def _askew(lines: Sequence[str]) -> str:
    """An entry whose first line alone slid aside, so that all its other keys seem wrong."""
    keys = [column for number, column in _keys(lines) if number > 1]
    first = next((column for number, column in _keys(lines) if number == 1), 0)
    if not lines[0].lstrip().startswith("- ") or len(keys) < 2 or len(set(keys)) > 1 or keys[0] == first:
        return ""
    return _indented(_indent(lines[0]), max(_indent(lines[0]) + keys[0] - first, 0))


def _bare_item(lines: Sequence[str], stopped: int) -> int:
    """The first line of a list right above, when its dash is spoilt: the others were joined to it; 0 if it is not."""
    number = stopped - 1
    while number > 1 and lines[number - 1].lstrip().startswith("- "):
        number -= 1
    line = lines[number - 1] if 0 < number < stopped - 1 else ""
    return number if line.strip() and not STRUCTURE.match(line) and not line.lstrip().startswith("#") else 0


def _headless(lines: Sequence[str], number: int, above: int) -> str:
    """Lines of a list whose key is missing."""
    if not above or not lines[number - 1].lstrip().startswith("- ") or lines[above - 1].lstrip().startswith("- "):
        return ""
    if lines[above - 1].rstrip().endswith(":") or not STRUCTURE.match(lines[above - 1]):
        return ""
    return HEADLESS


def _quote(*, closed: bool, left_over: str = "") -> str:
    if not closed:
        return "thiếu dấu nháy đóng; câu mở nháy ở dòng này, thêm đúng dấu nháy ấy ở cuối câu"
    shown = left_over if len(left_over) <= 30 else left_over[:30] + "…"
    return (
        f"sau dấu nháy đóng còn chữ “{shown}”; nếu cả dòng là một câu thì đặt dấu nháy đóng ở cuối, còn dấu nháy bên trong "
        "đổi thành nháy cong “ ”"
    )


def _shape(line: str) -> str:
    """What an officer would see in a line; empty when it looks right."""
    if line.lstrip().startswith("```"):
        return "dòng ``` là của phần mềm chat hoặc trang web, không phải của tệp; xoá dòng này"
    if (dash := DASH.match(line)) and dash["dash"] != "-" and dash["space"]:
        return f"dấu {dash['dash']} ở đầu dòng không phải dấu gạch đầu dòng; gõ lại bằng dấu - rồi một dấu cách"
    if dash and dash["dash"] == "-" and not dash["space"] and not line.lstrip().startswith("--"):
        return "thiếu dấu cách sau dấu gạch đầu dòng; viết “- ” rồi mới tới câu"
    return _key_shape(line)


def _key_shape(line: str) -> str:
    if later := next((found["later"] for found in KEY_WITHIN.finditer(line) if found["later"]), ""):
        return f'mục "{later}" bị dính vào dòng này; xuống dòng trước chữ {later}: và thụt cho thẳng'
    if named := _NAMED.match(line):
        key, sign, rest = named["key"], named["sign"], named["rest"]
        if sign and rest and rest[0] != " ":
            return f"thiếu dấu cách sau dấu hai chấm; viết “{key}: ” rồi mới tới nội dung"
        if not sign and (not rest or rest[0] == " "):
            return f"thiếu dấu hai chấm sau tên mục; viết “{key}: ”"
    if _CURLY.match(line) and ": " in line:
        return 'câu có dấu hai chấm mà nháy cong “ ” không phải dấu nháy của tệp; gõ lại nháy thẳng " " ở đầu và cuối câu'
    return ""


def _indentation(lines: Sequence[str], number: int) -> str:
    """How a line stands compared with its like."""
    line = lines[number - 1]
    mine = _indent(line)
    if (named := _NAMED.match(line)) and named["sign"] and not line.lstrip().startswith("-"):
        # Keys of one entry stand below each other.
        others = [found for n, found in _keys(lines) if n != number]
        usual = Counter(others).most_common(1)[0][0] if others else mine
    elif line.lstrip().startswith("- ") and not _KEYED.match(line):
        above = [_indent(found) for found in lines[: number - 1] if found.lstrip().startswith("- ")]
        below = [_indent(found) for found in lines[number:] if found.lstrip().startswith("- ")]
        near = [*above[:0:-1][:1], *below[:1]]
        usual = near[0] if near and mine not in near else mine
    else:
        return ""
    return "" if usual == mine else _indented(mine, usual)


def _keys(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Line and indentation of every key of an entry."""
    for number, line in enumerate(lines, 1):
        if (named := _NAMED.match(line)) and named["sign"]:
            yield number, named.start("key")


def _indented(mine: int, usual: int) -> str:
    return f"dòng này thụt vào {mine} dấu cách, các dòng cùng bậc thụt {usual}; sửa số dấu cách đầu dòng cho thẳng"
