"""Charts, drawn by a process of their own: matplotlib would cost the service 60 MiB for a picture drawn twice a year.

python -m bot.reports.chart < JSON > JSON        figures in, pictures (PNG, base64) out
"""

import base64
import io
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from bot.figures.names import number
from bot.reports.agency import ReportError
from bot.reports.blocks import Figure

_PATIENCE = 120.0
"""Seconds; the first time matplotlib looks for fonts."""
_BLUE, _GREY = "#1f4e79", "#404040"
_WIDTH, _HEIGHT, _DOTS = 6.3, 2.7, 200
_LABELS = 16
"""Labels below the bars that fit beside each other."""


def drawn(figures: Sequence[Figure]) -> tuple[bytes, ...]:
    """The pictures.

    Raises:
        ReportError: when they cannot be drawn.
    """
    if not figures:
        return ()
    command = [sys.executable, "-m", "bot.reports.chart"]
    given = json.dumps([asdict(figure) for figure in figures]).encode()
    try:
        done = subprocess.run(command, input=given, capture_output=True, timeout=_PATIENCE, check=True)  # noqa: S603 - our own module
    except (subprocess.SubprocessError, OSError) as error:
        raise ReportError("Không vẽ được biểu đồ: thiếu gói matplotlib hoặc máy quá bận.") from error
    return tuple(base64.b64decode(picture) for picture in json.loads(done.stdout))


def main() -> None:
    """Draw what comes in."""
    pictures = [_picture(values) for values in json.load(sys.stdin)]
    json.dump([base64.b64encode(picture).decode() for picture in pictures], sys.stdout)


def _picture(figure: dict[str, Any]) -> bytes:
    import matplotlib as mpl  # noqa: PLC0415 - only here, in a process of its own

    mpl.use("Agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415

    plt.rcParams.update({"font.family": ["Times New Roman", "Liberation Serif", "DejaVu Serif"], "font.size": 10})
    labels, values = figure["labels"], figure["values"]
    canvas, axes = plt.subplots(figsize=(_WIDTH, _HEIGHT), layout="constrained")
    places, step = range(len(labels)), -(-len(labels) // _LABELS)
    axes.bar(places, values, color=_BLUE, width=0.75)
    axes.set_xticks(places[::step], labels[::step], rotation=0 if len(labels) <= _LABELS else 45)
    axes.yaxis.set_major_locator(mpl.ticker.MaxNLocator(integer=True, nbins=5))
    axes.yaxis.set_major_formatter(lambda value, _: number(int(value)))
    axes.set_ylabel(figure["axis"])
    axes.grid(axis="y", color="#d9d9d9", linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.tick_params(colors=_GREY, length=2)
    target = io.BytesIO()
    canvas.savefig(target, dpi=_DOTS)
    return target.getvalue()


if __name__ == "__main__":
    main()
