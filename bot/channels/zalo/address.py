"""Where an answer goes: a resident, a GMF group, or a visitor of the website widget. Kept as a short JSON."""

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """Of `user`, `group` and `anonymous` one is given."""

    user: str = ""
    group: str = ""
    anonymous: str = ""
    conversation: str = ""
    """What a visitor of the widget needs besides."""
    quote: str = ""
    """In a group: the message that is answered, so that people see whose question it was."""

    @property
    def chat(self) -> str:
        """The key of the chat."""
        if self.group:
            return f"group:{self.group}"
        return f"anonymous:{self.anonymous}:{self.conversation}" if self.anonymous else self.user

    @property
    def private(self) -> bool:
        """A resident with a Zalo account, alone with the OA."""
        return bool(self.user)

    @property
    def recipient(self) -> dict[str, str]:
        """As Zalo's calls name it."""
        if self.group:
            return {"group_id": self.group}
        if self.anonymous:
            return {"anonymous_id": self.anonymous, "conversation_id": self.conversation}
        return {"user_id": self.user}

    def __str__(self) -> str:
        values = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps({name: value for name, value in values.items() if value}, separators=(",", ":"))

    @classmethod
    def parse(cls, text: str) -> "Address":
        """The other way round."""
        return cls(**json.loads(text))
