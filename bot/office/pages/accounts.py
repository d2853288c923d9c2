"""Tài khoản: who may come in, and as what."""

from aiohttp import web

from bot.errors import AccountError
from bot.office.accounts import ONE_TIME_LASTS, fault_of_login, login_of, one_time_password
from bot.office.logging_in import of_login
from bot.office.roles import ADMINS, EVERYBODY, EXPLAINED, NAMES, Role, called
from bot.office.routing import Page
from bot.office.visit import Visit
from bot.store.officer_links import OfficerLinks
from bot.store.officers import Officer

PAGE = Page("/tai-khoan", menu="Tài khoản", who=ADMINS)
_ONE = r"/{id:\d{1,9}}"


@PAGE.get()
async def show(visit: Visit) -> web.StreamResponse:
    """Everybody, and the form for one more."""
    return await _list(visit)


@PAGE.post("/them")
async def add(visit: Visit) -> web.StreamResponse:
    """One more; their first password is shown once."""
    login = login_of(visit.form.text("ten-dang-nhap"))
    name, role, hamlet, fault = _details(visit)
    if fault := fault_of_login(login) or fault:
        return await _list(visit, fault=fault)
    password = one_time_password()
    new = Officer(0, login, name, role, hamlet, one_time_until=visit.now + ONE_TIME_LASTS)
    try:
        officer = await visit.desk.officers.add(new, await visit.desk.passwords.hashed(password), now=visit.now)
    except AccountError as error:
        return await _list(visit, fault=str(error))
    await visit.note("thêm tài khoản", login, f"Thêm tài khoản {called(role).lower()}: {name}", diff=_said(officer))
    return visit.page("account_password.html", account=officer, password=password, until=new.one_time_until)


@PAGE.get(_ONE)
async def show_one(visit: Visit) -> web.StreamResponse:
    """One account."""
    return await _one(visit, await _account(visit))


@PAGE.post(_ONE)
async def change(visit: Visit) -> web.StreamResponse:
    """Another name, role or hamlet, from their next click on."""
    before = await _account(visit)
    name, role, hamlet, fault = _details(visit)
    if fault:
        return await _one(visit, before, fault=fault)
    await visit.desk.officers.change(before.id, name=name, role=role, hamlet=hamlet)
    after = await _account(visit)
    if _said(after) != _said(before):
        diff = "\n".join(f"{was} → {now}" for was, now in zip(_lines(before), _lines(after), strict=True) if was != now)
        await visit.note("sửa tài khoản", before.login, f"Sửa tài khoản {after.name}", diff=diff)
    return await visit.go("/tai-khoan", said=f"Đã lưu tài khoản {after.name}.")


@PAGE.post(_ONE + "/mat-khau")
async def reset(visit: Visit) -> web.StreamResponse:
    """A one-time password, shown once; they are logged out, and waits after failures end."""
    officer, desk, password = await _account(visit), visit.desk, one_time_password()
    until = visit.now + ONE_TIME_LASTS
    await desk.officers.set_password(officer.id, await desk.passwords.hashed(password), now=visit.now, one_time_until=until)
    await desk.sessions.close_all(officer.id)
    await desk.attempts.forget(of_login(desk.attempts, officer.login))
    await visit.note("cấp mật khẩu", officer.login, f"Cấp mật khẩu mới cho {officer.name}")
    return visit.page("account_password.html", account=officer, password=password, until=until)


@PAGE.post(_ONE + "/khoa")
async def disable(visit: Visit) -> web.StreamResponse:
    """Locked out, at once and everywhere."""
    officer = await _account(visit)
    if officer.id == visit.officer.id:
        raise AccountError("Không tự khoá tài khoản của mình; nhờ một người quản trị khác")
    await visit.desk.officers.disable(officer.id, disabled=True)
    await visit.desk.sessions.close_all(officer.id)
    await visit.note("khoá tài khoản", officer.login, f"Khoá tài khoản {officer.name}")
    return await visit.go("/tai-khoan", said=f"Đã khoá tài khoản {officer.name}.")


@PAGE.post(_ONE + "/mo")
async def enable(visit: Visit) -> web.StreamResponse:
    """Let in again, with the password they had."""
    officer = await _account(visit)
    await visit.desk.officers.disable(officer.id, disabled=False)
    await visit.note("mở tài khoản", officer.login, f"Mở lại tài khoản {officer.name}")
    return await visit.go("/tai-khoan", said=f"Đã mở lại tài khoản {officer.name}.")


@PAGE.post(_ONE + "/dang-xuat")
async def log_out(visit: Visit) -> web.StreamResponse:
    """Everywhere: a telephone was lost."""
    officer = await _account(visit)
    await visit.desk.sessions.close_all(officer.id)
    chats = await OfficerLinks(visit.desk.store.database).end(officer.id, now=visit.now)
    where = "mọi máy và mọi ứng dụng chat" if chats else "mọi máy"
    await visit.note("đăng xuất hộ", officer.login, f"Đăng xuất {officer.name} khỏi {where}")
    return await visit.go("/tai-khoan", said=f"Đã đăng xuất {officer.name} khỏi {where}.")


async def _account(visit: Visit) -> Officer:
    if officer := await visit.desk.officers.get(int(visit.part("id"))):
        return officer
    raise web.HTTPNotFound(text="Không có tài khoản này.")


async def _list(visit: Visit, *, fault: str = "") -> web.Response:
    return visit.page(
        "accounts.html",
        status=422 if fault else 200,
        fault=fault,
        accounts=await visit.desk.officers.all(),
        sessions=await visit.desk.sessions.open_for(now=visit.now, idle=visit.desk.idle),
        roles=NAMES,
        explained=EXPLAINED,
        hamlets=visit.desk.hamlets.names,
        typed=visit.form,
    )


async def _one(visit: Visit, account: Officer, *, fault: str = "") -> web.Response:
    hamlets = visit.desk.hamlets.names
    values = {"account": account, "roles": NAMES, "explained": EXPLAINED, "hamlets": hamlets, "fault": fault}
    return visit.page("account.html", status=422 if fault else 200, **values)


def _details(visit: Visit) -> tuple[str, str, str, str]:
    """Name, role, hamlet (as the commune's file calls it, if it does), and what is wrong with them."""
    form, known = visit.form, visit.desk.hamlets
    name, role, hamlet = form.text("ho-ten", most=80), form.chosen("vai-tro", EVERYBODY), form.text("thon", most=80)
    meant = known.said(hamlet) if hamlet else []
    hamlet = meant[0] if len(meant) == 1 else hamlet
    fault = "" if name else "Chưa ghi họ tên"
    if not role:
        fault = fault or "Chưa chọn vai trò"
    if role == Role.LEADER and not hamlet:
        fault = fault or "Tổ trưởng chỉ xem được thôn, tổ dân phố của mình: xin ghi tên thôn"
    return name, role, hamlet if role == Role.LEADER else "", fault


def _lines(officer: Officer) -> list[str]:
    return [f"họ tên: {officer.name}", f"vai trò: {called(officer.role)}", f"thôn: {officer.hamlet or '(không)'}"]


def _said(officer: Officer) -> str:
    return "\n".join(_lines(officer))
