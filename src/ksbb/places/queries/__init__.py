"""Every read of the room of places. Nothing here writes."""

from ksbb.places.queries.finding import (
    children_of,
    count_by_level,
    current,
    lineage,
    names_of,
    own_and_above,
    place_by_code,
    places_at,
    province,
    search_places,
    within,
)
from ksbb.places.queries.imports import (
    ceilings_for,
    figures_of,
    known_set,
    parse_rw_file,
    read_boundaries,
    rw_count_of,
    rw_counts_with,
    why_not_import_rw,
    why_not_record_figure,
)
from ksbb.places.queries.maps import APPROXIMATE_CREDIT, Outlines, Shape, outlines

__all__ = [
    "APPROXIMATE_CREDIT",
    "Outlines",
    "Shape",
    "ceilings_for",
    "children_of",
    "count_by_level",
    "current",
    "figures_of",
    "known_set",
    "lineage",
    "names_of",
    "outlines",
    "own_and_above",
    "parse_rw_file",
    "place_by_code",
    "places_at",
    "province",
    "read_boundaries",
    "rw_count_of",
    "rw_counts_with",
    "search_places",
    "why_not_import_rw",
    "why_not_record_figure",
    "within",
]
