"""A folder of one topic file, and what the linter says of it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from bot.core.problem import Problem
from bot.knowledge_files import load
from bot.linter import lint

TODAY = date(2026, 11, 21)

Linted = Callable[..., list[Problem]]


def entry(id: str, *questions: str, **keys: str) -> str:  # noqa: A002
    """The YAML of an entry that no rule complains of, but for what `keys` change; an empty key is left out."""
    written = {
        "title": id.capitalize(),
        "questions": f"[{', '.join(questions or (f'hỏi về {id}', f'viec {id} lam sao'))}]",
        "answer": "Bà con đến xã.",
        "sources": "[{title: Luật, url: https://luat.vn}]",
        "checked": "2026-11-01",
    } | keys
    lines = [f"{key}: {value}" for key, value in written.items() if value]
    return f"- id: {id}\n" + "".join(f"  {line}\n" for line in lines)


@pytest.fixture
def linted(tmp_path: Path) -> Linted:
    """Write entries (or whole YAML) to `chu-de.yaml` and lint the folder: the problems of one rule."""

    def run(rule: str, *entries: str, files: dict[str, str] | None = None, **options: object) -> list[Problem]:
        for name, content in {"chu-de.yaml": "".join(map(dedent, entries)), **(files or {})}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        report = lint(load(tmp_path), **{"today": TODAY, **options})
        return [problem for problem in report.problems if problem.rule == rule]

    return run
