"""A YAML error in the words of somebody who has never heard of YAML."""

import yaml

_QUOTE = 'đặt cả câu trong dấu nháy kép: "…"'
# What the loader says -> what the officer should do. The first that fits; tried on problem and context together.
_MENDS = (
    ("quoted scalar", "thiếu dấu nháy đóng; câu mở nháy ở dòng này, thêm đúng dấu nháy ấy ở cuối câu"),
    ("unknown escape", "trong dấu nháy kép có dấu \\ ; xoá dấu \\ hoặc thay bằng dấu nháy đơn '…'"),
    ("sequence entries are not allowed", "dấu gạch đầu dòng nằm sai chỗ; xuống dòng trước dấu - rồi thụt vào"),
    ("mapping values are not allowed", f"dấu hai chấm ở giữa câu (hoặc dòng trên thiếu dấu nháy đóng); {_QUOTE}"),
    ("'\\t'", "có phím Tab; xoá đi và gõ dấu cách"),
    ("could not find expected ':'", f"thiếu dấu hai chấm sau tên mục, hoặc câu bị xuống dòng sai; thụt dòng lại hoặc {_QUOTE}"),
    ("expected ',' or", "thiếu dấu phẩy hoặc dấu ngoặc đóng ] }; thêm vào, hoặc đặt cả câu trong dấu nháy kép"),
    (
        "expected <block end>",
        f"dòng này thụt vào không thẳng với các dòng cùng bậc, hoặc còn chữ sau dấu nháy; sửa thụt dòng hoặc {_QUOTE}",
    ),
    ("expected the node content", f"có dấu ngoặc hoặc dấu phẩy lạc chỗ; {_QUOTE}"),
    ("cannot start any token", f"câu bắt đầu bằng một ký tự đặc biệt; {_QUOTE}"),
    ("alias", f"câu bắt đầu bằng dấu * hoặc &; {_QUOTE}"),
    ("anchor", f"câu bắt đầu bằng dấu * hoặc &; {_QUOTE}"),
    ("tag", f"câu bắt đầu bằng dấu !; {_QUOTE}"),
    ("block scalar", "sau dấu | chỉ được xuống dòng; đưa chữ xuống dòng dưới, thụt vào"),
    ("block mapping", "dòng này thụt vào không thẳng với các dòng cùng bậc; sửa số dấu cách đầu dòng"),
    ("block sequence", "dấu gạch đầu dòng không thẳng với các dòng cùng bậc; sửa số dấu cách đầu dòng"),
    ("single document", "có dòng '---' thừa; xoá dòng đó"),
    ("document start", "có chữ lạc ngoài danh sách; thụt dòng này vào hoặc xoá đi"),
    ("directive", f"dòng bắt đầu bằng dấu %; {_QUOTE}"),
)


def explain(error: yaml.YAMLError, text: str) -> tuple[int, str]:
    """The line (from 1, within the text) and the mend of an error."""
    if isinstance(error, yaml.reader.ReaderError):
        line = text.count("\n", 0, error.position) + 1
        return line, "có ký tự ẩn không in được; xoá và gõ lại dòng này"
    said = f"{getattr(error, 'problem', '')} {getattr(error, 'context', '')}"
    mark = getattr(error, "problem_mark", None)
    opened = getattr(error, "context_mark", None)
    if opened and ("quoted scalar" in said or "expected ':'" in said or "expected ','" in said):
        mark = opened
    line = min(mark.line + 1, text.rstrip("\n").count("\n") + 1) if mark else 1
    return line, next(
        (mend for key, mend in _MENDS if key in said), f"không đọc được; kiểm tra dấu nháy và thụt dòng ({said.strip()})"
    )
