"""Which agregator stood, which legal basis held and which report was due at a moment."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.timezone import localdate

from ksbb.console.clock import add_clock, told_time
from ksbb.core.formats import tanggal_pendek, tanggal_waktu
from ksbb.gifts import reporting
from ksbb.gifts.duties import Duty
from ksbb.parties.queries import standing_history


class Command(BaseCommand):
    """`check_permits --at TIME`: one line for each agregator, and below it one for each legal basis."""

    help = "Kedudukan agregator, dasar hukum, izin dan laporannya pada suatu saat."

    def add_arguments(self, parser: CommandParser) -> None:
        """The moment; now where none is told."""
        add_clock(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Reads only."""
        at = told_time(options)
        on = localdate(at)
        self.stdout.write(f"Keadaan {tanggal_waktu(at)}")
        for organisation in reporting.agregators():
            change = next((one for one in standing_history(organisation) if one.effective_at <= at), None)
            if change is None:
                self.stdout.write(f"{organisation.reference} {organisation.name}: belum terdaftar")
                continue
            until = organisation.permit_until
            label = "kedaluwarsa" if change.standing == "aktif" and until and until < on else change.standing
            reason = f" ({change.reason})" if change.reason else ""
            since = tanggal_pendek(change.effective_at)
            self.stdout.write(f"{organisation.reference} {organisation.name}: {label} sejak {since}{reason}")
            for ground in reporting.grounds_of(organisation, on=on, at=at):
                self.stdout.write(f"  {_line(ground)}")


def _line(ground: reporting.Ground) -> str:
    mandate = ground.mandate
    until = tanggal_pendek(mandate.valid_until) if mandate.valid_until else "tanpa batas"
    told = f"{ground.basis.code} {mandate.number}, {tanggal_pendek(mandate.valid_from)} sampai {until}: "
    told += "berlaku" if ground.holds else "tidak berlaku"
    return told if ground.duty == Duty.NONE else f"{told}; laporan: {ground.duty.label.lower()}"
