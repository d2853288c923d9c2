"""The handbook: every answer on one HTML page that prints well, reads on a phone and needs no network."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.core.knowledge import Entry, Knowledge, Source
from bot.core.locality import Locality, Place
from bot.core.speech import Speech
from bot.core.text import has_accents, title_key

EXAMPLES = 3
LONGEST_EXAMPLE = 110
"""Letters: an example longer than that is a story, not an example."""


@dataclass(frozen=True, slots=True)
class Article:
    """An entry as it is printed."""

    id: str
    title: str
    asked: Sequence[str]
    paragraphs: Sequence[str]
    steps: Sequence[str]
    if_stuck: str
    details: Sequence[tuple[str, str]]
    """What is asked next -> the answer."""
    sources: Sequence[tuple[str, str]]
    """Text and address of each."""
    checked: str
    caution: str
    urgent: bool


@dataclass(frozen=True, slots=True)
class Chapter:
    """A topic as it is printed."""

    id: str
    title: str
    intro: str
    articles: Sequence[Article]


def handbook(knowledge: Knowledge, locality: str, today: date) -> str:
    """The page, for a locality or for any."""
    served = knowledge.serving(locality)
    spoken_of = ("", *knowledge.chain(locality))
    printer = _Printer(served, Speech.of(served, locality), today)
    chapters = [
        Chapter(topic.id, topic.title, topic.intro, [printer.article(e) for e in topic.entries if e.locality in spoken_of])
        for topic in served.topics
    ]
    chapters = [chapter for chapter in chapters if chapter.articles]
    place = knowledge.localities.get(locality, Locality(id="-"))
    environment = Environment(
        loader=PackageLoader("bot.exchange"), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    return environment.get_template("handbook.html").render(
        place=place,
        contacts=list(_contacts(place)),
        chapters=chapters,
        today=_day(today),
        count=sum(len(c.articles) for c in chapters),
    )


@dataclass(frozen=True, slots=True)
class _Printer:
    knowledge: Knowledge
    speech: Speech
    today: date

    def article(self, entry: Entry) -> Article:
        fill = self.speech.filled
        return Article(
            entry.id,
            entry.label,
            _examples(entry),
            [line for line in fill(entry.answer).split("\n") if line.strip()],
            [fill(step) for step in entry.steps],
            fill(entry.if_stuck),
            list(self._details(entry)),
            [(_cited(source), source.url) for source in entry.sources],
            _day(entry.checked) if entry.checked else "",
            self._caution(entry),
            entry.urgent,
        )

    def _details(self, entry: Entry) -> Iterator[tuple[str, str]]:
        kinds = self.knowledge.words.follow_ups
        for key, said in entry.follow_ups.items():
            other = self.knowledge.entries.get(said)
            name = kinds[key].title if key in kinds else key
            yield name[:1].upper() + name[1:], f"xem “{other.label}”." if other else self.speech.filled(said)

    def _caution(self, entry: Entry) -> str:
        law = entry.in_force
        if law.until and self.today > law.until:
            return f"Câu này chỉ đúng đến hết ngày {_day(law.until)}. Hỏi lại nơi giải quyết trước khi làm theo."
        if law.from_ and self.today < law.from_:
            return f"Câu này chỉ đúng từ ngày {_day(law.from_)}."
        if entry.recheck and self.today > entry.recheck:
            return f"Thông tin đã đến hạn kiểm tra lại từ ngày {_day(entry.recheck)}."
        return f"Áp dụng đến hết ngày {_day(law.until)}." if law.until else ""


def _examples(entry: Entry) -> list[str]:
    """A few phrasings that read well on paper, none of them the title again."""
    other = [asked for asked in entry.questions if title_key(asked) != title_key(entry.label)]
    readable = [asked for asked in other if has_accents(asked) and len(asked) <= LONGEST_EXAMPLE]
    return (readable + [asked for asked in other if asked not in readable])[:EXAMPLES]


def _cited(source: Source) -> str:
    document = f" ({source.document})" if source.document and source.document not in source.title else ""
    return f"{source.title}{document}" + (f", ngày {_day(source.date)}" if source.date else "")


def _contacts(place: Locality) -> Iterator[tuple[str, str]]:
    """Who to ask; what is not known stays blank, to be written in by hand."""
    yield "Điện thoại hỏi đáp", place.hotline
    yield "Giờ làm việc", place.hours
    yield "Trung tâm Phục vụ hành chính công", _where(place.office)
    yield "Công an", _where(place.police)
    yield "Trạm y tế", _where(place.health)
    yield "Tổ công nghệ số cộng đồng", _where(place.team)


def _where(place: Place) -> str:
    return ", ".join(part for part in (place.address, place.phone and f"điện thoại {place.phone}", place.hours) if part)


def _day(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"
