from __future__ import annotations

import pytest

from engagement.priorities.models import WeightsVersion
from engagement.priorities.scoring import Weights


@pytest.mark.django_db
def test_first_weights_are_the_published_numbers() -> None:
    stored = WeightsVersion.objects.get(number=1)

    assert stored.values == Weights().as_values()
    assert Weights.of(stored.values) == Weights()
