"""Reading: an update -> what happened in a chat. Pure; https://core.telegram.org/bots/api#update (2026-11).

1. The key is the number of the update. channels.md G1 names the id of a callback query as the second choice, for who has no
   number; here every update has one (updates.py).
2. A forwarded message is somebody else's question and is read as it stands: bot/core/forwarded.py knows what to make of it.
   Our own words that come back, forwarded or picked in inline mode, are an answer and no question: they are passed over.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from telegram import CallbackQuery, ChatMember, ChatMemberRestricted, ChatMemberUpdated, MessageOriginUser, Update, User
from telegram import Message as Received
from telegram.constants import ChatType

from bot.channels import Delivered, Happening
from bot.channels.telegram.addressed import addressed, without_name
from bot.channels.telegram.place import GROUPS, Place, place_of, place_of_tap
from bot.channels.typed import storable
from bot.core.message import Kind, Message

NAME = "telegram"

_KINDS: tuple[tuple[Kind, Callable[[Received], object]], ...] = (
    (Kind.VOICE, lambda message: message.voice or message.audio),
    # Before documents and places: an animation comes with a document, a venue with a location.
    (Kind.VIDEO, lambda message: message.video or message.video_note or message.animation),
    (Kind.IMAGE, lambda message: message.photo),
    (Kind.STICKER, lambda message: message.sticker),
    (Kind.LOCATION, lambda message: message.venue or message.location),
    (Kind.CONTACT, lambda message: message.contact),
    (Kind.FILE, lambda message: message.document),
    (Kind.OTHER, lambda message: message.effective_attachment or message.checklist),
)


def read(update: Update, *, me: User) -> Delivered | None:
    """What an update tells of a chat; None for everything that is nobody's word to the bot."""
    reader = _Reader(update.update_id, me)
    if update.callback_query:
        return reader.tapped(update.callback_query)
    if update.my_chat_member:
        return reader.came_or_went(update.my_chat_member)
    return reader.said(update.message) if update.message else None


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one update."""

    number: int
    me: User

    def said(self, message: Received) -> Delivered | None:
        chat, at = message.chat.id, message.date
        if message.migrate_to_chat_id:
            return self._happened(Happening.MOVED, chat, Place(message.migrate_to_chat_id), at=at)
        if not _is_said(message) or _is_ours(message, self.me):
            return None
        text = message.text or message.caption or ""
        heard = addressed(message, text, self.me) if message.chat.type in GROUPS else without_name(text, self.me)
        if heard is None:
            return None
        said = Message(NAME, str(chat), str(self.number), storable(heard), kind=_kind(message), media=_voice(message))
        return self._happened(Happening.SAID, chat, place_of(message), at=at, message=said)

    def tapped(self, query: CallbackQuery) -> Delivered | None:
        place = place_of_tap(query)
        if place is None or not query.data:
            return None
        keyboard = query.message.reply_markup if isinstance(query.message, Received) else None
        buttons = [button for row in keyboard.inline_keyboard for button in row] if keyboard else []
        label = next((button.text for button in buttons if button.callback_data == query.data), "")
        said = Message(NAME, str(place.chat), str(self.number), storable(label), choice=storable(query.data))
        # Telegram does not tell when it was tapped.
        return self._happened(Happening.SAID, place.chat, place, message=said)

    def came_or_went(self, change: ChatMemberUpdated) -> Delivered | None:
        """The bot was blocked or unblocked by a resident, removed from a group or taken in."""
        was_there, is_there = _is_there(change.old_chat_member), _is_there(change.new_chat_member)
        if change.chat.type == ChatType.CHANNEL or was_there == is_there:
            return None
        happening = Happening.FOLLOWED if is_there else Happening.LEFT
        return self._happened(happening, change.chat.id, Place(change.chat.id), at=change.date)

    def _happened(
        self, happening: Happening, chat: int, place: Place, *, at: datetime | None = None, message: Message | None = None
    ) -> Delivered:
        return Delivered(
            channel=NAME,
            account=str(self.me.id),
            key=str(self.number),
            chat=str(chat),
            happening=happening,
            address=place.address(),
            at=at,
            message=message,
            private=not place.is_group,
        )


def _is_said(message: Received) -> bool:
    """By a person (admins of a group may write in its name), and not a service message."""
    writer = message.from_user
    in_the_groups_name = message.sender_chat is not None and message.sender_chat.id == message.chat.id
    if writer is None or (writer.is_bot and not in_the_groups_name) or message.is_automatic_forward:
        return False
    return any((message.text, message.caption, message.effective_attachment, message.checklist))


def _is_ours(message: Received, me: User) -> bool:
    origin = message.forward_origin
    forwarded = isinstance(origin, MessageOriginUser) and origin.sender_user.id == me.id
    return forwarded or (message.via_bot is not None and message.via_bot.id == me.id)


def _kind(message: Received) -> Kind:
    return next((kind for kind, there in _KINDS if there(message)), Kind.TEXT)


def _voice(message: Received) -> str:
    voice = message.voice or message.audio
    return storable(voice.file_id) if voice else ""


def _is_there(member: ChatMember) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status not in (ChatMember.LEFT, ChatMember.BANNED)
