"""Pages Zalo or an officer's browser asks for: the proof that the domain is ours (channels.md A4), the end of the consent."""

import re
from html import escape

from aiohttp import web

CALLBACK = "/zalo/callback"
_CODE = re.compile(r"[\w-]{1,200}", re.ASCII)
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
_CONSENTED = """<!doctype html><html lang="vi"><meta charset="utf-8"><title>Zalo đã đồng ý</title>
<h1>Zalo đã chuyển về đây</h1>
<p>Cán bộ chép cả dòng địa chỉ của trang này, dán vào cửa sổ lệnh đang chạy <code>python -m bot zalo connect</code>
trong vòng 10 phút.</p><p>Không gửi dòng địa chỉ này cho ai khác.</p></html>
"""


def is_code(code: str) -> bool:
    """Whether it can be the code Zalo gives for a domain."""
    return _CODE.fullmatch(code) is not None


def verification_meta(code: str) -> str:
    """The tag that proves the domain, for the head of the home page; empty without a code."""
    return f'<meta name="zalo-platform-site-verification" content="{escape(code)}">' if code else ""


def routes(code: str) -> list[web.RouteDef]:
    """The file that proves the domain too, and the page the consent ends on."""
    page = f"<!doctype html><html><head>{verification_meta(code)}</head><body></body></html>"

    async def prove(_: web.Request) -> web.Response:
        return web.Response(text=page, content_type="text/html", headers=_HEADERS)

    async def consented(_: web.Request) -> web.Response:
        return web.Response(text=_CONSENTED, content_type="text/html", headers=_HEADERS)

    proof = [web.get(f"/zalo_verifier{code}.html", prove)] if code else []
    return [*proof, web.get(CALLBACK, consented)]
