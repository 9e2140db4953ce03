"""Believable shops for the tests of pages: a seeded random history, small or large, or none."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from sales_assets.warehouse import details
from sales_assets.warehouse.measures import day_digests, measure_cells
from sales_assets.warehouse.snapshot import Snapshot

VILLES = ["Paris", "Lyon", "Marseille", "Nantes", "Lille", "Toulouse", "Strasbourg"]
NOMS = [
    "Café moulu 250 g", "Thé vert sencha", "Miel de lavande", "Confiture d’abricot", "Savon d’Alep",
    "Bougie parfumée", "Carnet ligné A5", "Stylo plume", "Huile d’olive 50 cl",
    "Moutarde à l’ancienne",
    "Sablés au beurre", "Chocolat noir 70 %", "Torchon en lin", "Bol en grès", "Tasse émaillée",
    "Planche en hêtre", "Couteau d’office", "Panier tressé", "Tablier bleu", "Sel de Guérande",
    "Riz rond de Camargue", "Lentilles vertes", "Tisane du soir", "Sirop de menthe", "Cidre brut",
    "Jus de pomme", "Terrine de campagne", "Rillettes de canard", "Nougat tendre", "Calissons",
]  # fmt: skip
CUBE = ["date", "ID_magasin", "ID_produit"]
SOLD = ["ID_produit", "quantite_e3", "ca_e4"]
SUMS = ["lignes", "quantite_e3", "ca_e4", "brut_e4", "retours_e4"]


def shop(
    *, days: int = 420, products: int = 30, stores: int = 7, seed: int = 7,
    names: dict[str, str] | None = None, cities: dict[str, str] | None = None,
) -> Snapshot:  # fmt: skip
    """A shop with `days` civil days of history up to Monday 17 November 2025."""
    rng = random.Random(seed)
    last = date(2025, 11, 17)
    first = last - timedelta(days=days - 1)
    produits = _produits(rng, products, names or {})
    magasins = _magasins(rng, stores, cities or {})
    ventes, etats = _ventes(rng, first, days, produits, magasins)
    lines = dict(iter(ventes.groupby(ventes["date"].dt.date)))
    magasins_jour = _magasins_jour(ventes)
    months = dict(iter(ventes.groupby(ventes["date"].dt.strftime("%Y-%m"))))
    recent = ventes[ventes["date"] > pd.Timestamp(last - timedelta(days=91))]
    return Snapshot(
        today=last + timedelta(days=1),
        produits=produits,
        magasins=magasins,
        jours=_sum(ventes, ["date"]),
        magasins_jour=magasins_jour,
        produits_jour=_sum(ventes, ["date", "ID_produit"]),
        magasins_produits=recent.groupby(["ID_magasin", "ID_produit"], as_index=False)[
            ["quantite_e3", "ca_e4"]
        ].sum(),
        mois=_sum(ventes.assign(mois=ventes["date"].dt.strftime("%Y-%m")), ["mois"]),
        prix=_prix(produits, first),
        livraisons=_livraisons(ventes, last),
        rejets=_rejets(last),
        rectifications=empty().rectifications,
        evenements=empty().evenements,
        objectifs=empty().objectifs,
        controles=_controles(last),
        etats=etats,
        empreintes=day_digests(magasins_jour),
        lignes=lambda day: _lines(lines.get(day)),
        vendus=lambda cells: ventes.merge(cells)[SOLD],
        cube=lambda month: _cube(months.get(month)),
        **_told(_LINES),
    )


def corrections(snap: Snapshot, count: int) -> pd.DataFrame:
    """Corrections of the first store's last days, by the last delivery, one euro more each."""
    frame = snap.magasins_jour.drop_duplicates("date", keep="first").tail(count)
    after = frame["ca_e4"].reset_index(drop=True)
    return pd.DataFrame(
        {
            "date": frame["date"].to_numpy(),
            "ID_magasin": frame["ID_magasin"].to_numpy(),
            "rang": 1,
            "livraison": int(snap.livraisons["livraison"].max()),
            "lignes_avant": frame["lignes"].to_numpy(),
            "lignes_apres": frame["lignes"].to_numpy(),
            "quantite_avant_e3": frame["quantite_e3"].to_numpy(),
            "quantite_apres_e3": frame["quantite_e3"].to_numpy(),
            "ca_avant_e4": after - 10_000,
            "ca_apres_e4": after,
        }
    )


