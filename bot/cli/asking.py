"""Questions to an officer at a terminal, in Vietnamese."""

from typing import Any

import click

from bot.core.text import fold
from bot.errors import BotError
from bot.exchange.cells import CellError, Form


def agreed(question: str) -> bool:
    """Whether the officer says yes; anything else is no."""
    return fold(_prompt(f"{question} (có/không)", default="không")).strip() in {"co", "c", "y", "yes"}


def line(question: str, *, default: str = "", needed: bool = False) -> str:
    """One line; asked again while it is needed and blank."""
    while True:
        said = _prompt(question, default=default, show_default=bool(default)).strip()
        if said or not needed:
            return said
        click.echo("  Mục này không được để trống.")


def lines(question: str, *, needed: bool = False) -> list[str]:
    """Lines until a blank one."""
    click.echo(f"{question} Xong thì bấm Enter ở dòng trống.")
    found: list[str] = []
    while said := line(f"  {len(found) + 1}", needed=needed and not found):
        found.append(said)
    return found


def is_meant(form: Form, said: str) -> bool:
    """Whether a text means something in this form; tells the officer when it does not."""
    try:
        form.meant(said)
    except CellError as error:
        click.echo(f"  {error}.")
        return False
    return True


def _prompt(question: str, **options: Any) -> str:
    try:
        return str(click.prompt(question, **{"show_default": False, **options}))
    except click.Abort as stopped:
        click.echo()
        raise BotError("Đã thôi, chưa ghi gì.") from stopped
