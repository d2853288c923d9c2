"""What a question is called by residents and officers."""

import secrets

_LETTERS = "ABCDEFGHKMNPQRSTUVWXY3456789"
"""No letter that is mistaken for another when read out over the telephone."""


def new_ref() -> str:
    """A short code for a question: six letters, about 500 million codes."""
    return "".join(secrets.choice(_LETTERS) for _ in range(6))
