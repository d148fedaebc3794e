"""A step that is refused, with words for the screen."""

import contextlib
from collections.abc import Iterator

import pytest

from plans.models import NotPossible


@contextlib.contextmanager
def refused() -> Iterator[None]:
    """What stands below is not possible, and the refusal says why."""
    with pytest.raises(NotPossible) as refusal:
        yield
    assert refusal.value.message
    assert str(refusal.value) == str(refusal.value.message)
