"""What the API publishes: the declared columns, one class for each kind of row. A test keeps the list of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar

from ninja import Field, Schema
from pydantic import BeforeValidator, ConfigDict

Row = TypeVar("Row")


class Page(Schema, Generic[Row]):
    """A page of a list; `next` is the address of the following one."""

    items: list[Row]
    next: str | None


class PlaceRow(Schema):
    """An area of government. Codes are Kemendagri's to the kelurahan; the RW suffix is ours."""

    code: str
    name: str
    level: str
    parent: str | None
    example: bool


class CountRow(Schema):
    """A dated number about a recipient, rounded to 5; `value` is null where 1 to 7 are hidden."""

    kind: str
    value: int | None
    as_of: str
    source: str


class RecipientRow(Schema):
    """An RW or institution that receives."""

    reference: str
    kind: str
    name: str
    place: str
    institution: bool
    example: bool
    counts: list[CountRow]


class ItemRow(Schema):
    """One line of a package's contents."""

    name: str
    quantity: str


class PackageRow(Schema):
    """A package in its newest wording."""

    code: str
    name: str
    programme: str
    unit: str
    version: int
    price_rp: int | None
    rhythm: str
    source: str
    items: list[ItemRow]


class NeedRow(Schema):
    """A verified need and its four numbers, all in `unit`."""

    id: str
    recipient: str
    package: str
    unit: str
    needed: int
    promised: int
    delivered: int
    confirmed: int
    remaining: int
    deliver_until: str
    place: str
    period: str
    example: bool
    url: str


class PromisedRow(Schema):
    """A line that counts on a need, by its number: the promise's reference opens it and is its giver's alone.

    `giver` is the name only where the giver chose to show it.
    """

    line: int
    giver: str
    quantity: int
    delivered: int
    confirmed: int
    surplus: int
    deliver_on: str
    state: str
    via: str
    example: bool


class LineRow(Schema):
    """One line of a promise, for its giver."""

    line: int
    need: str
    package: str
    pledged: int
    quantity: int
    delivered: int
    confirmed: int
    surplus: int
    owed: int
    deliver_on: str
    deliver_through: str
    equivalent: str
    state: str


class CommitmentRow(Schema):
    """A promise with its lines as they stand now, for its giver."""

    reference: str
    url: str
    show_name: bool
    statement: int
    recorded_at: str
    example: bool
    lines: list[LineRow]


class MadeLine(Schema):
    """One line as it was promised. `counts` is false while an equivalent waits for the receiver's yes."""

    need: str
    quantity: int
    deliver_on: str
    deliver_through: str
    equivalent: str
    counts: bool


class MadeCommitment(Schema):
    """A promise as it was made: a replay answers the same."""

    reference: str
    url: str
    state: str
    lines: list[MadeLine]


class DeliveryRow(Schema):
    """So many of one need on one journey that was handed over. `received` is null until the receiver has confirmed."""

    delivery: str
    recipient: str
    need: str
    package: str
    unit: str
    quantity: int
    received: int | None
    condition: str | None
    method: str | None
    handed_at: str
    example: bool


class GroundRow(Schema):
    """A legal basis of an agregator; `cap` in thousandths of what came in, null where none is known."""

    basis: str
    number: str
    issuer: str
    area: str
    valid_from: str
    valid_until: str | None
    holds: bool
    costs_rp: int
    proceeds_rp: int
    cap: int | None
    report: str


class GoodsRow(Schema):
    """Goods bought or owned: acquired = delivered + stock + lost."""

    item: str
    unit: str
    acquired: int
    delivered: int
    stock: int
    lost: int


class FundRow(Schema):
    """One kind of money in rupiah, never added to another; `ages` splits `unspent` at 30, 90 and 180 days."""

    fund: str
    received: int
    refunded: int
    bought: int
    costs: int
    unspent: int
    ages: list[int]
    goods: list[GoodsRow]


class AgregatorRow(Schema):
    """An organisation that takes money on its own account."""

    reference: str
    name: str
    standing: str
    example: bool
    url: str


