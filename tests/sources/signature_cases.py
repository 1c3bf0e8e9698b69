"""What every source's signature check must refuse and accept. A source's test subclasses `SignatureCases`."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.errors import ConfigError, RefusedError, StaleError, UnsignedError
from chalicelib.receipts import Delivery
from chalicelib.sources.base import Secrets, source
from ops.signing import query, sign
from tests.sources.payloads import NOW, lower


class SignatureCases:
    """Set `name`, `header` (lower case) and `body`; `timestamped` if the vendor signs the time.

    For a vendor who signs nothing, whose proof is a token in the address's query: `kept` and `parameter`.
    """

    name: str
    header: str = ""
    parameter: str = ""
    body: bytes
    timestamped = False
    kept = "signing"

    def secrets_of(self, *values: str) -> Secrets:
        return {self.kept: list(values)}

    def delivery(self, *secrets: str, off: timedelta = timedelta()) -> Delivery:
        given = self.secrets_of(*secrets or ("the-secret",))
        headers = sign(self.name, self.body, given, NOW + off)
        return Delivery(headers=lower(headers), body=self.body, query=query(given))

    def verify(self, delivery: Delivery, *secrets: str) -> None:
        source(self.name).verify(delivery, self.secrets_of(*secrets or ("the-secret",)), NOW)

    def signature(self, delivery: Delivery) -> str:
        return delivery.query[self.parameter] if self.parameter else delivery.headers[self.header]

    def with_signature(self, value: str) -> Delivery:
        good = self.delivery()
        if self.parameter:
            return replace(good, query={self.parameter: value})
        return replace(good, headers={**good.headers, self.header: value})

    def test_right(self) -> None:
        assert self.verify(self.delivery()) is None

    def test_missing(self) -> None:
        headers = {name: value for name, value in self.delivery().headers.items() if name != self.header}
        with pytest.raises(UnsignedError, match=f"(?i){self.header or self.parameter}.* is missing"):
            self.verify(Delivery(headers=headers, body=self.body))

    @pytest.mark.parametrize("value", ["", " ", "\t"])
    def test_empty(self, value: str) -> None:
        with pytest.raises(UnsignedError):
            self.verify(self.with_signature(value))

    def test_wrong(self) -> None:
        good = self.signature(self.delivery())
        flipped = good[:-6] + ("A" if good[-6] != "A" else "B") + good[-5:]
        with pytest.raises(RefusedError):
            self.verify(self.with_signature(flipped))

    def test_wrong_secret(self) -> None:
        with pytest.raises(RefusedError, match="matches none of the 1 live secrets"):
            self.verify(self.delivery("somebody else's"))

    @pytest.mark.parametrize("used", ["the-new", "the-old"])
    def test_rotated(self, used: str) -> None:
        assert self.verify(self.delivery(used), "the-new", "the-old") is None

    def test_retired(self) -> None:
        with pytest.raises(RefusedError):
            self.verify(self.delivery("retired"), "the-new", "the-old")

    def test_one_secret_as_plain_text(self) -> None:
        assert source(self.name).verify(self.delivery(), {self.kept: "the-secret"}, NOW) is None

    @pytest.mark.parametrize("nothing", [None, [], "", [" "]])
    def test_no_secret_accepts_nothing(self, nothing: str | list[str] | None) -> None:
        with pytest.raises(ConfigError, match=self.kept):
            source(self.name).verify(self.delivery(""), {} if nothing is None else {self.kept: nothing}, NOW)

    def test_altered_body(self) -> None:
        altered = replace(self.delivery(), body=self.body + b" ")
        if self.parameter:
            # A token covers nothing but who sent it.
            assert self.verify(altered) is None
            return
        with pytest.raises(RefusedError):
            self.verify(altered)

    @pytest.mark.parametrize("character", ["é", "\udcff", "\x00"])
    def test_non_ascii_header(self, character: str) -> None:
        with pytest.raises(RefusedError):
            self.verify(self.with_signature(self.signature(self.delivery())[:-1] + character))

    def test_very_long_header(self) -> None:
        with pytest.raises(RefusedError, match="too long"):
            self.verify(self.with_signature("a" * 1_000_000))

    @pytest.mark.parametrize("part", [slice(1, None), slice(None, -1), slice(None, 8), slice(7, None)])
    def test_a_part_of_it(self, part: slice) -> None:
        with pytest.raises(RefusedError):
            self.verify(self.with_signature(self.signature(self.delivery())[part]))

    def test_what_the_operator_reads_holds_no_secret_and_no_signature(self) -> None:
        wrong = self.delivery("wrong-one")
        with pytest.raises(RefusedError) as caught:
            self.verify(wrong)
        said = str(caught.value)
        assert "the-secret" not in said
        assert self.signature(wrong) not in said
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
