"""Where answers come from."""

from collections.abc import Iterator

from bot.core.problem import Severity
from bot.linter.finding import Base, Finding, Spot, shortened

NONE = "thieu-nguon"
VAGUE = "nguon-khong-dan-duoc"


def sources(base: Base) -> Iterator[Finding]:
    """Entries without a source, or with none that an officer could open."""
    for entry in base.entries:
        spot = Spot(entry.id, ("sources",))
        vague = [n for n, source in enumerate(entry.sources) if not source.document and not source.url]
        if not entry.sources:
            yield Finding(NONE, spot, "chưa ghi nguồn; thêm sources với tên văn bản hoặc trang chính thức")
        elif len(vague) == len(entry.sources):
            message = "không nguồn nào có số văn bản (document) hay đường dẫn (url) để mở ra đối chiếu; thêm ít nhất một"
            yield Finding(VAGUE, spot, message)
        else:
            for n in vague:
                message = f'nguồn "{shortened(entry.sources[n].title)}" chưa có document hay url; thêm để đối chiếu được'
                yield Finding(VAGUE, Spot(entry.id, ("sources", n)), message, Severity.HINT)
