import pytest
from cryptography.fernet import Fernet
from pytest_django import Settings

from engagement.common.sealed import UnreadableError, seal, unseal


def test_sealed_words_can_be_read_again_and_do_not_show() -> None:
    sealed = seal("ann@example.org")

    assert b"ann" not in sealed
    assert unseal(memoryview(sealed)) == "ann@example.org"


def test_a_seal_does_not_tell_when_it_was_made(settings: Settings) -> None:
    """Of an anonymous report nobody keeps more than the hour (SECURITY promise 6)."""
    settings.FIELD_KEY = key = Fernet.generate_key().decode()

    assert Fernet(key).extract_timestamp(seal("ann@example.org")) == 0


def test_a_new_key_in_front_still_opens_what_the_old_one_sealed(
    settings: Settings,
) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.FIELD_KEY = old
    sealed = seal("ann@example.org")

    settings.FIELD_KEY = f"{new}, {old}"

    assert unseal(sealed) == "ann@example.org"
    settings.FIELD_KEY = new
    with pytest.raises(UnreadableError):
        unseal(sealed)


def test_changed_words_are_refused() -> None:
    sealed = bytearray(seal("ann@example.org"))
    sealed[20] ^= 1

    with pytest.raises(UnreadableError):
        unseal(bytes(sealed))
