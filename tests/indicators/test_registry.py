import json
import re
from pathlib import Path

import pytest

from sales_assets.indicators import registry
from sales_assets.report import formats

EXPECTATIONS = Path(__file__).resolve().parents[2] / "expectations"
ALL = registry.indicators()


def rule_names() -> set[str]:
    suites = [json.loads(path.read_text("utf-8")) for path in EXPECTATIONS.glob("*.json")]
    return {rule["meta"]["name"] for suite in suites for rule in suite["expectations"]}


def test_keys_and_labels_are_unique():
    assert len({entry.key for entry in ALL}) == len(ALL)
    assert len({entry.label for entry in ALL}) == len(ALL)


@pytest.mark.parametrize("entry", ALL, ids=lambda entry: entry.key)
def test_an_indicator_is_complete(entry):
    assert re.fullmatch("[a-z0-9_]+", entry.key)
    assert entry.label
    assert entry.formula
    assert not entry.format or callable(getattr(formats, entry.format))


@pytest.mark.parametrize("entry", ALL, ids=lambda entry: entry.key)
def test_every_guarding_check_is_a_rule_that_exists(entry):
    assert set(entry.checks) <= rule_names()


def test_what_the_files_cannot_give_is_not_an_indicator():
    forbidden = re.compile("panier moyen|marge|ticket|client|m²|démarque|TVA", re.IGNORECASE)
    assert not [entry.label for entry in ALL if forbidden.search(entry.label)]


def test_french_typography():
    for entry in ALL:
        said = f"{entry.label}{entry.formula}{entry.caveat}"
        assert not re.search(r" [;:!?%»]|« ", said), entry.key


def test_an_unknown_key_is_an_error():
    with pytest.raises(KeyError):
        registry.indicator("marge")