def empty() -> Snapshot:
    """A shop that has loaded nothing yet."""

    def frame(columns: str) -> pd.DataFrame:
        return pd.DataFrame({name: pd.Series(dtype=_dtype(name)) for name in columns.split()})

    sums = " ".join(SUMS)
    return Snapshot(
        today=date(2025, 11, 18),
        produits=frame(
            "ID_produit nom prix_e4 stock actif rayon fournisseur cout_e4 taux_tva_e4 ttc"
        ),
        magasins=frame("ID_magasin ville nombre_salaries actif"),
        jours=frame(f"date {sums}"),
        magasins_jour=frame(f"date ID_magasin {sums} livraison empreinte"),
        produits_jour=frame(f"date ID_produit {sums}"),
        magasins_produits=frame("ID_magasin ID_produit quantite_e3 ca_e4"),
        mois=frame(f"mois {sums}"),
        prix=frame("ID_produit valable_du valable_au prix_e4"),
        livraisons=frame(
            "livraison nom sha256 genre jour octets recue_le lignes acceptees rejetees vides "
            "identiques statut message"
        ),
        rejets=frame("livraison ligne date ID_magasin ID_produit quantite_e3 colonne raison texte"),
        rectifications=frame(
            "date ID_magasin rang livraison lignes_avant lignes_apres quantite_avant_e3 "
            "quantite_apres_e3 ca_avant_e4 ca_apres_e4"
        ),
        controles=frame("asset regle portee severite reussi juges fautifs phrase exemples"),
        etats=frame("date etat"),
        evenements=frame("livraison ligne du au ID_magasin texte"),
        objectifs=frame("livraison ligne periode ID_magasin montant_e4"),
        empreintes=frame("date empreinte"),
        lignes=lambda _day: frame(
            "ID_vente ID_magasin ID_produit quantite_e3 prix_unitaire_e4 remise_e4 total_e4 ticket "
            "heure cout_e4 taux_tva_e4 ht_e4 tva_e4"
        ),
        vendus=lambda _cells: frame(" ".join(SOLD)),
        cube=lambda _month: frame(f"{' '.join(CUBE)} lignes quantite_e3 ca_e4 retours_e4"),
        **_told(_LINES),
    )


_LINES = pd.DataFrame(
    {
        "date": pd.Series(dtype="datetime64[s]"),
        **{name: pd.Series(dtype="str") for name in ("ID_magasin", "ID_produit", "ticket")},
        **{name: pd.Series(dtype="int64") for name in ("quantite_e3", "total_e4", "remise_e4")},
    }
)


def _told(lines: pd.DataFrame) -> dict[str, Any]:
    """What lines tell beside what they are worth, as the snapshot has it."""
    laid = details.laid_out(details.told(lines))
    names = ("tickets", "heures", "tva", "valeur_magasins", "valeur_produits")
    return {name: fill(laid) for name, fill in zip(names, details.TABLES.values(), strict=True)}


def _dtype(name: str) -> str:
    if name in ("date", "jour", "valable_du", "valable_au", "recue_le", "du", "au"):
        return "datetime64[s]"
    if name in ("stock", "nombre_salaries", "prix_e4", "prix_unitaire_e4"):
        return "Int64"
    if name in ("actif", "reussi"):
        return "bool"
    counts = ("acceptees", "rejetees", "vides", "identiques")
    if (
        name.endswith("_e4")
        or name in counts
        or name in (*SUMS, "livraison", "ligne", "juges", "fautifs", "octets")
    ):
        return "int64"
    return "object" if name in ("exemples", "ticket", "texte") else "str"


def _produits(rng: random.Random, count: int, names: dict[str, str]) -> pd.DataFrame:
    ids = [f"REF{n:03d}" for n in range(1, count + 1)]
    return pd.DataFrame(
        {
            "ID_produit": pd.Series(ids, dtype="str"),
            "nom": pd.Series(
                [names.get(i, f"{NOMS[n % 30]}{'' if n < 30 else f' n° {n}'}")
                 for n, i in enumerate(ids)], dtype="str",
            ),
            "prix_e4": pd.Series([rng.randrange(20, 900) * 5000 for _ in ids], dtype="Int64"),
            "stock": pd.Series([rng.randrange(0, 1200) for _ in ids], dtype="Int64"),
            "actif": [True] * count,
            **{name: pd.Series([None] * count, dtype="str") for name in ("rayon", "fournisseur")},
            **{name: pd.Series([pd.NA] * count, dtype="Int64")
               for name in ("cout_e4", "taux_tva_e4")},
            "ttc": pd.Series([pd.NA] * count, dtype="boolean"),
        }
    )  # fmt: skip


