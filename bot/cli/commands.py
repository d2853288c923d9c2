"""The command line, in Vietnamese: officers use it too. Each command is one module, imported when it is called."""

import sys
from pathlib import Path

import click

from bot.errors import BotError

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
FOLDER = click.Path(path_type=Path, file_okay=False)


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


@main.command()
@click.argument("question", nargs=-1)
@click.option("--explain", is_flag=True, help="Nói rõ vì sao: chữ đã hiểu, các câu gần nhất và điểm, ngưỡng.")
@click.option("--jsonl", is_flag=True, help="Đọc nhiều câu từ đầu vào, mỗi dòng một JSON; ghi kết quả mỗi dòng một JSON.")
@click.option("--knowledge", type=FOLDER, help="Thư mục câu hỏi.")
@click.option("--locality", default="", help="Xã, phường phục vụ.")
def ask(question: tuple[str, ...], *, explain: bool, jsonl: bool, knowledge: Path | None, locality: str) -> None:
    """Hỏi một câu và xem trợ lý trả lời thế nào. Không ghi gì vào sổ."""
    from bot.cli.ask import ask_lines, ask_one

    if jsonl:
        ask_lines(sys.stdin.buffer, sys.stdout, knowledge, locality)
    elif question:
        ask_one(" ".join(question), knowledge, locality, explain=explain)
    else:
        raise click.UsageError('Thiếu câu hỏi. Ví dụ: python -m bot ask "làm khai sinh cần gì"')


@main.command()
@click.option("--knowledge", type=FOLDER, help="Thư mục câu hỏi.")
@click.option("--fix", is_flag=True, help="Tự sửa những lỗi máy móc: BOM, CRLF, NFD, phím Tab đầu dòng.")
def check(knowledge: Path | None, *, fix: bool) -> None:
    """Kiểm tra các tệp câu hỏi; có lỗi thì nêu tệp, dòng và cách sửa."""
    from bot.cli.check import check as checking

    sys.exit(checking(knowledge, fix=fix))


@main.command()
@click.option("--format", "form", type=click.Choice(["table", "csv", "jsonl"]), default="table", help="Dạng in ra.")
@click.option("--days", type=click.IntRange(1), default=30, show_default=True, help="Trong bao nhiêu ngày gần đây.")
@click.option("--locality", default="", help="Chỉ của một xã, phường.")
@click.option("--all", "everything", is_flag=True, help="Cả những câu bị chê (👎) và câu phải hỏi lại.")
def unanswered(form: str, days: int, locality: str, *, everything: bool) -> None:
    """Liệt kê những câu trợ lý chưa trả lời được, gộp câu giống nhau."""
    from bot.cli.unanswered import unanswered as listing

    listing(form, days=days, locality=locality, everything=everything)
