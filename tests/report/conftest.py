from collections.abc import Callable
from typing import Any

import pytest
from sample_report import TEXTS

from barometre.report.texts import load_texts


@pytest.fixture(params=["fr", "en"])
def reader(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Language and texts, as every drawing takes them."""
    language = request.param
    sample = {key: texts[language] for key, texts in TEXTS.items()}
    return {"language": language, "texts": {**load_texts(language), **sample}}


@pytest.fixture
def english() -> Callable[[str], str]:
    return load_texts("en").__getitem__
