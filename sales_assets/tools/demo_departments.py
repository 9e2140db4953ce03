"""The invented shop that has departments: their trades, suppliers, margins and rates of VAT.

What goes in: what a French delicatessen sells, tax and trade as they are there. What stays out:
days, receipts and files. Only whole numbers, as in `demo_shop.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from numpy.random import PCG64, SeedSequence

from sales_assets.tools.demo_shop import (
    STYLES,
    Department,
    Product,
    Shop,
    cost_of,
    invented_stores,
    popularity,
)


@dataclass(frozen=True, slots=True)
class Trade:
    """What a department of an invented shop sells.

    The products' margins without tax are between the two of `margin`, in per cent, and their
    prices, tax included, between the two of `cents`.
    """

    department: Department
    margin: tuple[int, int]
    cents: tuple[int, int]
    suppliers: tuple[str, ...]
    families: tuple[str, ...]
    formats: tuple[str, ...]


TRADES = (
    Trade(
        Department("Épicerie salée", 550), (32, 42), (290, 1490),
        ("Conserverie du Ponant", "Moulin des Restanques", "Moutarderie Galand"),
        ("Conserve", "Huile", "Moutarde", "Terrine"),
        ("à l’ancienne", "petit format", "grand format", "bio", "fermière"),
    ),
    Trade(
        Department("Cave", 2000), (28, 38), (590, 3900),
        ("Domaine des Trois Lunes", "Chais Morvan", "Cidrerie du Quai"),
        ("Vin rouge", "Vin blanc", "Cidre", "Vin rosé"),
        ("75 cl", "37,5 cl", "magnum", "réserve", "bio"),
    ),
    Trade(
        Department("Plats à emporter", 1000), (50, 60), (350, 1290),
        ("Cuisine Amarante", "Traiteur Lescure"),
        ("Quiche", "Tarte salée", "Salade", "Soupe"),
        ("individuelle", "familiale", "du jour", "végétarienne", "de saison"),
    ),
    Trade(
        Department("Épicerie sucrée", 550), (35, 45), (250, 1390),
        ("Confitures Aubrac", "Rucher des Garrigues", "Biscuiterie Kerlann"),
        ("Confiture", "Miel", "Biscuits", "Sirop"),
        ("maison", "petit format", "grand format", "bio", "d’été"),
    ),
    Trade(
        Department("Crèmerie", 550), (28, 36), (220, 990),
        ("Fruitière Beaumont", "Laiterie du Vallon"),
        ("Tomme", "Beurre", "Fromage frais", "Yaourt"),
        ("au lait cru", "nature", "petit format", "grand format", "bio"),
    ),
    Trade(
        Department("Café et thé", 550), (42, 54), (490, 2190),
        ("Torréfaction Belle-Aurore", "Comptoir Sidamo"),
        ("Café en grains", "Thé noir", "Café moulu", "Infusion"),
        ("250 g", "100 g", "500 g", "équitable", "bio"),
    ),
    Trade(
        Department("Maison", 2000, sales=True), (46, 56), (390, 5900),
        ("Faïencerie Ormeau", "Tissages Valmy", "Savonnerie Cigalon"),
        ("Bol", "Torchon", "Savon", "Plat"),
        ("bleu", "écru", "ocre", "vert", "gris"),
    ),
    Trade(
        Department("Presse", 210, discount=0),  # its price is the publisher's
        (18, 26), (150, 990),
        ("Messageries Delorme", "Diffusion Arcades"),
        ("Quotidien", "Hebdomadaire", "Mensuel", "Almanach"),
        ("édition locale", "grand format", "hors-série", "spécial cuisine", "spécial jardin"),
    ),
)  # fmt: skip


def _name(trade: Trade, index: int) -> str:
    """Return the name of product `index` of a department: words, a number once they are used up."""
    rest, family = divmod(index, len(trade.families))
    rest, style = divmod(rest, len(STYLES))
    series, shape = divmod(rest, len(trade.formats))
    # Families begin their styles and formats elsewhere: a small shop has some of each.
    style = (style + 5 * family + 3 * trade.margin[0]) % len(STYLES)
    shape = (shape + family + style) % len(trade.formats)
    number = f" n° {series + 1}" if series else ""
    return f"{trade.families[family]} {STYLES[style]} {trade.formats[shape]}{number}"


def _supplier(trade: Trade, index: int) -> str:
    """Return who supplies product `index` of a department: each family comes from one house."""
    return trade.suppliers[index % len(trade.families) % len(trade.suppliers)]


def departmental(products: int, stores: int, seed: int, changed: date) -> Shop:
    """Return a shop of any size whose products have departments, suppliers and costs.

    Args:
        products: how many products, at least 1, dealt to the departments in turn; one in fifty has
            another price before `changed`.
        stores: how many stores, at least 1.
        seed: the same seed makes the same shop.
        changed: first of the month when the prices move.
    """
    bits = PCG64(SeedSequence(seed, spawn_key=(0,)))
    weights = popularity(products, bits.random_raw(products))
    drawn = bits.random_raw(products).tolist()
    produits = []
    for index, (weight, raw) in enumerate(zip(weights, drawn, strict=True)):
        place, turn = index % len(TRADES), index // len(TRADES)
        trade = TRADES[place]
        low, high = trade.cents
        cents = low + 10 * (raw % ((high - low) // 10 + 1))
        least, most = trade.margin
        # A point from either end: the cost is rounded to the cent.
        margin = 10 * (least + 1) + (raw >> 20) % (10 * (most - least - 2) + 1)
        moves = index % 50 == 0
        produits.append(
            Product(
                id=f"REF{index + 1:05d}",
                nom=_name(trade, turn),
                cents=cents,
                stock=(raw >> 32) % 240,
                weight=weight,
                old_cents=cents - cents // 20 if moves else None,
                changed=changed if moves else None,
                department=trade.department,
                supplier=_supplier(trade, turn),
                cost=cost_of(cents, trade.department.vat, margin),
            )
        )
    return Shop(tuple(produits), invented_stores(bits.random_raw(stores)))
