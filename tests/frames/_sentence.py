"""What an error's message is held to."""

from __future__ import annotations


def assert_one_sentence(error: BaseException, *words: str) -> None:
    """Check that a message is one sentence on one line, and that it says these words."""
    message = str(error)
    assert message.endswith("."), message
    assert "\n" not in message, message
    # Full stops inside of quoted values, numbers and format codes are no ends of sentences.
    assert ". " not in message.removesuffix("."), message
    for word in words:
        assert word in message, f"{word!r} is not in {message!r}"
