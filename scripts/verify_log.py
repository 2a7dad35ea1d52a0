"""Periksa sendiri catatan audit KSBB. Hanya memerlukan Python 3.8 ke atas; tidak memerlukan apa pun dari KSBB.

    python3 verify_log.py catatan-0.ndjson [catatan-1.ndjson …] --titik titik-periksa.txt --kunci NAMA+…
    python3 verify_log.py --bukti bukti-123.json --kunci NAMA+…
    python3 verify_log.py --sambung sambung-100-200.json --kunci NAMA+…

Yang diperiksa: setiap baris menurut bentuknya yang tepat; rantai (SHA-256 atas sidik sebelumnya dan isi baris); bagian
dalam baris yang dibuka; pohon Merkle (RFC 6962); titik periksa (C2SP tlog-checkpoint) dan tanda tangannya (Ed25519).
Yang tercetak bila ada yang salah adalah baris pertama yang tidak cocok, atau titik periksa yang tidak cocok. Simpan
titik periksa hari ini: dengan itu siapa pun dapat membuktikan kelak bahwa sejarah sampai hari ini tidak diubah.
"""

import argparse
import base64
import binascii
import json
import re
import sys
from hashlib import sha256, sha512

# --- Ed25519 (RFC 8032): hanya memeriksa, tidak ada rahasia di sini -------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def _point(raw):
    """The point that 32 bytes spell, in extended coordinates; None when they spell none."""
    number = int.from_bytes(raw, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if y >= P:
        return None
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if (v * x * x - u) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (v * x * x - u) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def _plus(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(number, point):
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = _plus(total, point)
        point = _plus(point, point)
        number >>= 1
    return total


_Y = 4 * pow(5, P - 2, P) % P
BASE = _point(_Y.to_bytes(32, "little"))


def signed_by(public, message, signature):
    """Was the message signed by the holder of this public key?"""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, commitment = _point(public), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or s >= ORDER:
        return False
    challenge = int.from_bytes(sha512(signature[:32] + public + message).digest(), "little") % ORDER
    left, right = _times(s, BASE), _plus(commitment, _times(challenge, key))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


# --- Titik periksa --------------------------------------------------------------------------------------------------


class Wrong(Exception):
    """Something does not hold; the sentence says what."""


def read_key(text):
    """Name, mark and public key from NAME+MARK+KEY."""
    try:
        name, mark, key = text.strip().split("+", 2)
        raw = base64.b64decode(key, validate=True)
    except (ValueError, binascii.Error):
        raise Wrong("Kunci umum tidak terbaca; bentuknya NAMA+sidik+kunci.") from None
    if raw[:1] != b"\x01" or sha256(name.encode() + b"\n" + raw).digest()[:4].hex() != mark:
        raise Wrong("Kunci umum rusak: sidiknya tidak cocok.")
    return name, bytes.fromhex(mark), raw[1:]


def read_note(text, key):
    """Size and root of a checkpoint whose signature holds."""
    name, mark, public = read_key(key)
    body, found, signatures = text.rpartition("\n\n")
    lines = body.split("\n")
    if not found or len(lines) < 3 or not lines[1].isdecimal():
        raise Wrong("Titik periksa tidak terbaca.")
    if lines[0] != name:
        raise Wrong(f"Titik periksa ini milik catatan lain: {lines[0]}")
    for one in signatures.splitlines():
        start = f"\u2014 {name} "
        raw = base64.b64decode(one[len(start) :]) if one.startswith(start) else b""
        if raw[:4] == mark and signed_by(public, (body + "\n").encode(), raw[4:]):
            return int(lines[1]), base64.b64decode(lines[2], validate=True)
    raise Wrong(f"Tanda tangan titik periksa {lines[1]} baris tidak sah.")


# --- Pohon Merkle (RFC 6962) ----------------------------------------------------------------------------------------


def leaf(data):
    return sha256(b"\x00" + data).digest()


def node(left, right):
    return sha256(b"\x01" + left + right).digest()


def fold(peaks):
    """The root of a tree from its complete subtrees, largest first."""
    if not peaks:
        return sha256(b"").digest()
    made = peaks[-1]
    for left in reversed(peaks[:-1]):
        made = node(left, made)
    return made


def root_by_path(hashed, position, size, path):
    """The root to which a leaf leads by its path (RFC 9162, 2.1.3.2)."""
    if not 0 <= position < size:
        raise Wrong("Letak baris di luar pohon.")
    here, last = position, size - 1
    for step in path:
        if last == 0:
            raise Wrong("Jalan bukti terlalu panjang.")
        if here & 1 or here == last:
            hashed = node(step, hashed)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            hashed = node(hashed, step)
        here, last = here >> 1, last >> 1
    if last:
        raise Wrong("Jalan bukti terlalu pendek.")
    return hashed


def roots_by_growth(old, new, path, old_root):
    """Both roots as a proof of growth spells them (RFC 9162, 2.1.4.2)."""
    if not 0 < old <= new:
        raise Wrong("Titik periksa lama harus lebih pendek daripada yang baru.")
    if old == new:
        return old_root, old_root
    path = [old_root, *path] if old & (old - 1) == 0 else list(path)
    here, last = old - 1, new - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    if not path:
        raise Wrong("Jalan bukti terlalu pendek.")
    first = second = path[0]
    for step in path[1:]:
        if last == 0:
            raise Wrong("Jalan bukti terlalu panjang.")
        if here & 1 or here == last:
            first, second = node(step, first), node(step, second)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            second = node(second, step)
        here, last = here >> 1, last >> 1
    if last:
        raise Wrong("Jalan bukti terlalu pendek.")
    return first, second


# --- Catatan --------------------------------------------------------------------------------------------------------

LINE = re.compile(
    rb'\{"entry":(\{"effective_at":"[0-9TZ:.\-]{27}","recorded_at":"[0-9TZ:.\-]{27}","row":"([0-9a-f]{64})",'
    rb'"sequence":([1-9][0-9]*),"verb":"[a-z_]+"\}),"hash":"([0-9a-f]{64})","prev_hash":"([0-9a-f]{64})"'
    rb'(?:,"inside":\{"columns":(\{.*\}),"salt":"([0-9a-f]{32})"\})?\}\n'
)


class Reader:
    """Reads lines one after the other and keeps the chain and the edge of the tree."""

    def __init__(self):
        self.size, self.before, self.sequence, self.gaps, self.peaks = 0, b"0" * 64, 0, 0, []

    def take(self, line):
        """The next line; raises Wrong with the first thing that does not hold."""
        found = LINE.fullmatch(line)
        if found is None:
            raise Wrong(f"Baris ke-{self.size + 1} (sesudah urutan {self.sequence}) rusak bentuknya.")
        entry, row, number, hashed, before, columns, salt = found.groups()
        sequence = int(number)
        where = f"Baris ke-{self.size + 1} (urutan {sequence})"
        if sequence <= self.sequence:
            raise Wrong(f"{where} tidak sesudah urutan {self.sequence}.")
        if before != self.before:
            raise Wrong(f"{where} tidak menyambung urutan {self.sequence}.")
        if sha256(bytes.fromhex(before.decode()) + entry).hexdigest().encode() != hashed:
            raise Wrong(f"{where} diubah: sidiknya tidak cocok.")
        if columns is not None and sha256(bytes.fromhex(salt.decode()) + columns).hexdigest().encode() != row:
            raise Wrong(f"{where}: bagian dalamnya bukan yang disegel.")
        self.gaps += sequence - self.sequence - 1
        self.before, self.sequence = hashed, sequence
        self._grow(leaf(entry))

    def _grow(self, made):
        place = self.size
        while place & 1:
            made = node(self.peaks.pop(), made)
            place >>= 1
        self.peaks.append(made)
        self.size += 1


def check_log(lines, notes):
    """Check all lines against themselves and against checkpoints, a list of (size, root). Returns the reader."""
    reader = Reader()
    waiting = sorted(notes)

    def compare():
        while waiting and waiting[0][0] == reader.size:
            size, root = waiting.pop(0)
            if fold(reader.peaks) != root:
                raise Wrong(f"Catatan tidak cocok dengan titik periksa {size} baris.")

    compare()
    for line in lines:
        reader.take(line)
        compare()
    if waiting:
        raise Wrong(
            f"Catatan berakhir sesudah {reader.size} baris (urutan {reader.sequence}), "
            f"padahal titik periksa menyebut {waiting[0][0]} baris."
        )
    return reader


def check_inclusion(text, key):
    """One row is in the history that a checkpoint signs. Returns its line and the size."""
    body = json.loads(text)
    size, root = read_note(body["checkpoint"], key)
    line = body["line"].encode()
    found = LINE.fullmatch(line)
    if found is None:
        raise Wrong("Baris di dalam bukti rusak bentuknya.")
    entry, row, _, _, _, columns, salt = found.groups()
    if columns is not None and sha256(bytes.fromhex(salt.decode()) + columns).hexdigest().encode() != row:
        raise Wrong("Bagian dalam baris bukan yang disegel.")
    path = [bytes.fromhex(step) for step in body["path"]]
    if root_by_path(leaf(entry), body["position"], size, path) != root:
        raise Wrong(f"Baris ini tidak ada di dalam titik periksa {size} baris.")
    return line.decode().strip(), size


def check_growth(text, key):
    """One checkpoint continues another. Returns both sizes."""
    body = json.loads(text)
    (old, old_root), (new, new_root) = read_note(body["old"], key), read_note(body["new"], key)
    path = [bytes.fromhex(step) for step in body["path"]]
    if roots_by_growth(old, new, path, old_root) != (old_root, new_root):
        raise Wrong(f"Titik periksa {new} baris bukan lanjutan dari {old} baris.")
    return old, new


def _lines(names):
    for name in names:
        with open(name, "rb") as file:
            yield from file


def _text(name):
    with open(name, encoding="utf-8") as file:
        return file.read()


def run(asked):
    """Do what was asked for; returns what to print."""
    if asked.bukti:
        line, size = check_inclusion(_text(asked.bukti), asked.kunci)
        return f"{line}\nCOCOK: baris ini ada di dalam titik periksa {size} baris, tanda tangannya sah."
    if asked.sambung:
        old, new = check_growth(_text(asked.sambung), asked.kunci)
        return f"COCOK: titik periksa {old} baris berlanjut menjadi {new} baris."
    notes = [read_note(_text(name), asked.kunci) for name in asked.titik]
    reader = check_log(_lines(asked.berkas), notes)
    told = f"COCOK: {reader.size} baris utuh sampai urutan {reader.sequence}; {reader.gaps} nomor tidak terpakai."
    if not notes:
        return told + "\nTanpa titik periksa, hanya rantainya yang diperiksa; akhir yang dipotong tidak terlihat."
    root = base64.b64encode(fold(reader.peaks)).decode()
    sizes = ", ".join(str(size) for size, _ in sorted(notes))
    return f"{told}\nAkar: {root}\nTitik periksa: {sizes} baris, tanda tangannya sah."


def main(arguments=None):
    """0 when all holds, 1 when something does not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("berkas", nargs="*", help="berkas catatan, berurutan")
    parser.add_argument("--titik", action="append", default=[], help="berkas titik periksa; boleh beberapa")
    parser.add_argument("--kunci", default="", help="kunci umum: NAMA+sidik+kunci")
    parser.add_argument("--bukti", help="bukti satu baris (JSON)")
    parser.add_argument("--sambung", help="bukti kesinambungan dua titik periksa (JSON)")
    asked = parser.parse_args(arguments)
    if not (asked.berkas or asked.bukti or asked.sambung):
        parser.error("sebutkan berkas catatan, --bukti, atau --sambung")
    if (asked.titik or asked.bukti or asked.sambung) and not asked.kunci:
        parser.error("--kunci diperlukan untuk memeriksa tanda tangan")
    try:
        print(run(asked))
    except (Wrong, ValueError, KeyError, TypeError) as error:
        print(f"TIDAK COCOK: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
