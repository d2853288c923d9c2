"""The error tree.

BotError
├── SettingsError      a setting is unknown or malformed
├── KnowledgeError     the knowledge cannot be served; carries every problem found
├── EditError          an edit of the knowledge cannot be made; nothing was written
│   └── Outdated       somebody else changed the file in the meantime
├── AccountError       an officer's account cannot be made or changed so
├── Refused            a delivery from outside that is not accepted (bad signature, too large, malformed)
└── Unavailable        the store cannot keep something now; the provider shall deliver it again
"""

from collections.abc import Sequence


class BotError(Exception):
    """Something the bot says in one clear line instead of a traceback."""


class SettingsError(BotError):
    """A setting is unknown or malformed."""


class KnowledgeError(BotError):
    """The knowledge cannot be served."""

    def __init__(self, problems: Sequence[object]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class EditError(BotError):
    """An edit of the knowledge cannot be made; nothing was written."""


class Outdated(EditError):
    """The file is no longer what the editor read."""


class AccountError(BotError):
    """An officer's account cannot be made or changed so."""


class Refused(BotError):
    """A delivery from outside that is not accepted."""

    def __init__(self, reason: str, *, status: int = 400) -> None:
        super().__init__(reason)
        self.status = status
        """The HTTP status to answer with."""


class Unavailable(BotError):
    """The store cannot keep something now; the provider shall deliver it again."""
