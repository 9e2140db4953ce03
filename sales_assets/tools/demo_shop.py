"""The invented shops of the demonstration: what is sold, where, at what price.

Two of them, of one shape: `castelune` is the curated sample of `data/`, a coffee roaster and fine
grocer of seven shops; `invented` makes as many products and shops as a trial of size asks for, and
`demo_departments.py` one that has departments.
What stays out: days, quantities and files, which are `demo.py`'s. Only whole numbers here, so that
every machine builds the same shop to the byte.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.random import PCG64, SeedSequence

ALL_YEAR = tuple(range(1, 13))


@dataclass(frozen=True, slots=True)
class Department:
    """A part of a shop. `vat` is in 1/10 000; so many lines in 1024 have a `discount`.

    `sales` tells whether the department joins the two sales of the year.
    """

    nom: str
    vat: int
    discount: int = 31
    sales: bool = False


@dataclass(frozen=True, slots=True)
class Product:
    """A product of the catalogue; the price is in cents, the weight is its relative popularity.

    A product sells in `months` only, until the end of the month of `last` when that is given. Its
    price was `old_cents` until the first of the month `changed`. A weight of 0 never sells. Where
    the shop has departments, a unit costs it `cost`, in cents without tax.
    """

    id: str
    nom: str
    cents: int
    stock: int
    weight: int = 100
    months: tuple[int, ...] = ALL_YEAR
    last: date | None = None
    old_cents: int | None = None
    changed: date | None = None
    department: Department | None = None
    supplier: str = ""
    cost: int = 0


@dataclass(frozen=True, slots=True)
class Store:
    """A shop; the weight is its relative size, `opened` its first day when not there from start."""

    id: str
    ville: str
    nombre_salaries: int
    weight: int
    closed_monday: bool = False
    opened: date | None = None


@dataclass(frozen=True, slots=True)
class Shop:
    """A whole business: its catalogue, and its stores in the order of the files."""

    produits: tuple[Product, ...]
    magasins: tuple[Store, ...]

    @property
    def departments(self) -> bool:
        """Whether it has departments."""
        return self.produits[0].department is not None


# name, price in cents, stock, popularity, months sold
_CATALOGUE: tuple[tuple[str, int, int, int, tuple[int, ...]], ...] = (
    ("Mélange Belle-Aurore en grains 250 g", 790, 640, 330, ALL_YEAR),
    ("Mélange Belle-Aurore moulu 250 g", 790, 410, 240, ALL_YEAR),
    ("Éthiopie Sidamo en grains 250 g", 940, 58, 190, ALL_YEAR),
    ("Colombie Huila en grains 250 g", 890, 285, 150, ALL_YEAR),
    ("Brésil Cerrado en grains 1 kg", 2690, 160, 140, ALL_YEAR),
    ("Guatemala Antigua moulu 250 g", 920, 210, 95, ALL_YEAR),
    ("Décaféiné du Pérou à l’eau 250 g", 960, 145, 80, ALL_YEAR),
    ("Capsules compostables Forte (boîte de 20)", 850, 520, 170, ALL_YEAR),
    ("Thé Earl Grey à la bergamote 100 g", 980, 190, 110, ALL_YEAR),
    ("Thé vert sencha du Japon 100 g", 1390, 120, 75, ALL_YEAR),
    ("Rooibos vanille et pécan 100 g", 890, 150, 60, ALL_YEAR),
    ("Infusion verveine-menthe du Roussillon 40 g", 690, 170, 70, ALL_YEAR),
    ("Thé glacé à la pêche blanche (12 sachets)", 750, 65, 120, (5, 6, 7, 8, 9)),
    ("Thé de Noël aux épices 100 g", 1150, 90, 150, (11, 12)),
    ("Chocolat noir 72 % d’Équateur 100 g", 590, 330, 160, ALL_YEAR),
    ("Chocolat au lait et noisettes 100 g", 560, 260, 120, ALL_YEAR),
    ("Pâte à tartiner noisette-cacao 280 g", 840, 34, 110, ALL_YEAR),
    ("Calissons d’Aix (boîte de 180 g)", 1490, 140, 65, ALL_YEAR),
    ("Nougat tendre de Montélimar 200 g", 950, 155, 55, ALL_YEAR),
    ("Palets bretons pur beurre 150 g", 520, 240, 90, ALL_YEAR),
    ("Confiture d’abricots du Roussillon 320 g", 680, 175, 70, ALL_YEAR),
    ("Miel de lavande de Provence 500 g", 1350, 130, 60, ALL_YEAR),
    ("Crème de marrons d’Ardèche 325 g", 640, 22, 60, ALL_YEAR),
    ("Huile d’olive de Nyons AOP 50 cl", 2190, 165, 75, ALL_YEAR),
    ("Moutarde à l’ancienne au miel 200 g", 490, 140, 40, ALL_YEAR),
    ("Coffret découverte trois cafés", 2490, 180, 85, ALL_YEAR),
    ("Coffret gourmand de Noël", 4900, 48, 170, (11, 12)),
    ("Cafetière à piston 1 l", 3690, 62, 38, ALL_YEAR),
    ("Cafetière italienne 6 tasses", 3450, 55, 36, ALL_YEAR),
    ("Moulin à café manuel", 6400, 9, 26, ALL_YEAR),
    ("Théière en fonte émaillée 80 cl", 5900, 28, 20, ALL_YEAR),
    ("Tasse en grès couleur ardoise", 1400, 115, 45, ALL_YEAR),
    ("Filtre réutilisable en chanvre n° 4", 1190, 46, 30, ALL_YEAR),
    ("Bougie parfumée au grain de café", 2200, 30, 0, ALL_YEAR),
    ("Café filtre à emporter 25 cl", 240, 900, 210, ALL_YEAR),
)

_COFFEE, _TEA = Department("Café", 550), Department("Thé et infusions", 550)
_SWEET, _SAVOURY = Department("Épicerie sucrée", 550), Department("Épicerie salée", 550)
_CANDY = Department("Confiserie", 2000)  # sweets and milk chocolate have the full rate in France
_CUPS = Department("À emporter", 1000, discount=0)
_BOXES, _HOME = Department("Coffrets", 2000), Department("Maison", 2000, sales=True)
# department, supplier, least margin in per cent, products by their place above, from 1
_SUPPLIED: tuple[tuple[Department, str, int, tuple[int, ...]], ...] = (
    (_COFFEE, "Comptoir Sidamo", 48, (1, 2, 3, 4)),
    (_COFFEE, "Importateurs du Levant", 44, (5, 6, 7)),
    (_COFFEE, "Atelier Capsulette", 36, (8,)),
    (_TEA, "Maison Théophane", 54, (9, 10, 11, 13, 14)),
    (_TEA, "Herboristerie Cassagne", 50, (12,)),
    (_SWEET, "Chocolaterie Vautrin", 36, (15, 17)),
    (_CANDY, "Chocolaterie Vautrin", 38, (16,)),
    (_CANDY, "Confiseurs du Rocher", 35, (18, 19)),
    (_SWEET, "Biscuiterie Kerlann", 40, (20,)),
    (_SWEET, "Confitures Aubrac", 39, (21, 23)),
    (_SWEET, "Rucher des Garrigues", 33, (22,)),
    (_SAVOURY, "Moulin des Restanques", 30, (24,)),
    (_SAVOURY, "Moutarderie Galand", 41, (25,)),
    (_BOXES, "Comptoir Sidamo", 45, (26,)),
    (_BOXES, "Chocolaterie Vautrin", 42, (27,)),
    (_HOME, "Quincaillerie Roussel", 38, (28, 29, 30, 33)),
    (_HOME, "Faïencerie Ormeau", 46, (31, 32)),
    (_HOME, "Ciergerie Delmas", 50, (34,)),
    (_CUPS, "Comptoir Sidamo", 72, (35,)),
)

_LAST = {"REF033": date(2026, 4, 30)}  # dormant: 46 of them still sleep in stock
_OLD_PRICE = {"REF003": (870, date(2026, 6, 1))}  # coffee rose: 8.70 € before, 9.40 € since


def cost_of(cents: int, vat: int, margin: int) -> int:
    """Return what a unit of that price costs, in cents without tax; the margin is in 1/1000."""
    return cents * 10_000 * (1_000 - margin) // ((10_000 + vat) * 1_000)


def castelune() -> Shop:
    """Return the sample: « Brûlerie Castelune », an invented roaster with seven shops in France."""
    produits = []
    supplied = {number: row[:3] for row in _SUPPLIED for number in row[3]}
    for number, (nom, cents, stock, weight, months) in enumerate(_CATALOGUE, start=1):
        key = f"REF{number:03d}"
        old, changed = _OLD_PRICE.get(key, (None, None))
        last = _LAST.get(key)
        department, supplier, margin = supplied[number]
        cost = cost_of(cents, department.vat, 10 * margin + 7 * number % 60)
        product = Product(key, nom, cents, stock, weight, months, last, old, changed)
        produits.append(replace(product, department=department, supplier=supplier, cost=cost))
    magasins = (
        Store("1", "Paris", 4, 235),
        Store("2", "Marseille", 2, 130),
        Store("3", "Lyon", 3, 185),
        Store("4", "Bordeaux", 2, 140),
        Store("5", "Lille", 2, 115, closed_monday=True),
        Store("6", "Nantes", 2, 105, closed_monday=True),
        Store("7", "Strasbourg", 1, 90, closed_monday=True, opened=date(2026, 3, 3)),
    )
    return Shop(tuple(produits), magasins)


_FAMILIES = (
    "Café", "Thé noir", "Thé vert", "Infusion", "Chocolat", "Biscuits", "Confiture", "Miel",
    "Huile", "Vinaigre", "Moutarde", "Sirop", "Caramels", "Nougat", "Terrine", "Sel",
)  # fmt: skip
STYLES = (
    "de Provence", "d’Ardèche", "du Béarn", "de Bretagne", "des Cévennes", "d’Auvergne",
    "du Périgord", "de Lorraine", "d’Alsace", "du Jura", "de Savoie", "des Landes",
    "du Quercy", "de Camargue", "du Vercors", "de Corse", "d’Anjou", "de Sologne",
)  # fmt: skip
_FORMATS = (
    "petit format", "grand format", "coffret", "édition d’été", "édition d’hiver",
    "bio", "à l’ancienne", "maison", "fermier", "réserve",
)  # fmt: skip
_CITIES = (
    "Paris", "Marseille", "Lyon", "Toulouse", "Nice", "Nantes", "Montpellier", "Strasbourg",
    "Bordeaux", "Lille", "Rennes", "Reims", "Saint-Étienne", "Toulon", "Le Havre", "Grenoble",
    "Dijon", "Angers", "Nîmes", "Clermont-Ferrand", "Aix-en-Provence", "Brest", "Tours", "Limoges",
    "Amiens", "Annecy", "Perpignan", "Metz", "Besançon", "Orléans", "Rouen", "Mulhouse", "Caen",
    "Nancy", "Avignon", "Poitiers", "Pau", "La Rochelle", "Calais", "Cannes", "Colmar", "Bourges",
    "Valence", "Quimper", "Troyes", "Chambéry", "Niort", "Lorient", "Béziers", "Vannes",
)  # fmt: skip


def popularity(count: int, raw: np.ndarray[tuple[int, ...], np.dtype[np.uint64]]) -> list[int]:
    """Return Zipf-like weights, 1/(rank + 8), dealt to the products in the order of `raw`."""
    ranks = np.empty(count, dtype=np.int64)
    ranks[np.argsort(raw, kind="stable")] = np.arange(count)
    weights: list[int] = np.maximum(10_000_000 // (ranks + 8), 1).tolist()
    return weights


def _name(index: int) -> str:
    """Return the name of product `index`: word lists first, a number once they are used up."""
    rest, family = divmod(index, len(_FAMILIES))
    rest, style = divmod(rest, len(STYLES))
    series, shape = divmod(rest, len(_FORMATS))
    number = f" n° {series + 1}" if series else ""
    return f"{_FAMILIES[family]} {STYLES[style]} {_FORMATS[shape]}{number}"


def invented(products: int, stores: int, seed: int, changed: date) -> Shop:
    """Return a shop of any size; every fiftieth product has another price before `changed`.

    Args:
        products: how many products, at least 1; ids REF00001, REF00002, …
        stores: how many stores, at least 1; ids 1, 2, …; several may share a town.
        seed: the same seed makes the same shop.
        changed: first of the month when the prices move.
    """
    bits = PCG64(SeedSequence(seed, spawn_key=(0,)))
    weights = popularity(products, bits.random_raw(products))
    drawn = bits.random_raw(products).tolist()
    produits = []
    for index, (weight, raw) in enumerate(zip(weights, drawn, strict=True)):
        cents = 290 + 50 * (raw % 60) * (1 + (raw >> 8) % 3)
        moves = index % 50 == 0
        produits.append(
            Product(
                id=f"REF{index + 1:05d}",
                nom=_name(index),
                cents=cents,
                stock=(raw >> 16) % 600,
                weight=weight,
                old_cents=cents - cents // 20 if moves else None,
                changed=changed if moves else None,
            )
        )
    return Shop(tuple(produits), invented_stores(bits.random_raw(stores)))


def invented_stores(raws: np.ndarray[tuple[int, ...], np.dtype[np.uint64]]) -> tuple[Store, ...]:
    """Return as many stores as there are random words; the smaller ones close on Monday."""
    magasins = []
    for index, raw in enumerate(raws.tolist()):
        weight = 60 + raw % 180
        magasins.append(
            Store(
                id=str(index + 1),
                ville=_CITIES[index % len(_CITIES)],
                nombre_salaries=1 + weight // 30,
                weight=weight,
                closed_monday=weight < 100,
            )
        )
    return tuple(magasins)
