import json
import re
import tomllib
from fractions import Fraction
from pathlib import Path

import pytest

from sales_assets.indicators import registry
from sales_assets.indicators.registry import MONTH_BEFORE
from sales_assets.report import formats

ROOT = Path(__file__).resolve().parents[2]
EXPECTATIONS = ROOT / "expectations"
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


def test_what_is_read_is_what_the_file_says():
    source = tomllib.loads(registry.SOURCE.read_text("utf-8"))
    said = {key: entry for part in source["chapter"] for key, entry in part["indicator"].items()}
    assert [entry.key for entry in ALL] == list(said)
    assert registry.threshold("abc", "b") == Fraction(95, 100)
    assert registry.indicator("ca").short == "CA"
    assert registry.indicator("quantite").short == "Quantité"
    lines = registry.indicator("lignes").checks
    assert registry.indicator("ca").checks[:3] == lines[:3] == (
        "ventes_produit_connu", "ventes_magasin_connu", "ventes_date_presente",
    )  # fmt: skip


def test_every_indicator_is_shown_somewhere():
    report = [*(ROOT / "sales_assets" / "report").rglob("*.py")]
    sources = [*report, *(ROOT / "site" / "templates").glob("*.html")]
    text = "".join(path.read_text("utf-8") for path in sources)
    assert [entry.key for entry in ALL if f'"{entry.key}"' not in text] == []


def test_what_the_files_cannot_give_is_not_an_indicator():
    forbidden = re.compile("panier moyen|marge|ticket|client|m²|démarque|TVA", re.IGNORECASE)
    assert not [one.label for one in ALL if forbidden.search(one.label) and not one.needs]


def test_french_typography():
    for entry in ALL:
        said = f"{entry.label}{entry.formula}{entry.caveat}"
        assert not re.search(r" [;:!?%»]|« ", said), entry.key


def test_an_unknown_key_is_an_error():
    with pytest.raises(KeyError):
        registry.indicator("panier_par_client")


KPIS = re.findall(
    r"\w+",
    """
    ca ca_brut retours taux_retour quantite lignes montant_moyen_ligne pvm ca_jour_ouverture
    part_ca evolution_j1 evolution_j7 evolution_s1 evolution_m1 n1_comparable indice_n1
    cumul_semaine cumul_mois cumul_annee ca_glissant moyenne_mobile profil_semaine
    meilleur_jour plus_faible_jour meilleur_mois plus_faible_mois rang delta_rang
    meilleur_produit_ca meilleur_produit_quantite meilleur_magasin abc top5 hhi effet_volume
    effet_mix effet_prix ca_par_salarie quantite_par_salarie sur_vente vmj couverture rupture
    a_commander valeur_stock dormant anomalie completude ca_quarantaine
    """,
)


def test_every_indicator_promised_is_defined_once():
    keys = [entry.key for entry in ALL]
    assert [key for key in KPIS if keys.count(key) != 1] == []


def test_what_an_indicator_covers_and_is_compared_with_is_known():
    for entry in ALL:
        assert entry.since in ("", "semaine", "mois", "annee"), entry.key
        assert not (entry.since and entry.days), entry.key
        assert entry.back in (MONTH_BEFORE, 0, 1, 7, 28, 364), entry.key
        assert entry.back != MONTH_BEFORE or entry.since == "mois", entry.key
        assert entry.key.startswith("cumul_") or not entry.since or entry.back, entry.key
