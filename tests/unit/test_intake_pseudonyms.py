"""Pseudonyms: the same child the same code, another key another code, and no key made in silence."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from pathlib import Path

import pytest

from scrutiny_lib.errors import Refused
from scrutiny_lib.intake.pseudonyms import SAMPLE_FINGERPRINTS, fingerprint, make_key, pseudonym, read_key
from tests.conftest import REPOSITORY

KEY = b"k" * 32


def test_its_form_and_where_it_comes_from() -> None:
    number = int.from_bytes(hmac.new(KEY, b"12345", hashlib.sha256).digest(), "big") >> (256 - 40)
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    expected = ""
    for _ in range(8):
        number, rest = divmod(number, 32)
        expected = letters[rest] + expected
    assert pseudonym(KEY, "12345") == f"C-{expected}"


def test_one_child_one_code() -> None:
    assert pseudonym(KEY, "１２３４") == pseudonym(KEY, " 1234\u00a0")
    assert pseudonym(KEY, "Cafe\u0301") == pseudonym(KEY, "Café")
    assert len({pseudonym(KEY, text) for text in ("ab", "AB", "0012", "12")}) == 4


def test_a_family_does_not_carry_its_eldest_childs_code() -> None:
    assert pseudonym(KEY, "7")[2:] != pseudonym(KEY, "7", prefix="F")[2:]


def test_no_code_for_nobody() -> None:
    with pytest.raises(ValueError, match="blank"):
        pseudonym(KEY, " \u00a0")


def test_codes_spread() -> None:
    codes = {pseudonym(KEY, str(number)) for number in range(5000)}
    assert len(codes) == 5000
    assert all(re.fullmatch("C-[0-9A-HJKMNP-TV-Z]{8}", code) for code in codes)


def test_the_fingerprint_tells_keys_apart() -> None:
    assert re.fullmatch("[0-9a-f]{8}", fingerprint(KEY))
    assert fingerprint(KEY) != fingerprint(KEY + b"k")


@pytest.mark.parametrize("data", [None, b"", b" \n", b"short", b"x" * 31 + b"\n\n"])
def test_a_key_that_cannot_be_used(tmp_path: Path, data: bytes | None) -> None:
    path = tmp_path / "key.txt"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(Refused) as refused:
        read_key(path)
    assert [problem.rule for problem in refused.value.problems] == ["I12"]
    assert path.exists() == (data is not None)


@pytest.mark.parametrize("data", [None, b"", b"short"])
def test_who_has_no_key_is_told_how_to_make_one_and_when_not_to(tmp_path: Path, data: bytes | None) -> None:
    if data is not None:
        (tmp_path / "key.txt").write_bytes(data)
    with pytest.raises(Refused) as refused:
        read_key(tmp_path / "key.txt")
    (problem,) = refused.value.problems
    assert "secrets.token_hex(32)" in problem.cure and "old key back" in problem.cure


def test_the_command_makes_a_key_that_can_be_used(tmp_path: Path) -> None:
    for encoding in ("ascii", "utf-16"):  # as a shell writes it, and as older Windows shells do
        (tmp_path / "key").write_bytes((secrets.token_hex(32) + "\r\n").encode(encoding))
        assert len(read_key(tmp_path / "key", invented=False)) >= 64


@pytest.mark.parametrize("folder", ["sample_cases", "sample_cases/tiny"])
def test_the_published_keys_protect_no_real_child(folder: str) -> None:
    path = REPOSITORY / folder / "sample-key.txt"
    assert fingerprint(read_key(path)) in SAMPLE_FINGERPRINTS
    with pytest.raises(Refused) as refused:
        read_key(path, invented=False)
    assert [problem.rule for problem in refused.value.problems] == ["I12"]


def test_the_line_end_is_not_part_of_the_key(tmp_path: Path) -> None:
    for end in (b"", b"\n", b"\r\n"):
        (tmp_path / "key").write_bytes(KEY + end)
        assert read_key(tmp_path / "key") == KEY


def test_a_new_key_is_private_and_never_takes_the_place_of_another(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "review.txt"
    assert make_key(path)
    key = read_key(path, invented=False)
    assert len(key) == 64
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600 and path.parent.stat().st_mode & 0o077 == 0
    assert not make_key(path) and read_key(path) == key
    assert make_key(tmp_path / "keys" / "another.txt") and read_key(tmp_path / "keys" / "another.txt") != key


def test_a_key_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        make_key(tmp_path / "keys" / "review.txt")
    assert [problem.rule for problem in refused.value.problems] == ["I12"]
