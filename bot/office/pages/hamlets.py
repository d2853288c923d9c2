"""Thôn, tổ: the hamlets of the commune, who leads them, and the links and posters by which residents come from them."""

from aiohttp import web

from bot.office.posters import picture, ways
from bot.office.roles import EVERYBODY, READERS, Role
from bot.office.routing import Page
from bot.office.visit import Visit

PAGE = Page("/thon-to", menu="Thôn, tổ", who=EVERYBODY)
SIZES = {"a4": "A4", "a5": "A5"}
TYPES = {"svg": "image/svg+xml", "png": "image/png"}


@PAGE.get()
async def show(visit: Visit) -> web.StreamResponse:
    """Every hamlet with its links; a leader's own."""
    desk, names = visit.desk, _names(visit)
    leaders: dict[str, list[str]] = {}
    for officer in await desk.officers.all():
        if officer.role == Role.LEADER and not officer.disabled:
            leaders.setdefault(officer.hamlet, []).append(officer.name)
    return visit.page(
        "hamlets.html",
        hamlets=[(name, desk.hamlets.slug(name), leaders.get(name, ()), ways(desk, name)) for name in names],
        lost={hamlet: found for hamlet, found in leaders.items() if hamlet not in desk.hamlets.names}
        if _is_reader(visit)
        else {},
        any_hamlets=bool(desk.hamlets),
        file=f"{desk.settings.locality}.yaml" if desk.settings.locality else "",
        web_url=desk.settings.web_url,
        sizes=SIZES,
    )


@PAGE.get("/in")
async def show_posters(visit: Visit) -> web.StreamResponse:
    """To be printed: of one hamlet, or of all, each on a sheet of its own."""
    wanted = visit.desk.hamlets.of_slug(visit.query.text("thon"))
    names = [name for name in _names(visit) if not wanted or name == wanted]
    place = visit.desk.locality
    return visit.page(
        "poster.html",
        size=visit.query.chosen("kho", SIZES) or "a4",
        posters=[(name, visit.desk.hamlets.slug(name), ways(visit.desk, name)) for name in names],
        address=visit.desk.settings.web_url.partition("://")[2],
        hotline=place.hotline if place else "",
    )


@PAGE.get("/ma")
async def show_code(visit: Visit) -> web.StreamResponse:
    """The code of one way, in a page or to be saved."""
    form = visit.query.chosen("dang", TYPES) or "svg"
    hamlet = visit.desk.hamlets.of_slug(visit.query.text("thon"))
    found = ways(visit.desk, hamlet) if hamlet in _names(visit) else []
    way = next((way for way in found if way.channel == visit.query.text("qua")), None)
    if way is None:
        return await visit.go(PAGE.path)
    body = picture(way.link, "png" if form == "png" else "svg")
    if visit.query.text("tai"):
        return visit.file(body, f"ma-qr-{visit.desk.hamlets.slug(hamlet)}-{way.channel}.{form}", TYPES[form])
    return web.Response(body=body, content_type=TYPES[form])


def _is_reader(visit: Visit) -> bool:
    return visit.officer.role in READERS


def _names(visit: Visit) -> list[str]:
    """The hamlets this officer may see."""
    names = visit.desk.hamlets.names
    return [name for name in names if _is_reader(visit) or name == visit.officer.hamlet]