class AgregatorSheet(AgregatorRow):
    """An agregator with its legal bases and its money today."""

    grounds: list[GroundRow]
    funds: list[FundRow]


class TransferRow(Schema):
    """One row of the ledger. `occurred_on` is the first day of the week or month where `precision` says so."""

    row: int
    occurred_on: str
    precision: str
    kind: str
    about: str
    debit: str
    credit: str
    amount: int
    unit: str
    reverses: int | None


class ReachedRow(Schema):
    """So many packages of a gift for one need."""

    need: str
    recipient: str
    packages: int
    delivered: int
    confirmed: int


class StepRow(Schema):
    """One spending that the gift bore a part of."""

    spending: str
    kind: str
    amount_rp: int
    reached: list[ReachedRow]


class GiftRow(Schema):
    """A gift of money and where it went; without its giver."""

    reference: str
    agregator: str
    fund: str
    state: str
    received_rp: int
    spent_rp: int
    refunded_rp: int
    received_on: str | None
    precision: str
    example: bool
    steps: list[StepRow]


class Reach(Schema):
    """Where promised aid goes to."""

    kota: int
    kelurahan: int
    rw: int


class FulfilmentRow(Schema):
    """Keterpenuhan of a period: `met` RW fully promised, `of` RW with counted promises, as the city counted it.

    Ours: `received` RW fully confirmed by receipt, `in_need` all RW with verified needs.
    """

    period: str
    name: str
    met: int
    of: int
    received: int
    in_need: int
    tracked: bool = True


class InstitutionFigures(Schema):
    """The same numbers of institutions: beside the sums of RW, never inside."""

    committed: dict[str, int]
    delivered: dict[str, int]
    confirmed: dict[str, int]
    needed: dict[str, int]


class FiguresSheet(Schema):
    """The public figures as of a moment, by package code, each in the package's own unit, RW only."""

    as_of: str
    since: str | None
    known_at: str | None
    committed: dict[str, int]
    delivered: dict[str, int]
    confirmed: dict[str, int]
    needed: dict[str, int]
    surplus: dict[str, int]
    untracked: dict[str, int] = {}
    """Of the promises: written down after their time, so that nobody recorded whether they arrived."""
    reach: Reach
    givers: int
    givers_by_kind: dict[str, int]
    fulfilment: list[FulfilmentRow]
    institutions: InstitutionFigures
    sentence: str
    beside: str
    example: bool


class DeedDone(Schema):
    """What a verb did: the row it is about, by its public reference where it has one."""

    verb: str
    subject: str
    reference: str | None
    id: int


class VerbRow(Schema):
    """A verb with the JSON schema of its arguments."""

    verb: str
    about: str
    arguments: dict[str, Any]


def _day(value: Any) -> Any:
    """Only a day as it is written in JSON; pydantic would take a number for one."""
    if isinstance(value, str) and len(value) == 10:
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise ValueError("Tulis tanggal seperti 2020-05-02.")


def _whole(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)  # 5.0 is a whole number in JSON
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("Harus bilangan bulat.")
    return value


def _truth(value: Any) -> Any:
    if not isinstance(value, bool):
        raise ValueError("Harus true atau false.")
    return value


Day = Annotated[date, BeforeValidator(_day)]
Whole = Annotated[int, BeforeValidator(_whole)]
Truth = Annotated[bool, BeforeValidator(_truth)]


class Promise(Schema):
    """What is promised to one need. Sending it with a token means to accept the giver's statement in force."""

    quantity: Whole = Field(ge=1, le=10_000_000, description="Dalam satuan kebutuhan.")
    deliver_on: Day
    deliver_through: Day | None = None
    show_name: Truth = False
    equivalent: str = Field("", max_length=400, description="Isi setara; terhitung setelah penerima setuju.")
    model_config = ConfigDict(extra="forbid")


def moment(value: datetime) -> str:
    """A moment in ISO form, UTC."""
    return value.isoformat()
