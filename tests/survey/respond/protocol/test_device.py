"""K and what follows from it."""

from __future__ import annotations

import re
import uuid

import pytest

from survey.respond.device import Device

STUDY, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)


def test_everything_that_follows_from_k_is_different() -> None:
    """None of the keys, the draft secret, the codes and K itself can be taken for another."""
    device = Device(bytes(range(16)))
    found = [
        device.cookie, device.draft_key, device.submitted_key, device.waiting_key, device.draft_secret.hex(), device.resume_code,
        device.withdrawal_code(STUDY), device.slot(STUDY), device.admission(b"k" * 32, {}, STUDY),
    ]  # fmt: skip
    assert len(set(found)) == len(found)
    assert device == Device(bytes(range(16)))


def test_the_resume_code_brings_the_device_back_however_it_is_typed() -> None:
    """26 letters in groups of four; small letters, spaces and o for 0 do no harm."""
    device = Device.new()
    assert re.fullmatch(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{2}", device.resume_code)
    assert Device.from_resume_code(device.resume_code.lower().replace("-", " ").replace("0", "o")) == device
    assert Device.from_resume_code("no such code") is None


def test_a_cookie_that_we_did_not_make_is_no_device() -> None:
    """Only 32 hexadecimal digits are."""
    device = Device.new()
    assert Device.from_cookie(device.cookie) == device
    for text in ("", "00", "zz" * 16, device.cookie + "00", device.cookie[:-1] + "Ж"):
        assert Device.from_cookie(text) is None


def test_the_withdrawal_code_is_the_same_on_every_retry_and_another_in_every_study() -> None:
    """16 letters in groups of four, from K and the study."""
    device = Device.new()
    assert device.withdrawal_code(STUDY) == device.withdrawal_code(STUDY) != device.withdrawal_code(OTHER)
    assert re.fullmatch(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", device.withdrawal_code(STUDY))


def test_a_holds_for_one_device_one_questionnaire_and_unaltered_attributes() -> None:
    """Whoever changes his region, his questionnaire, his K or the study's key is not admitted."""
    device, key = Device.new(), b"s" * 32
    attributes = {"region": "Ақтөбе", "profession": "теолог"}
    admission = device.admission(key, attributes, STUDY)
    assert device.admits(admission, key, dict(reversed(attributes.items())), STUDY)
    assert not device.admits(admission, key, {**attributes, "region": "Атырау"}, STUDY)
    assert not device.admits(admission, key, {"region": "Ақтөбе"}, STUDY)
    assert not device.admits(admission, key, attributes, OTHER)
    assert not device.admits(admission, b"t" * 32, attributes, STUDY)
    assert not Device.new().admits(admission, key, attributes, STUDY)
    assert not device.admits("ә", key, attributes, STUDY)


def test_a_device_never_prints_its_secret() -> None:
    """Neither a log nor a traceback that shows the object tells K."""
    device = Device.new()
    assert device.cookie not in f"{device!r} {device}"
    assert str(device.k) not in repr(device)


def test_k_has_128_bits() -> None:
    """Shorter secrets are refused, and new ones differ."""
    with pytest.raises(ValueError, match="16"):
        Device(b"short")
    assert len({Device.new().k for _ in range(100)}) == 100
