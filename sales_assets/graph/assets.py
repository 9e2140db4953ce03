"""The one table of assets: what each is, its columns and where they come from, its page, its days.

The specs that Dagster reads and the lineage that the site shows are both made from it. What stays
out: what an asset does (`raw.py`, `tables.py`, `totals.py`, `report.py`), its checks, and the
columns of a stored table, which `warehouse/schema.py` describes. When to add here: with each new
asset, after those it is made from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from dagster import (
    AssetKey,
    AssetSpec,
    FreshnessPolicy,
    TableColumn,
    TableColumnConstraints,
    TableColumnDep,
    TableColumnLineage,
    TableConstraints,
    TableSchema,
)

from sales_assets.graph import days
from sales_assets.language import _, mark
from sales_assets.settings import Settings
from sales_assets.warehouse import schema

OWNERS = ["team:boutique"]
CODE_VERSION = "1"
"""Of every asset: to be raised when what is stored must be made again."""
LASTING = "1"
"""The data version of what lasts: what came later takes nothing from what was made before."""
BASE = "base"
"""The kind of an asset that stands in the database: `sqlite` or `postgresql`."""


@dataclass(frozen=True)
class Asset:
    """An asset of the graph.

    Attributes:
        name: Its key.
        group: raw, tables, totals or report.
        grain: What one row of it is: `tag:grain=jour` finds it in Dagster's search.
        text: What it is to a shopkeeper, in French.
        kinds: What it is made of.
        sources: The assets that it is made from.
        origin: Where its columns come from, as `asset.column` words: column → words, or the same
            words for every column.
        columns: Its columns, each with its type and what it is; None for a table of the database.
        page: The page of the site that shows it.
        daily: Whether a day of it is a partition.
        promised: Whether a person waits for it in the morning.
    """

    name: str
    group: str
    grain: str
    text: str
    kinds: frozenset[str]
    sources: tuple[str, ...] = ()
    origin: Mapping[str, str] | str = field(default_factory=dict)
    columns: Mapping[str, tuple[str, str]] | None = None
    page: str = ""
    daily: bool = False
    promised: bool = False

    def schema(self) -> TableSchema:
        """Its columns, described in the language in use."""
        if self.columns is not None:
            return TableSchema(
                [TableColumn(name, kind, _(text)) for name, (kind, text) in self.columns.items()]
            )
        table = schema.metadata.tables[self.name]
        keys = [column.name for column in table.primary_key.columns]
        rules = [str(getattr(one, "sqltext", "")) for one in table.constraints]
        return TableSchema(
            [
                TableColumn(
                    column.name,
                    str(column.type),
                    _(str(column.comment)),
                    TableColumnConstraints(
                        nullable=bool(column.nullable), unique=keys == [column.name]
                    ),
                )
                for column in table.columns
            ],
            TableConstraints(sorted(rule for rule in rules if rule)),
        )

    def lineage(self) -> TableColumnLineage:
        """The columns that each of its columns comes from."""
        every = self.origin
        origin = dict.fromkeys(self.columns or {}, every) if isinstance(every, str) else every
        return TableColumnLineage(
            {
                column: [_dep(*word.split(".")) for word in words.split()]
                for column, words in origin.items()
            }
        )


def _dep(asset: str, column: str) -> TableColumnDep:
    return TableColumnDep(AssetKey(asset), column)


_SUMS = {
    "lignes": "ventes.ID_vente",
    "quantite_e3": "ventes.quantite_e3",
    "ca_e4": "ventes.total_e4",
    "brut_e4": "ventes.total_e4",
    "retours_e4": "ventes.total_e4",
    "date": "ventes.date",
}
_DAILY_TOTALS = ("totaux_jour", "totaux_magasin_jour", "totaux_produit_jour")

TABLE = (
    Asset(
        "deliveries",
        "raw",
        "fichier",
        mark("Les fichiers déposés dans le dossier de données, gardés tels quels dans l’archive."),
        frozenset({"csv", "file"}),
        columns={
            "nom": ("TEXT", mark("nom du fichier")),
            "sha256": ("VARCHAR(64)", mark("empreinte du contenu")),
            "statut": ("VARCHAR(10)", mark("ce qu’il devient")),
        },
    ),
    Asset(
        "raw_products",
        "raw",
        "produit",
        mark("Le catalogue tel que le dernier fichier de produits le donne."),
        frozenset({"csv", "pandas"}),
        ("deliveries",),
        "deliveries.nom",
        columns={
            "ID_produit": ("TEXT", mark("référence")),
            "nom": ("TEXT", mark("nom")),
            "prix_e4": ("BIGINT", mark("prix, en 1/10 000 €")),
            "stock": ("BIGINT", mark("stock")),
        },
    ),
    Asset(
        "raw_stores",
        "raw",
        "magasin",
        mark("Les magasins tels que le dernier fichier les donne."),
        frozenset({"csv", "pandas"}),
        ("deliveries",),
        "deliveries.nom",
        columns={
            "ID_magasin": ("TEXT", mark("identifiant")),
            "ville": ("TEXT", mark("ville")),
            "nombre_salaries": ("BIGINT", mark("nombre de salariés")),
        },
    ),
    Asset(
        "produits",
        "tables",
        "produit",
        mark("Le catalogue en vigueur. Un produit qui disparaît du fichier reste, marqué inactif."),
        frozenset({BASE, "greatexpectations"}),
        ("raw_products",),
        {name: f"raw_products.{name}" for name in ("ID_produit", "nom", "prix_e4", "stock")},
        page="produits.html",
    ),
    Asset(
        "magasins",
        "tables",
        "magasin",
        mark("Les magasins connus, avec leur ville et leur effectif."),
        frozenset({BASE, "greatexpectations"}),
        ("raw_stores",),
        {name: f"raw_stores.{name}" for name in ("ID_magasin", "ville", "nombre_salaries")},
        page="magasins.html",
    ),
    Asset(
        "evenements",
        "tables",
        "evenement",
        mark("Les événements que la boutique a notés, tels que son dernier fichier les donne."),
        frozenset({"csv", BASE}),
        ("deliveries", "magasins"),
        {"texte": "deliveries.nom", "ID_magasin": "magasins.ID_magasin"},
        page="calendrier.html",
    ),
    Asset(
        "objectifs",
        "tables",
        "periode",
        mark("Les objectifs de chaque mois, tels que le dernier fichier les donne."),
        frozenset({"csv", BASE}),
        ("deliveries", "magasins"),
        {"montant_e4": "deliveries.nom", "ID_magasin": "magasins.ID_magasin"},
        page="index.html",
    ),
    Asset(
        "raw_sales",
        "raw",
        "ligne",
        mark("Les lignes de vente lues dans les fichiers, rangées par jour."),
        frozenset({"csv", "parquet"}),
        ("deliveries", "produits", "magasins"),
        "deliveries.nom",
        columns={
            "date": ("DATE", mark("jour de la vente")),
            "ID_produit": ("TEXT", mark("produit")),
            "ID_magasin": ("TEXT", mark("magasin")),
            "quantite_e3": ("BIGINT", mark("quantité en 1/1000 unité, négative pour un retour")),
            "prix_unitaire_e4": ("BIGINT", mark("prix écrit sur la ligne, en 1/10 000 €")),
            "montant_e4": ("BIGINT", mark("montant écrit sur la ligne, en 1/10 000 €")),
            "remise_e4": ("BIGINT", mark("remise écrite sur la ligne, en 1/10 000 €")),
            "taux_remise_e4": ("BIGINT", mark("taux de remise, en 1/10 000")),
            "ticket": ("TEXT", mark("numéro de ticket")),
        },
        daily=True,
    ),
    Asset(
        "ventes",
        "tables",
        "ligne",
        mark("Chaque ligne de vente, contrôlée et valorisée, remplacée par jour et par magasin."),
        frozenset({BASE}),
        ("raw_sales", "produits", "magasins"),
        {
            "ID_produit": "raw_sales.ID_produit produits.ID_produit",
            "ID_magasin": "raw_sales.ID_magasin magasins.ID_magasin",
            "date": "raw_sales.date",
            "quantite_e3": "raw_sales.quantite_e3",
            "prix_unitaire_e4": "raw_sales.prix_unitaire_e4 produits.prix_e4",
            "remise_e4": "raw_sales.remise_e4 raw_sales.taux_remise_e4",
            "total_e4": "raw_sales.montant_e4 raw_sales.quantite_e3 raw_sales.prix_unitaire_e4",
            "ticket": "raw_sales.ticket",
        },
        page="jours.html",
        daily=True,
        promised=True,
    ),
    Asset(
        "totaux_jour",
        "totals",
        "jour",
        mark("Le chiffre d’affaires de chaque jour."),
        frozenset({BASE}),
        ("ventes",),
        _SUMS,
        page="jours.html",
        daily=True,
    ),
    Asset(
        "totaux_magasin_jour",
        "totals",
        "magasin-jour",
        mark("Le chiffre d’affaires de chaque magasin, jour par jour."),
        frozenset({BASE}),
        ("ventes",),
        {**_SUMS, "ID_magasin": "ventes.ID_magasin"},
        page="magasins.html",
        daily=True,
    ),
    Asset(
        "totaux_produit_jour",
        "totals",
        "produit-jour",
        mark("Le chiffre d’affaires de chaque produit, jour par jour."),
        frozenset({BASE}),
        ("ventes",),
        {**_SUMS, "ID_produit": "ventes.ID_produit"},
        page="produits.html",
        daily=True,
    ),
    Asset(
        "totaux_mois",
        "totals",
        "mois",
        mark("Le chiffre d’affaires de chaque mois, somme de ses jours."),
        frozenset({BASE}),
        _DAILY_TOTALS,
        {
            **{name: f"totaux_jour.{name}" for name in schema.MEASURES},
            "mois": "totaux_jour.date",
        },
        page="index.html",
    ),
    Asset(
        "graphiques",
        "report",
        "page",
        mark("Les graphiques de chaque page, avec leur tableau et leur texte."),
        frozenset({"plotly"}),
        (*_DAILY_TOTALS, "totaux_mois"),
        " ".join(f"{total}.ca_e4" for total in (*_DAILY_TOTALS, "totaux_mois")),
        columns={
            "page": ("TEXT", mark("page du site")),
            "graphique": ("TEXT", mark("identifiant")),
            "figure": ("JSON", mark("figure Plotly (JSON)")),
        },
    ),
    Asset(
        "pages",
        "report",
        "page",
        mark("Les pages du rapport, avant leur mise en site."),
        frozenset({"markdown", "jinja"}),
        ("graphiques", "produits", "magasins", "ventes", "evenements", "objectifs"),
        "graphiques.figure produits.nom magasins.ville ventes.total_e4",
        columns={
            "adresse": ("TEXT", mark("adresse dans le site")),
            "titre": ("TEXT", mark("titre")),
            "contenu": ("HTML", mark("contenu HTML")),
        },
    ),
    Asset(
        "site",
        "report",
        "fichier",
        mark("Le site publié, que l’on ouvre chaque matin."),
        frozenset({"mkdocs", "html"}),
        ("pages",),
        "pages.contenu",
        columns={
            "adresse": ("TEXT", mark("adresse dans le site")),
            "sha256": ("VARCHAR(64)", mark("empreinte du fichier publié")),
        },
        promised=True,
    ),
)
NAMED: Mapping[str, Asset] = {asset.name: asset for asset in TABLE}


def specs(settings: Settings) -> dict[str, AssetSpec]:
    """What Dagster shows of each asset, by name, in the language in use."""
    partitions = days.partitions(settings)
    backend = "sqlite" if settings.warehouse_url.startswith("sqlite") else "postgresql"
    policy = _by_morning(settings)
    return {
        one.name: AssetSpec(
            one.name,
            deps=one.sources,
            description=_(one.text),
            group_name=one.group,
            kinds={backend if kind == BASE else kind for kind in one.kinds},
            owners=OWNERS,
            tags={"grain": one.grain},
            code_version=CODE_VERSION,
            partitions_def=partitions if one.daily else None,
            freshness_policy=policy if one.promised else None,
            metadata={
                "dagster/column_schema": one.schema(),
                "dagster/column_lineage": one.lineage(),
                **({} if one.columns else {"dagster/table_name": one.name}),
            },
        )
        for one in TABLE
    }


def _by_morning(settings: Settings) -> FreshnessPolicy:
    """Yesterday's sales are looked at, and the site published, by 8, or an hour after the run.

    Whether the sales of that day did arrive is told by `vigilance.py`: no schedule can promise it.
    """
    by = settings.due
    return FreshnessPolicy.cron(
        deadline_cron=f"{by.minute} {by.hour} * * *",
        lower_bound_delta=timedelta(hours=by.hour, minutes=by.minute),  # since midnight
        timezone=settings.timezone.key,
    )
