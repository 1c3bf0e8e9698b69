"""The rules are held in the same world as the movements."""

from tests.movements.conftest import _settings, catalogues, world

__all__ = ["_settings", "catalogues", "world"]
