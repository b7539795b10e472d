"""What the tests of this room share: the bundled packages, unpacked once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from pipeline import models
from pipeline.model.language import find_language
from pipeline.model.package import Package

MODELS = Path(__file__).parents[2] / "models"


@pytest.fixture(scope="session")
def unpack(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Package], Path]:
    return partial(models.unpack, into=tmp_path_factory.mktemp("packages"))


@pytest.fixture(scope="session", params=["ko", "zh-Hans"])
def package(request: pytest.FixtureRequest) -> Package:
    """The bundled package of each language."""
    return models.find(MODELS, find_language("en"), find_language(request.param))
