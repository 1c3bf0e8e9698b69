"""Outages are played on the deployment in memory, with the settings of the movements' tests."""

from tests.movements.conftest import _settings as _settings
from tests.movements.conftest import catalogues as catalogues
