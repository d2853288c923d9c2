"""Sửa kiến thức: the topics and entries, found and read. Editing is knowledge_edit.py's."""

import asyncio
from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta

from aiohttp import web

from bot.core.conversation import VIETNAM, Outcome
from bot.core.knowledge import Entry, Knowledge
from bot.office.knowledge.checking import called
from bot.office.knowledge.entries import differing, topic_of, version
from bot.office.knowledge.files import stands
from bot.office.knowledge.publishing import shelf
from bot.office.knowledge.search import Found
from bot.office.roles import EDITORS, EVERYBODY
from bot.office.routing import Page
from bot.office.visit import Visit
from bot.store.drafts import Draft, Drafts
from bot.store.totals import Totals

PAGE = Page("/sua-kien-thuc", menu="Sửa kiến thức", who=EVERYBODY)
ENTRY = "/cau/{entry}"
SOON = timedelta(days=30)
MOST = 100
FILTERS = {
    "khan": "Khẩn",
    "het-han": "Sắp hết hạn",
    "khong-nguon": "Không có nguồn",
    "chua-hoi": "Một năm chưa ai hỏi",
    "nhap": "Có bản nháp",
}


@PAGE.get()
async def show(visit: Visit) -> web.StreamResponse:
    """The topics, or the entries that were looked for."""
    here, asked = await shelf(visit), _asked(visit)
    drafts = await _drafts(visit)
    known = await _asked_about(visit) if asked["loc"] == "chua-hoi" else frozenset()
    base = here.knowledge
    found = here.index.find(asked["tim"]) if asked["tim"] else [Found(entry, "") for entry in base.entries.values()]
    chosen = [one for one in found if _fits(one.entry, base, asked, today=today(visit), asked_ids=known, drafts=drafts)]
    return visit.page(
        "knowledge_list.html",
        asked=asked,
        filters=FILTERS,
        topics=[topic for topic in base.topics if topic.entries],
        listed=any(asked.values()),
        found=chosen[:MOST],
        count=len(chosen),
        topic_of={one.entry.id: base.topic_of(one.entry.id) for one in chosen[:MOST]},
        drafts=drafts,
        new_drafts=[draft for draft in drafts.values() if draft.is_new],
        faults=here.faults,
        aged=lambda entry: aged(entry, today(visit)),
        may_edit=visit.officer.role in EDITORS,
        total=len(base.entries),
    )


@PAGE.get(ENTRY)
async def read(visit: Visit) -> web.StreamResponse:
    """An entry, with everything about it."""
    here, entry_id = await shelf(visit), visit.part("entry")
    entry, base = here.knowledge.entries.get(entry_id), here.knowledge
    if entry is None:
        raise web.HTTPNotFound(text="Không có câu này, hoặc nó đã bị xoá. Xem trang Lịch sử sửa để lấy lại.")
    return visit.page(
        "knowledge_entry.html",
        entry=entry,
        topic=topic_of(base, entry_id),
        version=version(entry),
        titles={other.id: other.label for other in base.entries.values()},
        kinds=base.words.follow_ups,
        back=[other for other in base.entries.values() if entry_id in other.related or entry_id in other.follow_ups.values()],
        layers=list(_layers(base, entry)),
        stands=await asyncio.to_thread(stands, visit.desk.settings.knowledge, entry_id),
        draft=(await _drafts(visit)).get(entry_id),
        topics=[topic for topic in base.topics if topic.id != base.topic_of(entry_id).id],
        aged=aged(entry, today(visit)),
        faults=here.faults,
        may_edit=visit.officer.role in EDITORS,
    )


def today(visit: Visit) -> date:
    """The day it is in Vietnam."""
    return visit.now.astimezone(VIETNAM).date()


def aged(entry: Entry, day: date) -> str:
    """What its days say of an entry, in a few words; empty when all is well."""
    if entry.in_force.is_over(day):
        return "đã hết hiệu lực"
    if entry.in_force.until and entry.in_force.until <= day + SOON:
        return "sắp hết hiệu lực"
    if not entry.in_force.holds(day):
        return "chưa tới ngày hiệu lực"
    if entry.recheck and entry.recheck < day:
        return "quá hạn kiểm tra"
    return "sắp tới hạn kiểm tra" if entry.recheck and entry.recheck <= day + SOON else ""


async def _asked_about(visit: Visit) -> frozenset[str]:
    """The entries residents were answered with in the last year."""
    counts = await Totals(visit.desk.store.database).entries(today(visit) - timedelta(days=365), today(visit))
    return frozenset(count.entry for count in counts if count.outcome == Outcome.ANSWERED)


def _asked(visit: Visit) -> dict[str, str]:
    return {
        "tim": visit.query.text("tim", most=200),
        "chu-de": visit.query.text("chu-de", most=120),
        "loc": visit.query.chosen("loc", FILTERS),
    }


def _fits(
    entry: Entry,
    base: Knowledge,
    asked: Mapping[str, str],
    *,
    today: date,
    asked_ids: Collection[str],
    drafts: Mapping[str, Draft],
) -> bool:
    if asked["chu-de"] and base.topic_of(entry.id).id != asked["chu-de"]:
        return False
    match asked["loc"]:
        case "khan":
            return entry.urgent
        case "het-han":
            return bool(aged(entry, today))
        case "khong-nguon":
            return not entry.sources
        case "chua-hoi":
            return entry.id not in asked_ids
        case "nhap":
            return entry.id in drafts
    return True


def _layers(base: Knowledge, entry: Entry) -> Iterator[tuple[str, list[str], Entry]]:
    """The localities that say it otherwise, in which keys, and how it reads there."""
    for locality, layer in base.layers.items():
        if entry.id in layer:
            place = base.localities.get(locality)
            yield (
                (place.name if place and place.name else locality),
                [called(key) for key in differing(entry, layer[entry.id])],
                layer[entry.id],
            )


async def _drafts(visit: Visit) -> dict[str, Draft]:
    """Those of editors are nobody else's business."""
    if visit.officer.role not in EDITORS:
        return {}
    return {draft.key: draft for draft in await Drafts(visit.desk.store.database).all()}
