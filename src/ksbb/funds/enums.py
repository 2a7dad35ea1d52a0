"""Words of the room: whose money a book holds, what an account is, what a transfer does."""

from django.db.models import TextChoices


class FundKind(TextChoices):
    """Money that the law keeps apart: each kind has a book of its own, and no transfer leads from one to another."""

    DONATION = "donasi", "Donasi (izin PUB)"
    ZAKAT = "zakat", "Zakat"
    INFAQ = "infak", "Infak dan sedekah"
    OWN = "lembaga", "Milik lembaga sendiri"


class AccountType(TextChoices):
    """What an account holds. Rupiah first, then goods."""

    BANK = "bank", "Rekening lembaga"
    GIFT = "titipan", "Dana titipan"
    PURCHASES = "belanja", "Belanja barang"
    COSTS = "biaya", "Biaya penyelenggaraan"
    RELEASED = "terpakai", "Dana terpakai"
    STOCK = "persediaan", "Persediaan barang"
    ACQUIRED = "diperoleh", "Barang diperoleh"
    DELIVERED = "disalurkan", "Barang disalurkan"
    LOST = "hilang", "Barang rusak atau hilang"


DEBIT_NORMAL = frozenset(
    {
        AccountType.BANK,
        AccountType.PURCHASES,
        AccountType.COSTS,
        AccountType.STOCK,
        AccountType.DELIVERED,
        AccountType.LOST,
    }
)
"""Accounts that grow by debit. The others grow by credit. No account may fall below nothing."""

GOODS = frozenset({AccountType.STOCK, AccountType.ACQUIRED, AccountType.DELIVERED, AccountType.LOST})
"""Accounts counted in goods; the others are counted in rupiah."""


class TransferKind(TextChoices):
    """What a transfer does. The kind fixes which accounts it may join (`DIRECTIONS`)."""

    RECEIVE = "terima", "Uang diterima"
    REFUND = "kembali", "Uang dikembalikan"
    PURCHASE = "beli", "Barang dibeli"
    COST = "biaya", "Biaya dibayar"
    RELEASE = "pakai", "Dana dipakai"
    ACQUIRE = "masuk", "Barang masuk"
    DELIVER = "salur", "Barang disalurkan"
    RETURN = "balik", "Barang kembali"
    LOSE = "hilang", "Barang rusak atau hilang"


DIRECTIONS: dict[TransferKind, tuple[AccountType, AccountType]] = {
    TransferKind.RECEIVE: (AccountType.BANK, AccountType.GIFT),
    TransferKind.REFUND: (AccountType.GIFT, AccountType.BANK),
    TransferKind.PURCHASE: (AccountType.PURCHASES, AccountType.BANK),
    TransferKind.COST: (AccountType.COSTS, AccountType.BANK),
    TransferKind.RELEASE: (AccountType.GIFT, AccountType.RELEASED),
    TransferKind.ACQUIRE: (AccountType.STOCK, AccountType.ACQUIRED),
    TransferKind.DELIVER: (AccountType.DELIVERED, AccountType.STOCK),
    TransferKind.RETURN: (AccountType.STOCK, AccountType.DELIVERED),
    TransferKind.LOSE: (AccountType.LOST, AccountType.STOCK),
}
"""For each kind the type of the account it debits, and of the one it credits. A reversal goes the other way round."""


class Precision(TextChoices):
    """How exactly the day is known on which something happened: "pekan itu" is said as such, never as a day."""

    DAY = "hari", "Tanggal diketahui"
    WEEK = "pekan", "Hanya pekannya diketahui"
    MONTH = "bulan", "Hanya bulannya diketahui"
