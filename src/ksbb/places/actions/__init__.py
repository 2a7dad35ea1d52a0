"""Every write of the room of places, one verb each.

None is open to the generic doors, since roles are known only to later rooms: the surface asks them first.
"""

from ksbb.places.actions.importing import import_boundaries, import_rw
from ksbb.places.actions.keeping import add_rw, recode_place, record_figure
from ksbb.places.actions.seeding import seed, seed_is_needed

__all__ = ["add_rw", "import_boundaries", "import_rw", "recode_place", "record_figure", "seed", "seed_is_needed"]
