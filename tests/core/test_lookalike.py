"""T02: a name that can be taken for another's is noticed; names that only share a word are not."""

import pytest

from ksbb.core.lookalike import alike, folded

KNOWN = "Rumah Zakat"


@pytest.mark.parametrize(
    "name",
    [
        "Rumah Zakaat",  # a letter doubled
        "Rumah Zakta",  # two letters swapped
        "Rumah Zkat",  # a letter left out
        "RUMAH  ZAKAT",
        "RumahZakat",
        "R u m a h Zakat",
        "Rumah-Zakat.",
        "Yayasan Rumah Zakat",
        "YYS. Rumah Zakat",
        "PT Rumah Zakat",
        "Rumаh Zаkаt",
        "Rumah Zаkat",
        "Ｒｕｍａｈ Ｚａｋａｔ",
        "Rumah Zakàt",
        "Rumah Z4kat",
        "Rumah Zak@t",
        "Rumaη Zakat",
        "𝐑umah 𝒁akat",
    ],
)
def test_a_look_alike_name_is_flagged(name: str):
    assert alike(name, KNOWN)
    assert alike(KNOWN, name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rumah Zakat", "Rumah Yatim"),
        ("Rumah Zakat", "Rumah Sakit Harapan"),
        ("Rumah Zakat", "Dompet Dhuafa"),
        ("Karang Taruna RW 05", "Karang Taruna RW 06"),
        ("Koperasi Uji", "Yayasan Uji"),
        ("Panti Asuhan Melati", "Panti Asuhan Mawar"),
        ("Panti Satu", "Panti Dua"),
        ("BCA", "BNI"),
        ("PT", "CV"),
        ("", "Rumah Zakat"),
    ],
)
def test_names_that_differ_are_left_in_peace(one: str, other: str):
    assert not alike(one, other)


def test_a_name_of_legal_words_alone_is_still_a_name():
    assert folded("Yayasan Perkumpulan") == "yayasanperkumpulan"
    assert alike("Yayasan Perkumpulan", "yayasan perkumpulan")


def test_among_nine_hundred_made_up_names_few_are_flagged():
    """Numbers tell them apart, and so do words: a flag must stay rare enough to be read."""
    words = ("Peduli", "Berbagi", "Sahabat", "Bina", "Cahaya", "Harapan", "Mandiri", "Sejahtera", "Amanah", "Gotong")
    places = ("Cideng", "Gambir", "Menteng", "Kalideres", "Cakung", "Tebet", "Koja", "Senen", "Palmerah", "Ragunan")
    names = [f"{one} {other} {place}" for one in words for other in words if one != other for place in places]

    flagged = sum(alike("Peduli Berbagi Cideng", name) for name in names)

    assert len(names) == 900
    assert flagged == 1  # itself
