"""The API as one object: who is asking, how errors read, and the OpenAPI document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.security import HttpBearer

from ksbb.api.problems import MEDIA_TYPE, Problem, teach
from ksbb.parties.queries import token_owner

if TYPE_CHECKING:
    from ninja.openapi.schema import OpenAPISchema

    from ksbb.parties.models import User

NO: dict[int, Any] = {422: Problem}
"""What any operation may answer besides its own."""
NO_SUCH = NO | {404: Problem}
NO_DEED = NO_SUCH | {401: Problem, 403: Problem, 409: Problem}
NO_TOKEN = NO_SUCH | {401: Problem}

ABOUT = """Kebutuhan, komitmen, penyaluran dan angka KSBB. Membaca tidak memerlukan token.
Menulis memerlukan `Authorization: Bearer …` dan `Idempotency-Key`. Daftar berbentuk `{"items": […], "next": URL}`;
galat berbentuk application/problem+json dengan `code` yang tetap."""


class Token(HttpBearer):
    """A bearer token; the session of a browser is never looked at."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:  # noqa: ARG002 - ninja's signature
        return token_owner(token)


class Api(NinjaAPI):
    """Ninja's API, with problems in the document under their own media type."""

    def get_openapi_schema(self, **more: Any) -> OpenAPISchema:
        document = super().get_openapi_schema(**more)
        for path in document["paths"].values():
            for operation in path.values():
                for status, response in operation["responses"].items():
                    if int(status) >= 400 and "content" in response:
                        response["content"] = {MEDIA_TYPE: response["content"].pop("application/json")}
        document["components"]["schemas"]["Problem"]["required"] = list(Problem.model_fields)
        return document


api = Api(
    title="KSBB",
    version="1",
    description=ABOUT,
    urls_namespace="api",
    docs_url=None,  # ours: reference.py
    openapi_url=None,  # likewise, made once
)
teach(api)


def user_of(request: HttpRequest) -> User:
    """The person behind the token of an operation that asks for one."""
    user: User = request.auth  # type: ignore[attr-defined]
    return user
