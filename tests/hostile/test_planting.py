"""What people type into any text of any verb: no way to reach them gets out, no identity number gets in."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from ksbb.opendata.actions import fold_figures
from tests.crawling import crawl
from tests.hostile.planting import Job, Planted, jobs, planted
from tests.standing_world import *  # noqa: F403 - fixtures
from tests.world import World

SECRETS = {"token", "password"}
"""Kept as digests only: what they hold cannot be read."""


def canaries(number: int) -> list[str]:
    """A telephone number, an e-mail address and an identity number that stand nowhere else."""
    return [f"HP 0857{4_000_000 + number}", f"surat kenari{number:04}@sangkar.example", f"NIK 317405100699{number:04}"]


def mark(text: str) -> str:
    """What to look for, of a planted text."""
    return text.split()[1].removeprefix("0")


def plant_and_crawl(world: World, wanted: list[Job], most: int) -> tuple[list[Planted], list[str]]:
    """Everything planted, with what a stranger found of it: "which text of which verb at which address"."""
    every: list[Planted] = []
    leaks: list[str] = []
    for done in planted(world, wanted):
        every += done
        fold_figures(at=world.at)
        kept = [(one.job, mark(one.job.text)) for one in done if not one.code]
        for address, answer in crawl(Client(), most).items():
            bare = re.sub(r"(?<=\d)[ \-](?=\d)", "", answer.told)
            leaks += [f"{job.name} at {address}: {text}" for job, text in kept if text in bare]
    return every, leaks


def broken(every: list[Planted]) -> list[str]:
    """Texts on which the program broke, and identity numbers that were kept."""
    found = [f"{one.job.name}: {one.code}" for one in every if one.code.startswith("error")]
    numbers = [one.job for one in every if not one.code and one.job.text.startswith("NIK")]
    return found + [f"{job.name} keeps {job.text}" for job in numbers if not SECRETS & set(job.path)]


def test_no_planted_contact_gets_out(world: World):
    every, leaks = plant_and_crawl(world, jobs(world, lambda n: [canaries(n)[n % 3]], stride=7), 80)

    assert leaks == []
    assert broken(every) == []
    assert sum(not one.code for one in every) >= 5


@pytest.mark.long
def test_no_planted_contact_gets_out_of_any_text(world: World):
    every, leaks = plant_and_crawl(world, jobs(world, canaries), 400)

    assert leaks == []
    assert broken(every) == []
    assert len(every) >= 500
