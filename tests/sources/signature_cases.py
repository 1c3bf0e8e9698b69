"""What every source's signature check must refuse and accept. A source's test subclasses `SignatureCases`."""

from datetime import timedelta

import pytest

from chalicelib.errors import ConfigError, RefusedError, StaleError, UnsignedError
from chalicelib.receipts import Delivery
from chalicelib.sources.base import Secrets, source
from ops.signing import sign
from tests.sources.payloads import NOW, lower


class SignatureCases:
    """Set `name`, `header` (lower case) and `body`; `timestamped` if the vendor signs the time."""

    name: str
    header: str
    body: bytes
    timestamped = False
    secrets: Secrets = {"signing": ["the-secret"]}  # noqa: RUF012 - never changed

    def delivery(self, secrets: Secrets | None = None, off: timedelta = timedelta()) -> Delivery:
        headers = sign(self.name, self.body, secrets or self.secrets, NOW + off)
        return Delivery(headers=lower(headers), body=self.body)

    def verify(self, delivery: Delivery, secrets: Secrets | None = None) -> None:
        source(self.name).verify(delivery, secrets or self.secrets, NOW)

    def with_signature(self, value: str) -> Delivery:
        good = self.delivery()
        return Delivery(headers={**good.headers, self.header: value}, body=good.body)

    def test_right(self) -> None:
        assert self.verify(self.delivery()) is None

    def test_missing(self) -> None:
        good = self.delivery()
        headers = {name: value for name, value in good.headers.items() if name != self.header}
        with pytest.raises(UnsignedError, match=f"(?i){self.header} is missing"):
            self.verify(Delivery(headers=headers, body=good.body))

    @pytest.mark.parametrize("value", ["", " ", "\t"])
    def test_empty(self, value: str) -> None:
        with pytest.raises(UnsignedError):
            self.verify(self.with_signature(value))

    def test_wrong(self) -> None:
        good = self.delivery().headers[self.header]
        flipped = good[:-6] + ("A" if good[-6] != "A" else "B") + good[-5:]
        with pytest.raises(RefusedError):
            self.verify(self.with_signature(flipped))

    def test_wrong_secret(self) -> None:
        with pytest.raises(RefusedError, match="matches none of the 1 live secrets"):
            self.verify(self.delivery({"signing": ["somebody else's"]}))

    @pytest.mark.parametrize("used", ["the-new", "the-old"])
    def test_rotated(self, used: str) -> None:
        both: Secrets = {"signing": ["the-new", "the-old"]}
        assert self.verify(self.delivery({"signing": [used]}), both) is None

    def test_retired(self) -> None:
        with pytest.raises(RefusedError):
            self.verify(self.delivery({"signing": ["retired"]}), {"signing": ["the-new", "the-old"]})

    def test_one_secret_as_plain_text(self) -> None:
        assert self.verify(self.delivery(), {"signing": "the-secret"}) is None

    @pytest.mark.parametrize("nothing", [{}, {"signing": []}, {"signing": ""}, {"signing": [" "]}])
    def test_no_secret_accepts_nothing(self, nothing: Secrets) -> None:
        with pytest.raises(ConfigError, match="signing"):
            source(self.name).verify(self.delivery({"signing": [""]}), nothing, NOW)

    def test_altered_body(self) -> None:
        good = self.delivery()
        with pytest.raises(RefusedError):
            self.verify(Delivery(headers=good.headers, body=good.body + b" "))

    @pytest.mark.parametrize("character", ["é", "\udcff", "\x00"])
    def test_non_ascii_header(self, character: str) -> None:
        with pytest.raises(RefusedError):
            self.verify(self.with_signature(self.delivery().headers[self.header][:-1] + character))

    def test_very_long_header(self) -> None:
        with pytest.raises(RefusedError, match="too long"):
            self.verify(self.with_signature("a" * 1_000_000))

    @pytest.mark.parametrize("part", [slice(1, None), slice(None, -1), slice(None, 8), slice(7, None)])
    def test_a_part_of_it(self, part: slice) -> None:
        with pytest.raises(RefusedError):
            self.verify(self.with_signature(self.delivery().headers[self.header][part]))

    def test_what_the_operator_reads_holds_no_secret_and_no_signature(self) -> None:
        wrong = self.delivery({"signing": ["wrong"]})
        with pytest.raises(RefusedError) as caught:
            self.verify(wrong)
        said = str(caught.value)
        assert "the-secret" not in said
        assert wrong.headers[self.header] not in said
        assert self.body.decode() not in said

    @pytest.mark.parametrize("seconds", [-300, -299, 0, 299, 300])
    def test_age_within_tolerance(self, seconds: int) -> None:
        assert self.verify(self.delivery(off=timedelta(seconds=seconds))) is None

    @pytest.mark.parametrize("seconds", [-86_400, -301, 301, 86_400])
    def test_stale_and_future(self, seconds: int) -> None:
        delivery = self.delivery(off=timedelta(seconds=seconds))
        if self.timestamped:
            with pytest.raises(StaleError):
                self.verify(delivery)
        else:
            # Retries of these vendors run for hours or days with the first signature.
            assert self.verify(delivery) is None
