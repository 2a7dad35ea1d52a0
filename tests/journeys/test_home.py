"""J4: a home for children shows its own permit, tells who answers for it, its places, visits, stock and its month,
promises to protect the children, asks by the month and again, and two adults confirm what came. The public sees bands
and until when stock lasts, never a child, a person or a small number.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from ksbb.commitments import actions as commitments
from ksbb.deliveries import actions as deliveries
from ksbb.deliveries.models import Delivery
from ksbb.deliveries.models.adults import SecondAdult
from ksbb.needs import actions as needs
from ksbb.needs.models import Need
from ksbb.parties import actions as parties
from ksbb.parties.enums import RoleName
from ksbb.permits import actions as permits
from ksbb.permits.models import Application
from ksbb.recipients import actions as recipients
from ksbb.recipients.enums import FactKind
from ksbb.recipients.models import Recipient
from ksbb.recipients.queries import kind_by_code
from tests import world as small
from tests.journeys.conftest import Open, Town
from tests.journeys.hands import Hand, Mode, in_every_mode

pytestmark = pytest.mark.browser
NAME, WITNESS = "Panti Asuhan Melati", f"{small.CANARY} saksi"
VISITS, STOCK = "Sabtu pagi, dengan janji.", "7.331"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n"


@in_every_mode
def test_from_the_permit_to_the_second_adult(town: Town, browse: Open, mode: Mode):
    hand = mode.hand(browse)
    town.enter(hand, "orang_lain")
    _apply(town, hand)
    home = _registered(town)

    _describe(town, hand)
    _promise_to_protect(town, hand, home)
    need = _ask(town, hand, home)
    _tell(town, hand)
    _ask_again(town, hand, home)
    delivery = _brought(town, need)
    _confirm(town, hand, delivery)

    adult = SecondAdult.objects.get()
    assert (adult.receipt.delivery_id, adult.name) == (delivery.pk, WITNESS)
    public = mode.hand(browse)
    public.open(f"{town.site}/penerima/{home.reference}/")
    for words in ("40–49", "20–29", VISITS, "Terakhir untuk"):
        assert public.says(words), words
    assert not public.says("Laporan terlambat")
    assert small.CANARY not in public.page.content()
    public.open(f"{town.site}/kebutuhan/{need.reference}/")
    assert public.says("Cukup sampai")
    assert not public.says(STOCK)


def _apply(town: Town, hand: Hand) -> None:
    """A foundation's number is not offered; the permit of the home itself is asked for, with its days and a scan."""
    hand.open(f"{town.site}/daftar-organisasi/")
    hand.press("Panti asuhan")
    assert not hand.says("badan hukum")
    hand.fill("[name=name]", NAME)
    hand.fill("[name=area]", "Kelurahan Kebayoran Lama Selatan")
    hand.fill("[name=number]", "460/LKS/2026")
    hand.fill("[name=issuer]", "Dinas Sosial DKI Jakarta")
    hand.day("[name=valid_from]", town.world.today - timedelta(days=9))
    hand.press("Kirim permohonan")
    assert hand.page.locator(".error-summary").count() == 1  # such a permit ends; nothing typed is lost
    assert hand.page.input_value("[name=number]") == "460/LKS/2026"
    hand.day("[name=valid_until]", town.world.today + timedelta(days=300))
    hand.attach("[name=scan]", "izin.pdf", "application/pdf", PDF)
    hand.press("Kirim permohonan")
    assert hand.says("Menunggu petugas pertama")


def _registered(town: Town) -> Recipient:
    """Two officers of Pokja look the permit up; the kelurahan registers the home and names its manager."""
    w, at = town.world, timezone.now()
    application = Application.objects.get()
    for officer in (w.pokja, w.pokja_dua):
        permits.approve_application(by=officer, application=application, check="Dicari di penerbit, cocok", at=at)
    kind = kind_by_code("panti_asuhan")
    home = recipients.register_recipient(by=w.lurah, kind=kind, place=w.village, name=NAME, source="Dinsos", at=at)
    recipients.record_fact(
        by=w.lurah, recipient=home, kind=FactKind.RESIDENTS, value=43, as_of=w.today, source="Dinsos", at=at
    )
    parties.appoint(user=w.orang_lain, name=RoleName.KEEPER, organisation=home.organisation, at=at)
    return home


