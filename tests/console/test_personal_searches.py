"""Which searches count as trying out what somebody is not shown: an e-mail, a phone or a birthday, however it is written."""

import pytest

from console.extended import is_personal


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "j.mayer@example.com"},
        {"q": "j.mayer＠example.com"},  # noqa: RUF001  wide, as some keyboards write it
        {"q": "j.mayer﹫example.com"},
        {"last_name": "j.mayer＠example.com"},  # noqa: RUF001
        {"q": "030 23125123"},
        {"birthday": "1980-01-01"},
    ],
)
def test_what_asks_for_it(asked: dict[str, str]) -> None:
    assert is_personal(asked)


@pytest.mark.parametrize("asked", [{"q": "mayer berlin"}, {"city": "Berlin"}, {}])
def test_what_does_not(asked: dict[str, str]) -> None:
    assert not is_personal(asked)
