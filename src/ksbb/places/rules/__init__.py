"""Decisions about places, without database, clock or request."""

from ksbb.places.rules.layers import Layer, Outline, Progress, silent
from ksbb.places.rules.naming import (
    ISLANDS_CODE,
    PROVINCE_CODE,
    Candidate,
    best_of,
    read_rw_code,
    read_rw_number,
    rw_code,
    rw_name,
    search_words,
    short_name,
    understand,
)
from ksbb.places.rules.plausibility import Ceiling, why_not_figure, why_not_import_rw, why_not_record_figure
from ksbb.places.rules.rw_lists import RwPreview, RwRow, Village, check_rows
from ksbb.places.rules.tables import RowProblem, Table, TableRow, read_table

__all__ = [
    "ISLANDS_CODE",
    "PROVINCE_CODE",
    "Candidate",
    "Ceiling",
    "Layer",
    "Outline",
    "Progress",
    "RowProblem",
    "RwPreview",
    "RwRow",
    "Table",
    "TableRow",
    "Village",
    "best_of",
    "check_rows",
    "read_rw_code",
    "read_rw_number",
    "read_table",
    "rw_code",
    "rw_name",
    "search_words",
    "short_name",
    "silent",
    "understand",
    "why_not_figure",
    "why_not_import_rw",
    "why_not_record_figure",
]