def _describe(town: Town, hand: Hand) -> None:
    """The list says what is still to do, and what is done once it is recorded."""
    hand.open(f"{town.site}/meja/penerima/")
    assert _tasks(hand) == ["Belum", "Selesai", "Belum", "Belum", "Belum", "Belum"]
    hand.press("Profil")
    hand.fill("[name=in_charge]", f"{small.CANARY} penanggung")
    hand.fill("[name=tempat_6_12]", "24")
    hand.fill("[name=tempat_13_17]", "23")
    hand.fill("[name=visiting]", VISITS)
    hand.fill("[name=guardian]", f"{small.CANARY} pelindung")
    hand.press("Simpan profil")
    assert hand.page.locator(".error-summary").count() == 1  # a name alone reaches nobody; nothing typed is lost
    assert hand.page.input_value("[name=tempat_6_12]") == "24"
    hand.fill("[name=guardian_phone]", "0812 7777 0001")
    hand.press("Simpan profil")
    assert hand.says("Profil lembaga tersimpan")
    assert _tasks(hand) == ["Selesai", "Selesai", "Belum", "Belum", "Selesai", "Belum"]


def _tasks(hand: Hand) -> list[str]:
    return hand.page.locator("section[aria-labelledby^=tugas] li .tag").all_inner_texts()


def _tell(town: Town, hand: Hand) -> None:
    """How long the rice lasts, and the short report of the month."""
    hand.open(f"{town.site}/meja/penerima/")
    assert _tasks(hand) == ["Selesai", "Selesai", "Sedang", "Belum", "Selesai", "Selesai"]
    hand.press("Persediaan")
    hand.pick("[name=package]", "beras")
    hand.fill("[name=quantity]", STOCK)
    hand.day("[name=enough_until]", town.world.soon)
    hand.press("Simpan")
    assert hand.says(f"{STOCK} ")
    hand.press("Kembali")
    hand.press("Laporan bulanan")
    hand.press("Kirim laporan")
    assert hand.page.locator(".error-summary").count() == 1  # three questions, three answers
    hand.choose("[name=enough][value=sebagian]")
    hand.choose("[name=used][value=ya]")
    hand.fill("[name=wanted]", "Beras dan minyak goreng")
    hand.press("Kirim laporan")
    assert hand.says("terkirim. Terima kasih.")


def _ask_again(town: Town, hand: Hand, home: Recipient) -> None:
    """What was asked before stands in one form for the next period."""
    later = small.in_another_period(town.world).period
    hand.press("Ulangi bulan lalu")
    asked = hand.page.locator("form input[type=number]").first
    assert asked.input_value() == "60"
    hand.choose(f"[name=period][value={later.code}]")
    hand.fill("[name=source]", "Buku dapur bulan ini")
    hand.press("Kirim pengajuan")
    assert hand.says("Pengajuan terkirim")
    assert Need.objects.filter(recipient=home, period=later, quantity=60).count() == 1


def _promise_to_protect(town: Town, hand: Hand, home: Recipient) -> None:
    hand.open(f"{town.site}/meja/penerima/")
    assert hand.says("Baca dan setujui dulu.")
    hand.press("Pernyataan pelindungan anak")
    hand.press("Saya menyetujui")
    assert hand.says("Pernyataan pelindungan anak tercatat")
    assert not hand.says("Baca dan setujui dulu.")


def _ask(town: Town, hand: Hand, home: Recipient) -> Need:
    hand.press("Ajukan kebutuhan")
    hand.follow(hand.page.locator("button[name=package][value=beras]"))
    hand.fill("[name=quantity]", "60")
    hand.press("Lanjut")
    hand.choose("[name=urgency][value='1']")
    hand.fill("[name=source]", "Buku dapur bulan ini")
    hand.press("Lanjut")
    hand.press("Kirim pengajuan")
    assert hand.says("Menunggu verifikasi")
    return Need.objects.get(recipient=home)


def _brought(town: Town, need: Need) -> Delivery:
    w, at = town.world, timezone.now()
    needs.verify(by=w.lurah, need=need, at=at)
    line = small.line_of(small.promise(w, Need.objects.get(pk=need.pk), 60))
    line = commitments.schedule(by=w.kolaborator, line=line, deliver_on=w.soon, at=at)
    load = deliveries.Load(line=line, quantity=60)
    delivery = deliveries.plan_delivery(by=w.kolaborator, loads=[load], planned_on=w.today, at=at)
    return deliveries.hand_over(by=w.kolaborator, delivery=delivery, at=at)


def _confirm(town: Town, hand: Hand, delivery: Delivery) -> None:
    hand.open(f"{town.site}/meja/penerima/")
    hand.press("Konfirmasi")
    hand.press("Jumlahnya cocok")
    assert hand.page.locator(".error-summary").count() == 1  # one adult is not enough
    hand.fill("[name=second_adult]", WITNESS)
    hand.press("Jumlahnya cocok")
    assert hand.says("60 tercatat diterima")
