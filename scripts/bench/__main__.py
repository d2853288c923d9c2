"""One table, one run, same data: our matcher beside what a user would pick instead.

    python scripts/bench [--quick] [--json FILE] [--markdown FILE] [--pictures DIR]

Needs the extra "bench": pip install -c constraints.txt -e '.[bench]'. Without it nothing else is affected.
"""

import os

# Before numpy is loaded: everybody gets one core, or the libraries with threads look quicker than they are.
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
os.environ.update(dict.fromkeys(THREADS, "1"))

import argparse  # noqa: E402
import json  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.data import EVAL, ROOT  # noqa: E402
from bench.run import Run  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a minute: a quarter of the questions, no slow peers, small sizes")
    parser.add_argument("--eval", type=Path, default=EVAL)
    parser.add_argument("--json", type=Path, help="write all figures here")
    parser.add_argument("--markdown", type=Path, help="write the tables here")
    parser.add_argument("--pictures", type=Path, default=ROOT / ".images", help="folder of bench-*.png")
    options = parser.parse_args()
    run = Run(options.eval, quick=options.quick)
    tables: list[str] = []
    for title, text in run.tables():
        tables.append(f"## {title}\n\n{text}\n")
        print(tables[-1], flush=True)
    run.draw(options.pictures)
    if options.json:
        options.json.write_text(json.dumps(run.results, ensure_ascii=False, indent=1), encoding="utf-8")
    if options.markdown:
        options.markdown.write_text("\n".join(tables), encoding="utf-8")


if __name__ == "__main__":
    main()