def _magasins(rng: random.Random, count: int, cities: dict[str, str]) -> pd.DataFrame:
    ids = [str(n) for n in range(1, count + 1)]
    return pd.DataFrame(
        {
            "ID_magasin": pd.Series(ids, dtype="str"),
            "ville": pd.Series(
                [cities.get(i, VILLES[n % 7]) for n, i in enumerate(ids)], dtype="str"
            ),
            "nombre_salaries": pd.Series([rng.randrange(3, 14) for _ in ids], dtype="Int64"),
            "actif": [True] * count,
        }
    )  # fmt: skip


def _ventes(
    rng: random.Random, first: date, days: int, produits: pd.DataFrame, magasins: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    prix = dict(zip(produits["ID_produit"], produits["prix_e4"], strict=True))
    weight = {ref: rng.random() ** 2 + 0.05 for ref in prix}
    size = {store: 0.5 + rng.random() for store in magasins["ID_magasin"]}
    rows: list[tuple[object, ...]] = []
    etats = []
    for offset in range(days):
        day = first + timedelta(days=offset)
        state = _state(rng, day, offset)
        etats.append((pd.Timestamp(day), state))
        if state != "vendu":
            continue
        for store, scale in size.items():
            season = 1 + 0.25 * (day.month == 12) + 0.35 * (day.weekday() == 5) + offset / 2000
            for _ in range(max(1, round(rng.gauss(7, 2) * scale * season))):
                ref = rng.choices(list(weight), list(weight.values()))[0]
                quantity = -1 if rng.random() < 0.015 else rng.choice([1, 1, 1, 2, 2, 3, 5])
                rows.append((pd.Timestamp(day), store, ref, quantity * 1000, prix[ref]))
    ventes = pd.DataFrame(rows, columns=["date", "ID_magasin", "ID_produit", "quantite_e3", "prix"])
    ventes["date"] = ventes["date"].astype("datetime64[s]")
    for name in ("ID_magasin", "ID_produit"):
        ventes[name] = ventes[name].astype("str")
    ventes["ca_e4"] = ventes["quantite_e3"] // 1000 * ventes["prix"]
    ventes["brut_e4"] = ventes["ca_e4"].clip(lower=0)
    ventes["retours_e4"] = ventes["ca_e4"].clip(upper=0)
    ventes["lignes"] = 1
    frame = pd.DataFrame(etats, columns=["date", "etat"])
    frame["date"] = frame["date"].astype("datetime64[s]")
    return ventes, frame


def _state(rng: random.Random, day: date, offset: int) -> str:
    if day.weekday() == 6 or (day.month, day.day) in ((12, 25), (1, 1), (5, 1)):
        return "ferme"
    return "absent" if offset and rng.random() < 0.006 else "vendu"


def _sum(ventes: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    frame = ventes.groupby(by, as_index=False)[SUMS].sum()
    return frame.astype(dict.fromkeys(SUMS, "int64"))


def _magasins_jour(ventes: pd.DataFrame) -> pd.DataFrame:
    lines = ventes.rename(columns={"prix": "prix_unitaire_e4"})
    lines = lines.assign(total_e4=ventes["ca_e4"], remise_e4=0, ticket=pd.Series(dtype="object"))
    return measure_cells(lines).assign(livraison=3)


def _cube(frame: pd.DataFrame | None) -> pd.DataFrame:
    if frame is None:
        return empty().cube("")
    return _sum(frame, CUBE).drop(columns="brut_e4")


def _lines(frame: pd.DataFrame | None) -> pd.DataFrame:
    if frame is None:
        return empty().lignes(date.min)
    lines = frame.reset_index(drop=True)
    return pd.DataFrame(
        {
            "ID_vente": [
                int(f"{day:%Y%m%d}{int(store):04d}{n:07d}")
                for n, (day, store) in enumerate(
                    zip(lines["date"], lines["ID_magasin"], strict=True), 1
                )
            ],
            "ID_magasin": lines["ID_magasin"],
            "ID_produit": lines["ID_produit"],
            "quantite_e3": lines["quantite_e3"],
            "prix_unitaire_e4": lines["prix"].astype("Int64"),
            "remise_e4": 0,
            "total_e4": lines["ca_e4"],
            "ticket": pd.Series([pd.NA] * len(lines), dtype="object"),
        }
    ).reindex(columns=empty().lignes(date.min).columns)


def _prix(produits: pd.DataFrame, first: date) -> pd.DataFrame:
    count = len(produits)
    return pd.DataFrame(
        {
            "ID_produit": produits["ID_produit"],
            "valable_du": pd.Series([pd.Timestamp(first)] * count).astype("datetime64[s]"),
            "valable_au": pd.Series([pd.NaT] * count, dtype="datetime64[s]"),
            "prix_e4": produits["prix_e4"],
        }
    )


def _livraisons(ventes: pd.DataFrame, last: date) -> pd.DataFrame:
    rows = [
        (1, "products.csv", "produits", None, 30, 30, 0, "chargee"),
        (2, "stores.csv", "magasins", None, 7, 7, 0, "chargee"),
        (3, "sales.csv", "historique", None, len(ventes) + 4, len(ventes), 4, "chargee"),
        (4, f"ventes_{last}.csv", "jour", pd.Timestamp(last), 62, 60, 2, "chargee"),
    ]
    names = ["livraison", "nom", "genre", "jour", "lignes", "acceptees", "rejetees", "statut"]
    frame = pd.DataFrame(rows, columns=names)
    frame["jour"] = frame["jour"].astype("datetime64[s]")
    frame["sha256"] = [f"{n:064x}" for n in frame["livraison"]]
    frame["octets"] = frame["lignes"] * 31
    frame["recue_le"] = datetime(2025, 11, 18, 6, 30)  # noqa: DTZ001
    frame["recue_le"] = frame["recue_le"].astype("datetime64[s]")
    frame["vides"] = 0
    frame["identiques"] = 0
    frame["message"] = ""
    return frame


def _rejets(last: date) -> pd.DataFrame:
    rows = [
        (3, 912, None, "2", "REF002", 2000, "date", "date_invalide", "31/02/2025;REF002;2;2"),
        (3, 1410, last - timedelta(days=40), "3", "REF999", 1000, "ID_produit", "produit_inconnu",
         "08/10/2025;REF999;1;3"),
        (4, 12, last, "9", "REF001", 3000, "ID_magasin", "magasin_inconnu",
         "17/11/2025;REF001;3;9"),
        (4, 33, last, "1", "REF004", None, "quantite", "quantite_invalide",
         "17/11/2025;REF004;deux;1"),
    ]  # fmt: skip
    names = [
        "livraison",
        "ligne",
        "date",
        "ID_magasin",
        "ID_produit",
        "quantite_e3",
        "colonne",
        "raison",
        "texte",
    ]
    frame = pd.DataFrame(rows, columns=names)
    frame["date"] = frame["date"].astype("datetime64[s]")
    frame["quantite_e3"] = frame["quantite_e3"].astype("Int64")
    return frame


def _controles(last: date) -> pd.DataFrame:
    rows = [
        ("ventes", "ventes_produit_connu", f"{last}", "critical", True, 60, 0,
         "Chaque vente porte un produit du catalogue.", "[]"),
        ("ventes", "ventes_magasin_connu", f"{last}", "critical", True, 60, 0,
         "Chaque vente porte un magasin connu.", "[]"),
        ("totaux", "totaux_egaux", f"{last}", "critical", True, 420, 0,
         "Le total de chaque jour est la somme de ses ventes.", "[]"),
        ("produits", "produits_prix", "", "warning", False, 30, 2,
         "Chaque produit a un prix.", '[{"ID_produit": "REF004"}]'),
    ]  # fmt: skip
    names = [
        "asset",
        "regle",
        "portee",
        "severite",
        "reussi",
        "juges",
        "fautifs",
        "phrase",
        "exemples",
    ]
    return pd.DataFrame(rows, columns=names)
