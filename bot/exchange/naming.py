"""A name for a new entry, made of its title."""

from collections.abc import Collection

from bot.exchange.cells import slug

LONGEST = 60


def suggested_id(topic: str, title: str, taken: Collection[str]) -> str:
    """The topic and the words of the title, with a number behind when that is taken."""
    words = slug(title)
    name = words if words.startswith(f"{topic}-") else f"{topic}-{words}".rstrip("-")
    if len(name) > LONGEST:
        name = name[:LONGEST].rsplit("-", 1)[0]
    numbered = (f"{name}-{n}" for n in range(2, len(taken) + 3))
    return name if name not in taken else next(found for found in numbered if found not in taken)
