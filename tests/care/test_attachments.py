"""Which files an agent can send along, and how a list of them is written down."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.care.attachments import LONGEST_NAME, MOST, MOST_BYTES, fault, of_slack, packed, unpacked
from chalicelib.care.vocabulary import Attachment


def a_file(name: str = "navod.pdf", size: int = 1000, id_: str = "F1AB", type_: str = "application/pdf") -> Attachment:
    made = of_slack(id_, name, type_, size)
    assert made
    return made


@pytest.mark.parametrize("name", ["navod.pdf", "foto.HEIC", "stitok", "balik.tar.gz", "exe", "a.exe.pdf"])
def test_what_people_send_each_other_goes_along_with_a_mail(name: str) -> None:
    assert fault("email", [a_file(name)]) is None
    assert fault("form", [a_file(name)]) is None, "a form is answered by mail"


@pytest.mark.parametrize("name", ["setup.exe", "Setup.EXE", "a.pdf.js", "x.bat ", "obraz.iso", "mac.dmg"])
def test_what_mail_providers_refuse_is_refused_at_the_dialog_by_name(name: str) -> None:
    refused = fault("email", [a_file(), a_file(name)])
    assert refused is not None
    assert (refused.code, refused.name) == ("file_refused", name.strip())


@pytest.mark.parametrize("channel", ["facebook_comment", "facebook_message", "whatsapp", "instagram_message", "x_post"])
def test_a_network_takes_words_only(channel: str) -> None:
    refused = fault(channel, [a_file()])
    assert refused
    assert refused.code == "files_not_there"
    assert fault(channel, []) is None


def test_they_are_few_and_fit_into_a_mail() -> None:
    assert fault("email", [a_file()] * MOST) is None
    assert (fault("email", [a_file()] * (MOST + 1)) or a_file()) == ("too_many_files", "")
    assert fault("email", [a_file(size=MOST_BYTES)]) is None
    assert (fault("email", [a_file(size=MOST_BYTES), a_file(size=1)]) or a_file()) == ("files_too_large", "")


@given(st.lists(st.tuples(st.text(max_size=200), st.text(max_size=30), st.integers(0, 10**9)), max_size=6))
def test_a_list_comes_back_as_it_was_written(said: list[tuple[str, str, int]]) -> None:
    files = tuple(file for number, (name, type_, size) in enumerate(said)
                  if (file := of_slack(f"F{number:03}", name, type_, size)))  # fmt: skip
    assert unpacked(packed(files)) == files
    assert len(files) == len(said)
    for file in files:
        assert 1 <= len(file.name) <= LONGEST_NAME
        assert not set(file.name) & set('\t\n\r/\\"')


@pytest.mark.parametrize("id_", ["", "F", "f1ab", "../F1AB", "F1AB\n", "U1AB"])
def test_what_slack_would_not_call_a_file_is_none(id_: str) -> None:
    assert of_slack(id_, "a.pdf", "application/pdf", 1) is None


def test_a_long_name_keeps_its_extension_and_no_path() -> None:
    assert a_file("x" * 200 + ".pdf").name.endswith("x.pdf")
    assert a_file("../../etc/passwd").name == "etc passwd"


@pytest.mark.parametrize("type_", ["", "x", "message/rfc822", "multipart/mixed", "text/html; charset=x", "a/b\r\nX: x"])
def test_a_type_that_a_mail_cannot_bear_is_plain_bytes(type_: str) -> None:
    assert a_file(type_=type_).type == "application/octet-stream"
