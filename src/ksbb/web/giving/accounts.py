"""The own account in short, and the mailbox of the demo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ksbb.access.queries import open_recovery
from ksbb.core.formats import samar_telepon
from ksbb.notices.queries import latest
from ksbb.parties.enums import ENDED_STANDINGS, RoleName
from ksbb.parties.queries import roles_of
from ksbb.web.giving.paging import paging
from ksbb.web.giving.people import signed_in

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@never_cache
@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Name, addresses, roles, and where the password is changed."""
    user = signed_in(request)
    held = [role for role in roles_of(user) if role.until is None]
    roles = [(RoleName(role.name).label, (role.place or role.organisation), role.since) for role in held]
    on = timezone.localdate()
    fallen = [one.organisation for one in held if one.organisation and not one.organisation.stands(on=on)]
    facts = [
        {"term": "Nama", "value": user.name},
        {"term": "Nama pengguna", "value": user.username},
        {"term": "E-mail", "value": user.email or "belum diisi"},
        {"term": "Telepon", "value": samar_telepon(user.phone) if user.phone else "belum diisi"},
    ]
    shown = {"facts": facts, "roles": roles, "staff_mfa": settings.KSBB_STAFF_MFA, "recovery": open_recovery(user)}
    shown["fallen"] = next((one for one in fallen if one.standing in ENDED_STANDINGS), None)
    return render(request, "account/account.html", shown)


@never_cache
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """Messages that the demo did not really send, so that a visitor can read the code. Never outside the demo."""
    if not settings.KSBB_DEMO:
        raise Http404
    page = Paginator(latest(limit=100), 20).get_page(request.GET.get("hal"))
    return render(request, "giving/mailbox.html", {"rows": list(page)} | paging(page, "pesan"))
