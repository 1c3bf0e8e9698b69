"""The rules are held in the same world as the movements, and where keys matter against DynamoDB itself."""

from tests.movements.conftest import _settings, catalogues, world
from tests.store.conftest import dynamo, dynamo_endpoint, ministack, table

__all__ = ["_settings", "catalogues", "dynamo", "dynamo_endpoint", "ministack", "table", "world"]
