"""What the live release says when it is asked for an indicator: its figures and their proofs.

What goes in: the address of the live site, what is asked. Each answer is of one whole release. What
stays out: the protocol (`server.py`). Names of products, stores and files were written by others:
they come in fields of their own, cleaned, and never in a sentence of ours.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from sales_assets.assistant import figures
from sales_assets.assistant.figures import Figure
from sales_assets.errors import UsageError
from sales_assets.indicators import registry
from sales_assets.language import mark
from sales_assets.report import formats, releases

MOST = 50
"""Figures of one answer."""
_LONGEST = 200  # characters of a name
_FOLDERS = {"magasin": "magasins", "produit": "produits"}


@dataclass(frozen=True)
class Published:
    """One release, and the address at which people open it, "" when it is opened as files."""

    release: Path
    url: str = ""

    @classmethod
    def now(cls, site_dir: Path, url: str | None) -> Published:
        """The live one.

        Raises:
            NotReady: There is none.
        """
        return cls(releases.published(site_dir).resolve(), url or "")

    @cached_property
    def proofs(self) -> dict[str, Any]:
        """What stands behind all its figures, as `preuves.js` says it."""
        text = (self.release / "preuves.js").read_text("utf-8")
        found: dict[str, Any] = json.loads(text[text.index("{") : text.rindex("}") + 1])
        return found

    def indicators(self) -> list[dict[str, str]]:
        """Return every indicator: its name, its title, its formula, its caveat."""
        return [
            {"nom": key, "titre": one["nom"], "formule": one["formule"], "reserve": one["reserve"]}
            for key, one in self.proofs["indicateurs"].items()
        ]

    def find(
        self, indicator: str, *, period: str = "", store: str = "", product: str = ""
    ) -> dict[str, Any]:
        """Return the figures of an indicator on the pages of a perimeter, each with its proof.

        Args:
            indicator: Its name.
            period: A day AAAA-MM-JJ or a month AAAA-MM; "" for the last state known.
            store: The store's identifier or its town.
            product: The product's identifier or its name.

        Raises:
            UsageError: There is no such indicator, store, product or period.
        """
        if indicator not in self.proofs["indicateurs"]:
            raise UsageError(
                mark("Il n’y a pas d’indicateur {nom}. L’outil « indicateurs » les nomme tous."),
                nom=repr(indicator[:_LONGEST]),
            )
        named = {
            "magasin": self._named("magasin", store),
            "produit": self._named("produit", product),
        }
        found = [
            figure
            for page in self._pages(period, named)
            for figure in figures.read((self.release / page).read_text("utf-8"), page)
            if figure.indicator == indicator
            and named["magasin"] in ("", figure.store)
            and named["produit"] in ("", figure.product)
        ]
        told = list(dict.fromkeys(found))
        return {
            "indicateur": indicator,
            "titre": self._entry(indicator)["nom"],
            "unite": registry.indicator(indicator).unit,
            "reserve": self._entry(indicator)["reserve"],
            "formule": self._entry(indicator)["formule"],
            "controles": self._checks(indicator),
            "nombre": len(told),
            "chiffres": [self._told(figure) for figure in told[:MOST]],
        }

    def _entry(self, indicator: str) -> dict[str, Any]:
        found: dict[str, Any] = self.proofs["indicateurs"][indicator]
        return found

    def _named(self, kind: str, asked: str) -> str:
        """The name in addresses of a store or product; "" for all."""
        if not asked:
            return ""
        known: dict[str, str] = self.proofs[_FOLDERS[kind]]
        same = [one for one, name in known.items() if name.casefold() == asked.casefold()]
        found = [formats.slug(asked)] if formats.slug(asked) in known else same
        if not found:
            raise UsageError(
                mark("Aucun produit ni magasin ne s’appelle {nom}."), nom=repr(asked[:_LONGEST])
            )
        if len(found) > 1:
            raise UsageError(
                mark("{nombre} s’appellent {nom} : donnez l’identifiant."),
                nombre=len(found), nom=repr(asked[:_LONGEST]),
            )  # fmt: skip
        return found[0]

    def _pages(self, period: str, named: dict[str, str]) -> list[str]:
        """The pages of a perimeter that there are."""
        if period:
            asked = [f"{folder}/{period}.html" for folder in ("jours", "mois")]
        else:
            asked = [f"{_FOLDERS[kind]}/{name}.html" for kind, name in named.items() if name]
        if not asked:
            menu = sorted(path.name for path in self.release.glob("*.html"))
            return sorted(menu, key=lambda page: page != "index.html")
        sheets = {
            path.relative_to(self.release).as_posix() for path in self.release.glob("*/*.html")
        }
        there = [page for page in asked if page in sheets]
        if not there:
            raise UsageError(
                mark("Le site n’a pas de page pour {periode}."), periode=repr(period[:_LONGEST])
            )
        return there

    def _told(self, figure: Figure) -> dict[str, Any]:
        entry = self._entry(figure.indicator)
        span = figures.spanned(figure, entry["depuis"], entry["duree"])
        return {
            "valeur": figure.shown,
            "perimetre": {
                "du": span[0].isoformat() if span else None,
                "au": span[1].isoformat() if span else None,
                "magasin": self._name("magasins", figure.store),
                "produit": self._name("produits", figure.product),
            },
            "page": f"{self.url}/{figure.page}" if self.url else str(self.release / figure.page),
            "preuve": list(self._deliveries(span, figure.store)) if span else [],
        }

    def _name(self, folder: str, slug: str) -> str | None:
        return _clean(self.proofs[folder].get(slug, slug)) if slug else None

    def _checks(self, indicator: str) -> list[dict[str, Any]]:
        """The rules that guard an indicator, with their last result."""
        known = self.proofs["controles"]
        return [
            {"regle": rule, "phrase": known[rule][0], "reussi": known[rule][1],
             "lignes_jugees": known[rule][2], "lignes_fautives": known[rule][3]}
            for rule in self._entry(indicator)["controles"]
            if rule in known
        ]  # fmt: skip

    def _deliveries(self, span: tuple[date, date], store: str) -> Iterator[dict[str, Any]]:
        """The deliveries that gave these days, the newest first."""
        if not self.proofs["debut"]:
            return
        start = date.fromisoformat(self.proofs["debut"])
        numbers = set()
        for begin, end, number, *stores in self.proofs["sources"]:
            if stores and store and store not in stores[0]:
                continue
            first, last = start + timedelta(days=begin), start + timedelta(days=end)
            days = figures.each(max(first, span[0]), min(last, span[1]))
            if any(self._state(day, start) in "vz" for day in days):
                numbers.add(number)
        for number in sorted(numbers, reverse=True):
            name, digest, received, rows, kept, rejected = self.proofs["livraisons"][str(number)]
            yield {
                "livraison": number, "fichier": _clean(name), "sha256": digest,
                "recue_le": received, "lignes": rows, "acceptees": kept, "quarantaine": rejected,
            }  # fmt: skip

    def _state(self, day: date, start: date) -> str:
        return str(self.proofs["etats"][(day - start).days])


def _clean(name: str) -> str:
    return formats.clean(name)[:_LONGEST]
