"""The command line, in Vietnamese: officers use it too. Each command is one module, imported when it is called."""

import re
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from bot.errors import BotError

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)
CHANNEL = click.Choice(["web", "zalo", "zalo-bot", "messenger", "telegram"])
ROLE = click.Choice(["quan-tri", "bien-tap", "xem", "truong-to"])
LONGEST_REASON = 300


class Group(click.Group):
    """Says the bot's own errors in one line instead of a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BotError as error:
            click.echo(str(error), err=True)
            sys.exit(1)


@click.group(cls=Group, context_settings=CONTEXT)
@click.version_option(package_name="hoi-dap-so", prog_name="Hỏi Đáp Số", message="%(prog)s %(version)s")
def main() -> None:
    """Hỏi Đáp Số: trợ lý hỏi đáp của xã, phường về Nghị quyết 57, dịch vụ công và kỹ năng số."""


@main.command()
@click.option("--host", help="Địa chỉ nghe (mặc định 127.0.0.1, hoặc theo HOST).")
@click.option("--port", type=int, help="Cổng nghe (mặc định 8080, hoặc theo PORT).")
@click.option("--locality", help="Xã, phường phục vụ: tên tệp trong knowledge/dia-phuong/.")
@click.option("--knowledge", type=FOLDER, help="Thư mục câu hỏi (mặc định knowledge/).")
def run(**options: object) -> None:
    """Chạy trợ lý: trang chat và các kênh đã khai báo."""
    from bot.cli.run import serve

    serve({name: value for name, value in options.items() if value is not None})


@main.command()
@click.option("--locality", default="", help="Xã, phường phục vụ.")
@click.option("--knowledge", type=FOLDER, help="Thư mục câu hỏi.")
def chat(locality: str, knowledge: Path | None) -> None:
    """Trò chuyện ngay trong cửa sổ lệnh."""
    from bot.cli.chat import chat as talk

    talk(knowledge, locality)


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("question", nargs=-1)
@click.option("--explain", is_flag=True, help="Nói rõ vì sao: chữ đã hiểu, các câu gần nhất, chắc đến đâu.")
@click.option("--jsonl", is_flag=True, help="Đọc nhiều câu từ đầu vào, mỗi dòng một JSON; ghi kết quả mỗi dòng một JSON.")
@click.option("--knowledge", type=FOLDER, help="Thư mục câu hỏi.")
@click.option("--locality", default="", help="Xã, phường phục vụ.")
def ask(question: tuple[str, ...], *, explain: bool, jsonl: bool, knowledge: Path | None, locality: str) -> None:
    """Hỏi một câu và xem trợ lý trả lời thế nào. Không ghi gì vào sổ."""
    from bot.cli.ask import ask_lines, ask_one

    # A forwarded message may begin with dashes ("---------- Tin nhắn…"); "--explian" is a slip all the same.
    if slip := next((word for word in question if re.fullmatch(r"--?[a-z][a-z-]*", word)), ""):
        raise click.NoSuchOption(slip)
    if jsonl:
        ask_lines(sys.stdin.buffer, sys.stdout, knowledge, locality)
    elif question:
        ask_one(" ".join(question), knowledge, locality, explain=explain)
    else:
        raise click.UsageError('Thiếu câu hỏi. Ví dụ: python -m bot ask "làm khai sinh cần gì"')


@main.command()
@click.option("--knowledge", type=FOLDER, help="Thư mục câu hỏi.")
@click.option("--fix", is_flag=True, help="Tự sửa những lỗi máy móc: BOM, CRLF, NFD, phím Tab đầu dòng.")
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text", help="Dạng in ra.")
@click.option(
    "--level",
    type=click.Choice(["loi", "canh-bao", "goi-y"]),
    default="canh-bao",
    show_default=True,
    help="Hiện từ mức nào trở lên: lỗi, cảnh báo, gợi ý.",
)
@click.option("--strict", is_flag=True, help="Còn cảnh báo cũng tính là chưa đạt (mã thoát 1).")
@click.option("--table", is_flag=True, help="Bảng các chủ đề: số câu, cách hỏi, nguồn, điều chưa chắc.")
def check(knowledge: Path | None, *, fix: bool, form: str, level: str, strict: bool, table: bool) -> None:
    """Kiểm tra các tệp câu hỏi: nêu tệp, dòng và cách sửa; có lỗi thì mã thoát là 1."""
    from bot.cli.check import check as checking
    from bot.cli.check import table as tabulating

    sys.exit(tabulating(knowledge, form=form) if table else checking(knowledge, fix=fix, form=form, level=level, strict=strict))


@main.command()
@click.option("--topic", default="", help="Chủ đề: tên tệp hoặc tên chủ đề.")
@click.option("--title", default="", help="Tên ngắn, hiện trên nút bấm.")
@click.option("--id", "name", default="", help="Mã của câu; bỏ trống thì máy đặt theo tên.")
@click.option("--question", "questions", multiple=True, help="Một cách hỏi; ghi nhiều lần được.")
@click.option("--answer", default="", help="Câu trả lời.")
@click.option("--step", "steps", multiple=True, help="Một bước; ghi nhiều lần được.")
@click.option("--if-stuck", default="", help="Vướng thì hỏi đâu.")
@click.option("--source", "sources", multiple=True, help='Một nguồn: "Tên | số văn bản | ngày | đường dẫn".')
@click.option("--checked", default="", help="Ngày đối chiếu với nguồn (mặc định hôm nay).")
@click.option("--yes", is_flag=True, help="Không hỏi gì, ghi luôn.")
@click.option("--locality", default="", help="Xem trước lời trả lời cho xã, phường nào.")
@click.option("--knowledge", type=FOLDER, help="Thư mục câu hỏi.")
def new(*, knowledge: Path | None, name: str, locality: str, yes: bool, **given: Any) -> None:
    """Thêm một câu mới: hỏi từng mục, cho xem trước, rồi ghi vào đúng tệp."""
    from bot.cli.interview import Draft
    from bot.cli.new import new as adding

    adding(knowledge, Draft(id=name, **given), locality, yes=yes, today=date.today())


@main.command("import")
@click.argument("table", type=FILE)
@click.option("--write", is_flag=True, help="Ghi luôn vào các tệp câu hỏi (không có thì chỉ xem trước).")
@click.option("--knowledge", type=FOLDER, help="Thư mục câu hỏi.")
def import_(table: Path, knowledge: Path | None, *, write: bool) -> None:
    """Nhập câu hỏi từ bảng Excel (.xlsx) hoặc .csv: xem trước từng dòng, --write để ghi."""
    from bot.cli.exchange import import_table

    sys.exit(import_table(table, knowledge, write=write))


@main.command()
@click.option("--xlsx", type=FILE, help="Bảng Excel để sửa rồi nhập lại.")
@click.option("--csv", type=FILE, help="Như trên, dạng .csv.")
@click.option("--html", type=FILE, help="Sổ tay để in hoặc gửi cho bà con đọc.")
@click.option("--locality", default="", help="Sổ tay của xã, phường nào.")
@click.option("--knowledge", type=FOLDER, help="Thư mục câu hỏi.")
def export(xlsx: Path | None, csv: Path | None, html: Path | None, locality: str, knowledge: Path | None) -> None:
    """Xuất mọi câu ra bảng Excel, .csv, hoặc sổ tay để in."""
    from bot.cli.exchange import export as exporting

    if not (xlsx or csv or html):
        raise click.UsageError("Xuất ra đâu? Ví dụ: python -m bot export --xlsx cau-hoi.xlsx --html so-tay.html")
    exporting(knowledge, xlsx=xlsx, csv=csv, html=html, locality=locality, today=date.today())


@main.command()
@click.option("--knowledge", type=FOLDER, help="Thư mục câu hỏi.")
def schema(knowledge: Path | None) -> None:
    """Ghi lược đồ (JSON Schema) để trình soạn thảo gợi ý và gạch chân lỗi khi gõ."""
    from bot.cli.schema import write_schemas

    write_schemas(knowledge)


@main.command()
@click.option("--format", "form", type=click.Choice(["table", "csv", "jsonl"]), default="table", help="Dạng in ra.")
@click.option("--days", type=click.IntRange(1), default=30, show_default=True, help="Trong bao nhiêu ngày gần đây.")
@click.option("--locality", default="", help="Chỉ của một xã, phường.")
@click.option("--all", "everything", is_flag=True, help="Cả những câu bị chê (👎) và câu phải hỏi lại.")
def unanswered(form: str, days: int, locality: str, *, everything: bool) -> None:
    """Liệt kê những câu trợ lý chưa trả lời được, gộp câu giống nhau."""
    from bot.cli.unanswered import unanswered as listing

    listing(form, days=days, locality=locality, everything=everything)


@main.command()
@click.option("--period", default="", help="Kỳ (mặc định tháng này): 2026-11, 2026-Q4, 2026-H2, 2026-01-01..2026-06-30, 05-12…")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", help="Dạng in ra.")
@click.option("--locality", default="", help="Của xã, phường nào (mặc định theo LOCALITY).")
def figures(period: str, form: str, locality: str) -> None:
    """Số liệu của một kỳ: lượt hỏi theo ngày, kênh, chủ đề, kết quả, đánh giá, nội dung hỏi nhiều, còn thiếu."""
    from bot.cli.figures import show as showing

    showing(period or f"{date.today():%Y-%m}", form, locality=locality)


@main.command()
@click.option("--period", required=True, help="Kỳ: 05-6, 05-12, 10-12 (theo hạn gửi), 2026-H2, 2026, 2026-01-01..2026-06-30…")
@click.option("--out", required=True, type=FILE, help="Tệp .docx (báo cáo) hoặc .xlsx (mọi bảng số liệu).")
@click.option("--locality", default="", help="Của xã, phường nào (mặc định theo LOCALITY).")
def report(period: str, out: Path, locality: str) -> None:
    """Lập báo cáo theo thể thức Nghị định 30/2020/NĐ-CP (.docx) hoặc bảng số liệu (.xlsx)."""
    from bot.cli.figures import report as reporting

    reporting(period, out, locality=locality)


@main.command()
@click.option("--channel", type=CHANNEL, help="Chỉ một kênh; bỏ trống là mọi câu trả lời.")
@click.option("--reason", default="", help="Lý do, bà con đọc được. Ví dụ: đang cập nhật thông tin, 14 giờ mở lại.")
def off(channel: str | None, reason: str) -> None:
    """Tắt trợ lý (mọi kênh hoặc một kênh); bà con nhắn tới thì được báo lý do."""
    from bot.cli.switch import show, switch_off

    if not reason.strip():
        show()
        raise click.UsageError('Muốn tắt thì ghi lý do cho bà con. Ví dụ: python -m bot off --reason "đang sửa câu trả lời"')
    if len(reason) > LONGEST_REASON:
        raise click.UsageError(f"Lý do dài quá, nhiều nhất {LONGEST_REASON} chữ cái.")
    switch_off(channel or "", reason)


@main.command()
@click.option("--channel", type=CHANNEL, help="Kênh đã tắt riêng; bỏ trống là lệnh tắt mọi câu trả lời.")
def on(channel: str | None) -> None:
    """Bật lại trợ lý, rồi cho biết còn gì đang tắt."""
    from bot.cli.switch import switch_on

    switch_on(channel or "")


@main.group()
def zalo() -> None:
    """Zalo Official Account: kết nối lần đầu, xem tình trạng mã truy cập."""


@zalo.command()
@click.option("--paste", is_flag=True, help="Luôn dán dòng địa chỉ, không chờ trên máy này (khi làm qua SSH).")
def connect(*, paste: bool) -> None:
    """Cấp quyền cho trợ lý nhắn tin thay OA, từng bước; làm lại khi được báo hết hạn."""
    from bot.cli.zalo import connect as connecting

    connecting(paste=paste)


@zalo.command()
@click.option("--offline", is_flag=True, help="Chỉ xem trong cơ sở dữ liệu, không hỏi Zalo.")
def status(*, offline: bool) -> None:
    """Mã truy cập còn bao lâu, tên OA, trục trặc gần nhất; có trục trặc thì mã thoát là 1."""
    from bot.cli.zalo_status import status as showing

    sys.exit(showing(offline=offline))


@main.command()
@click.option("--json", "as_json", is_flag=True, help="In ra JSON, cho máy đọc.")
def doctor(*, as_json: bool) -> None:
    """Khám máy này: thiết lập, cơ sở dữ liệu, các kênh, đồng hồ… và nói cách sửa. Mã thoát: 0 tốt, 1 lưu ý, 2 lỗi."""
    from bot.cli.doctor import doctor as examining

    sys.exit(examining(as_json=as_json))


@main.group()
def officer() -> None:
    """Tài khoản vào trang cán bộ (/canbo): thêm, liệt kê, cấp lại mật khẩu, khoá."""


@officer.command("add")
@click.argument("login")
@click.option("--name", required=True, help="Họ tên cán bộ.")
@click.option("--role", type=ROLE, help="Bỏ trống: người đầu tiên là quản trị, những người sau chỉ xem.")
@click.option("--hamlet", default="", help="Thôn, tổ dân phố: chỉ với tổ trưởng.")
@click.option("--generate", is_flag=True, help="Máy đặt mật khẩu dùng một lần, in ra màn hình.")
def officer_add(login: str, name: str, role: str | None, hamlet: str, *, generate: bool) -> None:
    """Thêm tài khoản; mật khẩu gõ hai lần, hoặc --generate."""
    from bot.cli.officer import add

    add(login, name, role or "", hamlet, generated=generate)


@officer.command("list")
def officer_list() -> None:
    """Liệt kê tài khoản."""
    from bot.cli.officer import show

    show()


@officer.command("reset")
@click.argument("login")
@click.option("--generate", is_flag=True, help="Máy đặt mật khẩu dùng một lần, in ra màn hình.")
def officer_reset(login: str, *, generate: bool) -> None:
    """Đặt lại mật khẩu (quên mật khẩu, bị chặn vì gõ sai); các máy đang đăng nhập bị đăng xuất."""
    from bot.cli.officer import reset

    reset(login, generated=generate)


@officer.command("disable")
@click.argument("login")
def officer_disable(login: str) -> None:
    """Khoá tài khoản ngay lập tức."""
    from bot.cli.officer import disable

    disable(login, disabled=True)


@officer.command("enable")
@click.argument("login")
def officer_enable(login: str) -> None:
    """Mở lại tài khoản đã khoá."""
    from bot.cli.officer import disable

    disable(login, disabled=False)
