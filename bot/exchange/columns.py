"""The columns of a table of entries: what each is called, and where its value stands in an entry."""

from dataclasses import dataclass
from operator import attrgetter

from bot.core.knowledge import Entry, Topic
from bot.exchange import cells
from bot.exchange.cells import Form, slug


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    key: str
    """The key in an entry; after a dot the key within. `topic` is the file."""
    header: str
    width: int
    form: Form
    also: tuple[str, ...] = ()
    """What else officers call it."""
    how: str = ""
    """What to write in it, for the sheet of instructions."""

    @property
    def names(self) -> set[str]:
        """Everything that is taken for its header."""
        return {slug(name) for name in (self.header, self.key, *self.also)}

    def cell(self, entry: Entry) -> str:
        """What stands in it for an entry."""
        return self.form.shown(attrgetter(self.key.replace(".from", ".from_"))(entry))


TOPIC = Column("topic", "Chủ đề", 20, cells.TEXT, ("nhóm", "tệp"), "Chọn trong danh sách. Câu đã có thì không đổi chủ đề ở đây.")
ID = Column(
    "id",
    "Mã câu",
    26,
    cells.TEXT,
    ("mã", "mã số"),
    "Đừng sửa mã của câu đã có. Câu mới thì để trống, máy tự đặt.",
)
COLUMNS = (
    TOPIC,
    ID,
    Column("title", "Tên ngắn", 28, cells.TEXT, ("tên", "tiêu đề"), "Tên hiện trên nút bấm, dưới 60 chữ."),
    Column(
        "questions",
        "Các cách hỏi",
        48,
        cells.LINES,
        ("câu hỏi", "cách hỏi", "hỏi"),
        "Mỗi dòng trong ô là một cách hỏi (xuống dòng trong ô: Alt+Enter).",
    ),
    Column("answer", "Câu trả lời", 60, cells.TEXT, ("trả lời", "đáp"), "Câu đầu tiên phải là điều bà con cần biết."),
    Column("steps", "Các bước", 48, cells.STEPS, ("bước",), "Mỗi dòng một bước, không cần đánh số."),
    Column("if_stuck", "Vướng thì hỏi đâu", 36, cells.TEXT, ("vướng", "liên hệ"), "Câu cuối: không làm được thì hỏi ai, ở đâu."),
    Column(
        "sources",
        "Nguồn",
        44,
        cells.SOURCES,
        ("căn cứ", "văn bản"),
        "Mỗi dòng một nguồn: Tên | số văn bản | ngày | đường dẫn. Thiếu phần nào thì bỏ phần đó.",
    ),
    Column("checked", "Ngày kiểm tra", 14, cells.DAY, ("đã kiểm tra", "kiểm tra"), "Ngày đối chiếu với nguồn, như 21/11/2026."),
    Column("recheck", "Hạn kiểm tra lại", 14, cells.DAY, ("kiểm tra lại",), "Quá ngày này trợ lý nhắc bà con hỏi lại cho chắc."),
    Column("in_force.from", "Hiệu lực từ", 14, cells.DAY, ("từ ngày",), "Câu trả lời bắt đầu đúng từ ngày nào; thường để trống."),
    Column(
        "in_force.until",
        "Hiệu lực đến",
        14,
        cells.DAY,
        ("đến ngày", "hết hiệu lực"),
        "Ngày cuối cùng còn đúng. Muốn hạ một câu thì ghi ngày.",
    ),
    Column("urgent", "Khẩn", 8, cells.YES, ("khẩn cấp",), "Viết có nếu là chuyện khẩn cấp; không thì để trống."),
    Column(
        "audience",
        "Người hỏi",
        16,
        cells.AUDIENCE,
        ("đối tượng",),
        "Người dân, doanh nghiệp, cán bộ, tổ công nghệ số; mỗi dòng một nhóm.",
    ),
    Column("related", "Câu liên quan", 30, cells.LINES, ("liên quan",), "Mã của những câu bà con hay cần tiếp, mỗi dòng một mã."),
    Column(
        "follow_ups",
        "Hỏi tiếp",
        48,
        cells.FOLLOW_UPS,
        (),
        "Mỗi dòng viết: kiểu hỏi, dấu hai chấm, lời đáp. Kiểu hỏi là le-phi, thoi-gian, o-dau, giay-to, dieu-kien, "
        "truc-tuyen, lam-thay, qua-han, bi-mat, cach-lam.",
    ),
    Column("keywords", "Từ khoá", 20, cells.LINES, ("từ khóa",), "Mỗi dòng một từ khoá; thường để trống."),
    Column(
        "locality",
        "Địa phương",
        14,
        cells.TEXT,
        ("xã", "phường"),
        "Chỉ khi câu nói riêng về một địa phương: mã của nơi ấy, như nam-sach.",
    ),
)


def row_of(topic: Topic, entry: Entry) -> dict[str, str]:
    """Column key -> cell of one entry."""
    return {"topic": topic.title} | {column.key: column.cell(entry) for column in COLUMNS if column is not TOPIC}


def column_of(header: str) -> Column | None:
    """The column a header means, however it is written."""
    return next((column for column in COLUMNS if slug(header) in column.names), None)
