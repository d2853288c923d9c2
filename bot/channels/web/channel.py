"""The web channel: its addresses, and what may use them how much."""

from collections.abc import Awaitable, Callable, Sequence

from aiohttp import hdrs, web

from bot import __version__
from bot.channels import Answer, Answered
from bot.channels.web.messages import body_of, button, read, write
from bot.channels.web.origins import Origins
from bot.channels.web.pages import Pages
from bot.channels.web.serving import said
from bot.channels.web.visitors import Visitors
from bot.core.message import Choice, Message
from bot.errors import Refused

Suggest = Callable[[str], Awaitable[Sequence[Choice]]]
"""What may be meant by something half typed, the likeliest first."""
MOST_SUGGESTED = 8
LONGEST_QUERY = 200
_Handler = Callable[[web.Request], Awaitable[web.Response]]


async def nothing(_typed: str) -> Sequence[Choice]:
    """Suggests nothing."""
    return ()


async def no_news(_message: Message) -> Answered:
    """Nobody answers later."""
    return Answered(())


class Web:
    """The routes of the web."""

    def __init__(
        self,
        answer: Answer,
        *,
        news: Answer = no_news,
        suggest: Suggest = nothing,
        frame_ancestors: Sequence[str] = ("*",),
        origins: Sequence[str] = (),
        trusted_proxies: Sequence[str] = (),
        address_per_minute: int = 600,
        place: str = "",
        phone: str = "",
        head: str = "",
    ) -> None:
        """`news`: what officers answered since a visitor was here last; `frame_ancestors`: who may show the page in a frame;
        `origins`: whose pages may use the interface from a browser; `trusted_proxies`: who may say whom a request is from;
        `place`, `phone`: the commune, as the page names it; `head`: markup for the head of the page, such as a provider's
        proof that the domain is ours.

        Raises:
            SettingsError: when one of the lists cannot be understood.
        """
        self._answer = answer
        self._news = news
        self._suggest = suggest
        self._origins = Origins(origins)
        self._visitors = Visitors(per_minute=address_per_minute, trusted_proxies=trusted_proxies)
        self._pages = Pages(
            self._visitors,
            frame_ancestors=frame_ancestors,
            place=place,
            phone=phone,
            version=__version__,
            head=head,
        )

    def routes(self) -> list[web.RouteDef]:
        """To be mounted at the root."""
        return [
            *self._pages.routes(),
            *self._open("/api/v1/messages", hdrs.METH_POST, self._receive),
            *self._open("/api/v1/news", hdrs.METH_POST, self._tell),
            *self._open("/api/v1/suggest", hdrs.METH_GET, self._look_up),
            *self._open("/openapi.json", hdrs.METH_GET, self._pages.show_document),
        ]

    def _open(self, path: str, method: str, handle: _Handler) -> list[web.RouteDef]:
        """An address for other sites' pages too."""

        async def handled(request: web.Request) -> web.Response:
            try:
                response = await handle(request)
            except Refused as refused:
                response = said({"error": str(refused)}, status=refused.status)
                if refused.status == web.HTTPTooManyRequests.status_code:
                    response.headers[hdrs.RETRY_AFTER] = str(self._visitors.wait)
            self._origins.mark(request, response)
            return response

        return [web.route(method, path, handled), web.options(path, self._origins.answer)]

    async def _receive(self, request: web.Request) -> web.Response:
        self._visitors.count_address(request)
        message = read(await body_of(request))
        self._visitors.count_chat(message.chat)
        # The second time as well: the page may not have seen the replies of the first.
        answered = await self._answer(message)
        return said({"replies": [write(reply) for reply in answered.replies]})

    async def _tell(self, request: web.Request) -> web.Response:
        """What officers answered since; posted, because it is handed over once. The same id is told the same again."""
        self._visitors.count_address(request)
        message = read(await body_of(request))
        self._visitors.count_chat(message.chat)
        told = await self._news(message)
        return said({"replies": [write(reply) for reply in told.replies]})

    async def _look_up(self, request: web.Request) -> web.Response:
        self._visitors.count_address(request)
        query = request.query.get("q", "").strip()[:LONGEST_QUERY]
        choices = await self._suggest(query) if query else ()
        return said({"choices": [button(choice) for choice in choices[:MOST_SUGGESTED]]})
