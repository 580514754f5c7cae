"""A moment is written for readers, not for machines."""

import pytest

from barometre.report.texts import load_texts, render_words
from barometre.report.wording import say_moment


@pytest.mark.parametrize(
    ("written", "language", "read"),
    [
        ("2026-11-26T22:14:33Z", "fr", "26 novembre 2026 à 22:14 (heure UTC)"),
        ("2026-11-26T23:14:33+01:00", "en", "26 November 2026 at 22:14 (UTC)"),
        ("", "fr", ""),
        ("yesterday", "en", "yesterday"),
    ],
)
def test_a_moment_is_written_in_words(written, language, read):
    texts = load_texts(language)
    assert render_words(say_moment(written), language, texts) == read
