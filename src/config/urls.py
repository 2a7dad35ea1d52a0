"""The front door: one line for each surface."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_safe

from ksbb.web.entry.account import AddKey


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Tell a load balancer that this process answers. Asks nothing of the database, so that a slow query takes no
    server away.
    """
    return HttpResponse("ok\n", content_type="text/plain")


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("akun/", include("allauth.account.urls")),
    path("akun/kunci/webauthn/add/", AddKey.as_view(), name="mfa_add_webauthn"),
    path("akun/kunci/", include("allauth.mfa.urls")),
    path("api/v1/", include("ksbb.api.urls")),
    path("", include("ksbb.web.urls")),
]
