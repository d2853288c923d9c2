"""What is examined."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.settings import Settings
from bot.store.database import Database

PEPPER = "pepper"
"""Name of the key of the pseudonyms in the data folder."""


@dataclass(frozen=True, slots=True)
class Case:
    """A machine with its settings. The database is not started: starting would bring its tables up to date."""

    settings: Settings
    database: Database
    clock: Callable[[], datetime]
    env_file: Path = Path(".env")


def database_of(settings: Settings) -> Database:
    """The database as it is."""
    pepper, kept = settings.pepper.get_secret_value(), settings.data_dir / PEPPER
    if not pepper and kept.is_file():
        pepper = kept.read_text(encoding="ascii").strip()
    return Database(settings.database, locality=settings.locality, pepper=pepper)
