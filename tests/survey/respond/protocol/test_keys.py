"""Secrets in files: apart, closed to others, replaced in an order that no crash can break."""

from __future__ import annotations

import os
import stat
import uuid
from pathlib import Path

import pytest

from survey.keys import Keys, KeysError, RespondKeys, StudioKeys

STUDY = uuid.UUID(int=7)


def test_the_experts_process_never_meets_the_key_that_unseals(tmp_path: Path) -> None:
    """The folder `respond` alone is enough for it, and holds no private key."""
    keys = Keys.create(tmp_path)
    private = keys.studio.first_release_key(STUDY)
    keys.respond.add_study(STUDY, public_key=bytes(private.public_key))
    (tmp_path / "studio").rename(tmp_path / "elsewhere")
    alone = RespondKeys.load(tmp_path)
    assert alone.release_public_key(STUDY) == bytes(private.public_key)
    assert not any(bytes(private) in path.read_bytes() for path in (tmp_path / "respond").iterdir())


def test_nothing_starts_on_keys_that_others_can_read(tmp_path: Path) -> None:
    """The studio's files are for their owner only; the experts' may be shared with the group, never with everybody."""
    keys = Keys.create(tmp_path)
    keys.studio.first_release_key(STUDY)
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in tmp_path.rglob("*") if path.is_file())
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o700 for path in (tmp_path / "respond", tmp_path / "studio"))
    pepper, private = tmp_path / "respond" / "pepper.key", tmp_path / "studio" / f"{STUDY}.release.key"
    private.chmod(0o640)
    with pytest.raises(KeysError, match="chmod 600"):
        StudioKeys.load(tmp_path)
    pepper.chmod(0o640)
    RespondKeys.load(tmp_path)
    pepper.chmod(0o644)
    with pytest.raises(KeysError, match="chmod 640"):
        RespondKeys.load(tmp_path)


@pytest.mark.parametrize("value", [b"", b"secret", bytes(32), b"change me change me change me!!!", b"x" * 64])
def test_nothing_starts_on_a_default(tmp_path: Path, value: bytes) -> None:
    """Zeros, phrases and keys of another length are refused, with a sentence that names the file."""
    RespondKeys.create(tmp_path)
    (tmp_path / "respond" / "pepper.key").write_bytes(value)
    with pytest.raises(KeysError, match=r"pepper\.key"):
        RespondKeys.load(tmp_path)


def test_missing_keys_are_not_silently_made_anew(tmp_path: Path) -> None:
    """With a new pepper no letter would open: loading says what to do instead."""
    with pytest.raises(KeysError, match="saraptama upgrade"):
        RespondKeys.load(tmp_path)
    with pytest.raises(KeysError, match="saraptama upgrade"):
        StudioKeys.load(tmp_path)
    made = Keys.create(tmp_path)
    assert Keys.create(tmp_path) == made == Keys.load(tmp_path)


def test_the_next_key_becomes_the_current_one_and_the_old_one_is_gone(tmp_path: Path) -> None:
    """After promoting, one private key is left, the next; its forerunner is in no file."""
    studio = StudioKeys.create(tmp_path)
    first = studio.first_release_key(STUDY)
    following = studio.next_release_key(STUDY)
    assert [bytes(key) for key in studio.release_keys(STUDY)] == [bytes(first), bytes(following)]
    studio.promote(STUDY, public_key=bytes(following.public_key))
    assert [bytes(key) for key in studio.release_keys(STUDY)] == [bytes(following)]
    assert not any(bytes(first) in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_a_broken_off_release_leaves_its_next_key_to_the_following_one(tmp_path: Path) -> None:
    """Answers may be sealed with it already, so it is taken again and never drawn anew."""
    studio = StudioKeys.create(tmp_path)
    studio.first_release_key(STUDY)
    assert bytes(studio.next_release_key(STUDY)) == bytes(studio.next_release_key(STUDY))


def test_a_slow_process_cannot_promote_the_key_of_a_later_release(tmp_path: Path) -> None:
    """Promoting names the key that was committed; another next key stays what it is."""
    studio = StudioKeys.create(tmp_path)
    first = studio.first_release_key(STUDY)
    done = studio.next_release_key(STUDY)
    studio.promote(STUDY, public_key=bytes(done.public_key))
    later = studio.next_release_key(STUDY)
    studio.promote(STUDY, public_key=bytes(done.public_key))
    assert [bytes(key) for key in studio.release_keys(STUDY)] == [bytes(done), bytes(later)]
    assert bytes(first) != bytes(done)


def test_a_crash_between_destroying_and_renaming_loses_nothing(tmp_path: Path) -> None:
    """With the current key gone and the next one there, answers open, and promoting again ends it."""
    studio = StudioKeys.create(tmp_path)
    studio.first_release_key(STUDY)
    following = studio.next_release_key(STUDY)
    (tmp_path / "studio" / f"{STUDY}.release.key").unlink()
    assert [bytes(key) for key in studio.release_keys(STUDY)] == [bytes(following)]
    studio.promote(STUDY, public_key=bytes(following.public_key))
    assert [bytes(key) for key in studio.release_keys(STUDY)] == [bytes(following)]


def test_the_public_key_is_read_anew_each_time(tmp_path: Path) -> None:
    """The experts' process seals with the next key from the moment that it is published."""
    keys = Keys.create(tmp_path)
    keys.respond.add_study(STUDY, public_key=os.urandom(32))
    reading = RespondKeys.load(tmp_path)
    study_key = reading.study_key(STUDY)
    following = os.urandom(32)
    keys.respond.publish(STUDY, following)
    assert reading.release_public_key(STUDY) == following
    assert reading.study_key(STUDY) == study_key
