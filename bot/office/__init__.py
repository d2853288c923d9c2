"""The officers' console at /canbo: pages made on the server, working without JavaScript, for phones and old office PCs.

How to add a page
=================

1. One file `pages/<name>.py`, one template `templates/<name>.html`, one line in `pages/__init__.py` (its order is the
   menu's). The file makes a `Page` and hangs its routes on it::

       from aiohttp import web
       from bot.office.roles import EDITORS, READERS
       from bot.office.routing import Page
       from bot.office.visit import Visit

       PAGE = Page("/viec-hom-nay", menu="Việc hôm nay", who=READERS)

       @PAGE.get()                                    # /canbo/viec-hom-nay, for everybody in `who`
       async def show(visit: Visit) -> web.StreamResponse:
           return visit.page("viec_hom_nay.html", questions=...)

       @PAGE.post("/{ref}/bo-qua", who=EDITORS)       # narrower than the page's own
       async def skip(visit: Visit) -> web.StreamResponse:
           reason = visit.form.text("ly-do", most=300)
           ...
           await visit.note("bỏ qua câu hỏi", visit.part("ref"), f"Bỏ qua: {reason}")  # the audit log
           return await visit.go("/viec-hom-nay", said="Đã bỏ qua câu này.")      # 303; the next page says it, once

2. **Who may**: `who` is a set of roles (`roles.py`); a route without one takes its page's, a page without one cannot be made.
   Everything else is refused, unknown roles too. A leader of a community team (in `EVERYBODY` and `LEADERS`) may
   see only `visit.officer.hamlet`: filter by it in the query, not in the template. tests/office/test_permissions.py tries
   every route with every role: add yours to its table.
3. **GET changes nothing; POST changes.** Every form has `{{ csrf_field }}` inside; token, Origin and Sec-Fetch-Site are checked
   before your function is called. From JavaScript send the header `X-CSRF-Token` with the value of
   `<meta name="csrf-token">`.
4. **Work with** `visit.desk`: `store`, `settings`, `thinking.responder` (the knowledge served now), `channels`, `faults`.
   `visit.now` is the time (UTC). What blocks or counts for longer than some milliseconds goes into `asyncio.to_thread`.
5. **What came in**: `visit.form` (POST) and `visit.query` (GET): `.text(name)` is cleaned, trimmed and cut, `.lines(name)` keeps
   line breaks, `.number(name)`, `.day(name)`, `.chosen(name, among)`, `.all(name)`. Never read `visit.request.post()` yourself.
   `visit.part("ref")` is a piece of the path. What is wrong is told beside the form, with status 422 and what was typed kept:
   `return visit.page("x.html", status=422, fault="Chưa ghi lý do.", typed=visit.form)`.
6. **Templates** extend `base.html` (blocks `title`, `main`) and are autoescaped; undefined names are errors.
   `{{ at("/viec-hom-nay") }}` is the address of a page. Filters: `when` (09:05 21/11/2026), `day`, `ago` (5 phút trước),
   `number` (1.234), `cell` (of figures: 1.234, 12,5%), `size` (1,5 MB), `channel` (Zalo OA), and `said` for whatever a
   resident typed: line breaks kept, masked parts marked. No inline script or style (the policy refuses them), no `|safe`.
   The look: `static/office.css` has cards, tables (`<table class="stack">` becomes cards on a phone), forms, badges, notices;
   templates/_parts.html has macros. `static/office.js` is the one script: nothing may depend on it.
7. A question to answer before something that cannot be undone: `<details class="sure"><summary>Xoá…</summary><form …>…`: it
   works without JavaScript.
8. Errors: `BotError` raised in a POST is shown as a notice on the page the officer came from; `web.HTTPNotFound` and the like as
   a page.
9. Never in the audit log, in a template's comment or in a log: who a resident is (their keys, names, addresses, telephones).

Rooms: acting.py (an officer at work, here or in a chat app: what dealing.py, merging.py, officer_answers.py and
knowledge/publishing.py need), visit.py (one request: an Acting with a page around it), office.py (serves: session,
permission, CSRF, headers), routing.py, roles.py, forms.py, desk.py, rendering.py (jinja2), choosing.py, showing.py and
charts.py (periods, cards, tables and pictures of figures), posters.py (links and codes of hamlets), accounts.py (passwords),
logging_in.py (limits), pages/.
"""
