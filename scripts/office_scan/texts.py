"""What is planted in the store and the files, and typed into forms: programs, formulas, tricks, and harmless twins of them."""

from importlib import import_module
from typing import Any

_payloads: Any = import_module("tests.office.payloads")
PAYLOADS: tuple[str, ...] = _payloads.PAYLOADS
FORMULAS = (
    "=1+1",
    '=HYPERLINK("http://evil.example","x")',
    "@SUM(A1:A9)",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "  =1+1",
)
"""What a spreadsheet would work out."""
TRICKS = (
    "x\n- id: chen-vao\n  questions: [a b c]\n  answer: CHENVAO",
    "x\r\nLOGLINE 2026-11-21 ERROR made up",
    "{{ 7*191 }}",
    "{% include 'base.html' %}",
    "!!python/object/apply:os.system ['id']",
    "--output=/tmp/evil",
    "$(touch /tmp/evil)",
    "*anchor &anchor <<: {a: b}",
    "'; DROP TABLE officer; --",
    "😀\U0001f468\u200d\U0001f469 e\u0301\u0302",
    "%s%n%d {0.__class__}",
)
"""For YAML, logs, templates, Git and SQL."""
ADDRESSES = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "//evil.example/x",
    'https://evil.example/"><script>alert(1)</script>',
    "https://evil.example/' onmouseover='alert(1)",
)
"""For fields that become links."""
EVERYTHING = (*PAYLOADS, *FORMULAS, *TRICKS, *ADDRESSES)
FAULTY = ("{khong_co}", "dài " * 200, "32/13/2026", "2026-01-01", "[số điện thoại]", "x", "0912 345 678", "khai-tu", "la-1")
"""Harmless, and right or wrong in other fields than most."""
_TWINS = str.maketrans({"<": "(", ">": ")", '"': "”", "'": "’", "&": "+"})


def twin(text: str) -> str:
    """As long and of the same words, and nothing a page could take for anything but text."""
    return text.translate(_TWINS)


def few(count: int) -> tuple[str, ...]:
    """Some of everything, each kind among them."""
    step = max(1, len(EVERYTHING) // count)
    return (*EVERYTHING[::step], *FORMULAS[:2], *TRICKS[:4], *ADDRESSES[:2]) if step > 1 else EVERYTHING
