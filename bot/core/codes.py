"""Codes of buttons: short ASCII that every channel can carry (Telegram allows 64 bytes) and that may come back days later."""

from hashlib import blake2b

LONGEST = 64
NONE_OF_THESE = "#none"


def entry_code(entry_id: str) -> str:
    """The code of an entry; a long or accented id is hashed."""
    code = f"#a:{entry_id}"
    return code if code.isascii() and len(code) <= LONGEST else f"#h:{blake2b(entry_id.encode(), digest_size=8).hexdigest()}"


def topic_code(topic_id: str, page: int = 0) -> str:
    """The code of a topic's list, page from 0."""
    code = f"#t{page}:{topic_id}"
    return (
        code if code.isascii() and len(code) <= LONGEST else f"#t{page}:{blake2b(topic_id.encode(), digest_size=8).hexdigest()}"
    )


def topics_code(page: int) -> str:
    """The code of the list of topics, page from 0."""
    return f"#m{page}"


def hamlet_code(slug: str) -> str:
    """The code of a hamlet."""
    return f"#thon:{slug}"


def hamlets_code(page: int) -> str:
    """The code of the list of hamlets, page from 0."""
    return f"#thons:{page}"


def command_code(name: str) -> str:
    """The code of a command."""
    return f"#c:{name}"


def opinion_code(question: str, *, helpful: bool) -> str:
    """The code of a thumb under an answer."""
    return f"#{'up' if helpful else 'down'}:{question}"
