"""Serving: a file or an answer, with the headers a browser shall obey."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from aiohttp import ETag, web

CLOSED_POLICY = "default-src 'none'; frame-ancestors 'none'"
"""Of what is no page."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is served."""

    body: bytes
    content_type: str
    policy: str = CLOSED_POLICY

    @property
    def version(self) -> str:
        """Another body has another one."""
        return blake2b(self.body, digest_size=8).hexdigest()


def served(request: web.Request, asset: Asset, caching: str) -> web.Response:
    """A file, or that it has not changed."""
    # Weak: the same etag names the file as it is and compressed.
    etag = ETag(asset.version, is_weak=True)
    known = any(given.value in (etag.value, "*") for given in request.if_none_match or ())
    response = web.Response(status=304) if known else web.Response(body=asset.body)
    if not known:
        response.content_type, response.charset = asset.content_type, "utf-8"
        response.enable_compression()
    response.etag = etag
    response.headers.update(_headers(caching, asset.policy) | {"Vary": "Accept-Encoding"})
    return response


def said(data: Mapping[str, Any], *, status: int = 200) -> web.Response:
    """An answer nobody keeps."""
    text = json.dumps(data, ensure_ascii=False)
    return web.json_response(text=text, status=status, headers=_headers("no-store", CLOSED_POLICY))


def _headers(caching: str, policy: str) -> dict[str, str]:
    return {
        "Cache-Control": caching,
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }
