"""Plain words of the desks: what a deed is called, what a state means for the one who waits."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from ksbb.core.formats import angka, tanggal
from ksbb.needs.enums import NeedState
from ksbb.needs.rules import VERIFY_WITHIN
from ksbb.web.behalf import acting_offices

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ksbb.core.models import JournalEntry
    from ksbb.deliveries.models import DeliveryLine
    from ksbb.needs.models import Need
    from ksbb.recipients.models import Recipient

DEEDS = {
    "accept_equivalent": "isi setara disetujui",
    "accept_invitation": "undangan diterima",
    "accept_safeguarding": "pernyataan pelindungan anak disetujui",
    "accept_target": "usulan sasaran diterima pemberi",
    "add_need_photo": "foto pengajuan dikirim",
    "add_period": "periode ditambah",
    "add_photo": "foto bukti dikirim",
    "add_rw": "RW dicatat",
    "admit": "pemberi baru diterima",
    "alarm_data_request": "Pokja diingatkan tentang permintaan data",
    "amend_application": "permohonan diperbaiki",
    "answer_about_photo": "pertanyaan tentang foto dijawab",
    "answer_data_request": "permintaan data dijawab",
    "answer_report": "laporan dijawab",
    "apply_organisation": "permohonan lembaga diajukan",
    "appoint": "peran diberikan",
    "approve_application": "permohonan disetujui petugas",
    "approve_correction": "koreksi disetujui",
    "ask_about_data": "permintaan data dikirim",
    "ask_about_photo": "petugas bertanya tentang foto",
    "ask_changes": "perbaikan permohonan diminta",
    "call_off": "penyaluran dibatalkan",
    "cancel": "komitmen dibatalkan",
    "cancel_intent": "niat memberi uang ditarik",
    "cancel_intent_as_guest": "niat memberi uang ditarik tanpa akun",
    "cancel_recovery": "pemulihan akun dibatalkan",
    "change_contact": "alamat akun diganti",
    "check_data_code": "alamat dibuktikan untuk data sendiri",
    "close": "kebutuhan ditutup",
    "close_campaign": "program titipan ditutup",
    "close_month": "bulan pembukuan ditutup",
    "commit_lot": "barang dijanjikan untuk kebutuhan",
    "confirm": "penerimaan dikonfirmasi",
    "confirm_by_code": "penerimaan dicatat dengan kode",
    "confirm_on_paper": "tanda terima kertas dicatat",
    "correct_own_data": "data sendiri dibetulkan",
    "decide_channel": "saluran dana diputus",
    "decide_mandate": "dasar hukum diputus",
    "decide_spending": "pembelanjaan diputus",
    "decline": "komitmen ditolak penerima",
    "decline_target": "usulan sasaran ditolak pemberi",
    "depart": "penyaluran berangkat",
    "describe_home": "profil lembaga diisi",
    "draft_cost": "ongkos dicatat",
    "draft_purchase": "belanja dicatat",
    "draft_refund": "pengembalian dicatat",
    "draw_receipts": "bukti terima diundi",
    "end_channel": "saluran dana diakhiri",
    "end_role": "peran diakhiri",
    "end_sessions": "semua perangkat dikeluarkan",
    "enter_rw": "RW didaftarkan di meja",
    "erase_own_data": "data sendiri dihapus",
    "expire_intent": "niat dinyatakan lewat",
    "expire_permit": "masa izin diperiksa",
    "expire_stale": "kebutuhan diminta diperiksa ulang",
    "file_report": "laporan titipan diserahkan",
    "finish_recovery": "akun dipulihkan",
    "follow_delivery": "pembukuan mengikuti penyaluran",
    "give_up_message": "pesan dihentikan",
    "grant_role": "peran diberikan",
    "hand_code": "kode masuk dibuatkan petugas",
    "hand_over": "bantuan diserahkan",
    "hide_word": "ucapan disembunyikan",
    "import_boundaries": "batas wilayah dimuat",
    "import_recipients": "daftar penerima diimpor",
    "import_rw": "daftar RW diimpor",
    "import_statement": "mutasi rekening diimpor",
    "intend": "niat memberi uang dicatat",
    "intend_as_guest": "niat memberi uang tanpa akun",
    "invite": "undangan dibuat",
    "issue_paper": "dokumen diterbitkan",
    "issue_receipt_code": "kode terima dibuat",
    "issue_token": "token API dibuat",
    "keep_scan": "pindaian izin disimpan",
    "keep_voucher": "bukti belanja disimpan",
    "lapse_offer": "tawaran gugur",
    "load_programme": "isi program dimuat",
    "make_courier_link": "tautan kurir dibuat",
    "merge_parties": "pemberi digabung",
    "note_contact": "dicatat sudah dihubungi",
    "offer": "bantuan tanpa sasaran ditawarkan",
    "offer_as_guest": "bantuan tanpa sasaran ditawarkan tamu",
    "open_campaign": "program titipan dibuka",
    "open_needs": "kebutuhan periode dibuka",
    "override_receipt": "penerimaan diputus petugas",
    "pack": "barang disisihkan",
    "plan_delivery": "penyaluran direncanakan",
    "promise": "komitmen dibuat",
    "promise_as_guest": "komitmen tamu dibuat",
    "propose": "kebutuhan diajukan",
    "propose_channel": "saluran dana diajukan",
    "propose_correction": "koreksi diajukan",
    "propose_mandate": "dasar hukum diajukan",
    "propose_merge": "penggabungan pemberi diajukan",
    "propose_target": "sasaran diusulkan",
    "propose_time": "hari lain diusulkan",
    "prove": "alamat pemberi terbukti",
    "publish_photo": "foto bukti terbit",
    "publish_sentence": "kalimat diterbitkan",
    "purge_photo": "foto asli dihapus menurut masa simpan",
    "receive": "penerimaan tanpa catatan perjalanan",
    "receive_gift": "uang titipan diterima",
    "receive_late": "barang sesudah gugur dicatat",
    "recode_place": "kode wilayah diganti",
    "record_call": "telepon ulang dicatat",
    "record_fact": "data penerima dicatat",
    "record_figure": "angka wilayah dicatat",
    "record_gift": "titipan dicatat atas nama",
    "record_outside_aid": "bantuan dari luar KSBB dicatat",
    "record_promise": "komitmen dicatat atas nama",
    "record_report": "catatan sumber ditambah",
    "record_stock": "barang sendiri dicatat",
    "reduce": "komitmen dikurangi",
    "refuse_application": "permohonan ditolak petugas",
    "refuse_correction": "koreksi tidak disetujui",
    "refuse_merge": "penggabungan pemberi tidak disetujui",
    "register_organisation": "organisasi didaftarkan",
    "register_person": "akun dibuat",
    "register_recipient": "penerima didaftarkan",
    "reject": "kebutuhan ditolak",
    "reject_photo": "foto bukti tidak diterbitkan",
    "release": "jam komitmen diperiksa",
    "renew_permit": "izin baru diajukan",
    "repeat_needs": "kebutuhan diulangi",
    "report_month": "laporan bulanan dikirim",
    "report_problem": "masalah dilaporkan",
    "report_stop": "laporan kurir dicatat",
    "resend_code": "kode dikirim lagi",
    "resend_message": "pesan dikirim ulang",
    "restrict_processing": "pemrosesan dibatasi",
    "resume_letters": "kabar ke satu alamat dimulai lagi",
    "resume_processing": "pemrosesan dipulihkan",
    "retire_recipient": "penerima dihentikan",
    "reveal_called": "nomor penerima dibuka untuk telepon ulang",
    "reveal_contact": "narahubung dibuka",
    "reveal_giver": "kontak pemberi dibuka",
    "reveal_stop": "alamat dibuka kurir",
    "reopen_row": "baris mutasi dibuka lagi",
    "reverse_receipt": "penerimaan titipan dibatalkan",
    "reverse_spending": "pembelanjaan dibatalkan",
    "revoke_courier_link": "tautan kurir dicabut",
    "revoke_invitation": "undangan dibatalkan",
    "revoke_tokens": "token API dicabut",
    "schedule": "hari antar dijadwalkan",
    "seed_places": "wilayah Jakarta dimuat",
    "send_by_hand": "pesan dikirim sendiri",
    "send_data_code": "kode data dikirim",
    "send_message": "pesan dikirim",
    "set_contact": "narahubung diisi",
    "set_preferences": "pilihan pemberitahuan diubah",
    "set_standing": "kedudukan organisasi diubah",
    "settle_dispute": "selisih diputus",
    "settle_row": "baris mutasi diselesaikan",
    "show_word": "ucapan ditampilkan",
    "start_recovery": "pemulihan akun dimulai",
    "stop_letters": "kabar ke satu alamat dihentikan",
    "take_down_photo": "foto bukti diturunkan",
    "take_up_report": "laporan mulai diperiksa",
    "tell_stock": "persediaan diberitahukan",
    "thank": "ucapan terima kasih dikirim",
    "unpack": "barang batal disisihkan",
    "verify": "kebutuhan diverifikasi",
    "verify_batch": "kumpulan kebutuhan diverifikasi",
    "withdraw": "kebutuhan ditarik",
    "withdraw_consent": "persetujuan ditarik",
    "withdraw_offer": "tawaran ditarik",
    "withdraw_paper": "dokumen ditarik",
    "withdraw_spending": "catatan belanja ditarik",
    "write_off": "barang rusak atau hilang dicatat",
}


def deed_word(verb: str) -> str:
    """A verb of the journal in plain words."""
    return DEEDS.get(verb, verb.replace("_", " "))


def deeds(entries: Iterable[JournalEntry], recipient: Recipient | None = None) -> list[dict[str, Any]]:
    """Journal rows as entries of a timeline, newest first; at a recipient, who acted atas nama it."""
    newest = sorted(entries, key=lambda entry: entry.sequence, reverse=True)
    offices = acting_offices(newest, recipient, recipient.place) if recipient is not None else {}
    return [
        {
            "at": entry.effective_at,
            "text": deed_word(entry.verb).capitalize(),
            "by": offices.get(entry.sequence, ""),
        }
        for entry in newest
    ]


def load_words(carried: Iterable[DeliveryLine]) -> str:
    """What a delivery carries: "96 paket sembako dan 20 paket Lebaran"."""
    parts = [f"{angka(row.quantity)} {row.line.need.package.spoken}" for row in carried]
    return " dan ".join(parts) if len(parts) < 3 else f"{', '.join(parts[:-1])} dan {parts[-1]}"


def due(need: Need) -> datetime:
    """Until when an officer should have looked at it."""
    return need.state_since + VERIFY_WITHIN


def waited(since: datetime, *, at: datetime) -> str:
    """How long something waits: "3 hari", "5 jam", "kurang dari 1 jam"."""
    passed = max(at - since, timedelta())
    if passed >= timedelta(days=1):
        return f"{angka(passed.days)} hari"
    return f"{passed.seconds // 3600} jam" if passed.seconds >= 3600 else "kurang dari 1 jam"


def standing_words(need: Need) -> str:
    """What the state of a need means for those who asked for it, in plain words."""
    match NeedState(need.state):
        case NeedState.PROPOSED:
            return f"Petugas sedang memeriksa. Paling lambat {tanggal(due(need))}."
        case NeedState.VERIFIED:
            return "Sudah diperiksa dan tampil untuk umum."
        case NeedState.REJECTED:
            return f"Tidak disetujui petugas. Alasannya: {need.state_reason}"
        case NeedState.WITHDRAWN:
            return "Anda menarik pengajuan ini."
        case NeedState.EXPIRED:
            return f"Petugas memeriksa ulang. Paling lambat {tanggal(due(need))}."
        case NeedState.CLOSED:
            return f"Ditutup. Alasannya: {need.state_reason}"


TAGS = {
    NeedState.PROPOSED: "wait",
    NeedState.VERIFIED: "open",
    NeedState.EXPIRED: "wait",
    NeedState.REJECTED: "fault",
    NeedState.WITHDRAWN: "ended",
    NeedState.CLOSED: "ended",
}
"""The colour of a state word."""
