"""What happens to the town's map: every write goes through here."""

from engagement.places.services.boundaries import (
    BoundaryReport,
    import_neighborhoods,
)
from engagement.places.services.landmarks import (
    LandmarkReport,
    import_landmarks,
    import_layers,
)
from engagement.places.services.locks import hold_the_map_still, lock_the_map
from engagement.places.services.population import (
    PopulationReport,
    import_population,
)
from engagement.places.services.setting_up import set_up_town
from engagement.places.services.settings import save_holiday, save_town
from engagement.places.services.streets import StreetReport, import_streets

__all__ = [
    "BoundaryReport",
    "LandmarkReport",
    "PopulationReport",
    "StreetReport",
    "hold_the_map_still",
    "import_landmarks",
    "import_layers",
    "import_neighborhoods",
    "import_population",
    "import_streets",
    "lock_the_map",
    "save_holiday",
    "save_town",
    "set_up_town",
]
