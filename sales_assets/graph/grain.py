"""What one row of each asset is, as a tag: `tag:grain=jour` finds them in Dagster's search."""

from __future__ import annotations

from collections.abc import Iterable

from dagster import AssetsDefinition, AssetSpec, map_asset_specs

GRAIN = {
    "deliveries": "fichier",
    "raw_products": "produit",
    "raw_stores": "magasin",
    "raw_sales": "ligne",
    "produits": "produit",
    "magasins": "magasin",
    "ventes": "ligne",
    "totaux_jour": "jour",
    "totaux_magasin_jour": "magasin-jour",
    "totaux_produit_jour": "produit-jour",
    "totaux_mois": "mois",
    "graphiques": "page",
    "pages": "page",
    "site": "fichier",
}


def tagged(assets: Iterable[AssetsDefinition]) -> list[AssetsDefinition]:
    """The assets, each with its grain."""

    def with_grain(spec: AssetSpec) -> AssetSpec:
        return spec.merge_attributes(tags={"grain": GRAIN[spec.key.to_user_string()]})

    return [*map_asset_specs(with_grain, assets)]
