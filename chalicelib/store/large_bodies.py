"""What is too large for an item of the table: objects in the bucket (whose lifecycle rule deletes them)."""

from functools import cache
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import aws
from chalicelib.errors import MissingObjectError, StoreUnavailableError

# Who may not list a bucket is refused what is not there.
MISSING = frozenset({"NoSuchKey", "404", "AccessDenied"})


class LargeBodies:
    """Packed deliveries and exports in S3. StoreUnavailableError if S3 does not take, give or delete them."""

    def __init__(self, bucket: str) -> None:
        self._bucket = bucket

    def put(self, key: str, packed: bytes) -> None:
        try:
            _client().put_object(Bucket=self._bucket, Key=key, Body=packed)
        except (BotoCoreError, ClientError) as error:
            raise StoreUnavailableError(f"S3 did not take {key}: {error}") from error

    def delete(self, key: str) -> None:
        try:
            _client().delete_object(Bucket=self._bucket, Key=key)
        except (BotoCoreError, ClientError) as error:
            raise StoreUnavailableError(f"S3 did not delete {key}: {error}") from error

    def get(self, key: str) -> bytes:
        try:
            found: bytes = _client().get_object(Bucket=self._bucket, Key=key)["Body"].read()
        except (BotoCoreError, ClientError) as error:
            code = error.response["Error"]["Code"] if isinstance(error, ClientError) else ""
            trouble = MissingObjectError if code in MISSING else StoreUnavailableError
            raise trouble(f"S3 did not give {key}: {error}") from error
        return found


@cache
def _client() -> Any:
    return aws.client("s3", connect=1, read=5, tries=3)
