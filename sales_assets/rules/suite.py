"""Read a hand-written suite of rules and refuse a malformed one.

The files stay Great Expectations suites, with our name, sentence and reason in each rule's
`meta`. Whether a rule's `type` and `kwargs` make sense is left to `gate`, which asks Great
Expectations itself: this module must stay cheap to import and to call.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sales_assets.errors import RuleError
from sales_assets.language import _, mark

if TYPE_CHECKING:
    from pathlib import Path

NAME = re.compile(r"[a-z0-9_]+", re.ASCII)
COLUMN_KEYS = ("column", "column_A", "column_B")


class Severity(StrEnum):
    """What a failed rule does: `critical` holds the rows back, `warning` is only shown."""

    CRITICAL = "critical"
    WARNING = "warning"


@dataclass(frozen=True)
class Rule:
    """One rule: `phrase` is the shopkeeper's sentence, `notes` says why the rule is there.

    `type` and `kwargs` are those of Great Expectations; `{"$PARAMETER": "x"}` among the `kwargs`
    is filled when the rule is judged. `limit` is the setting that moves what the rule believes, if
    there is one: a person may also accept what lies beyond. `optional` is not empty where a file
    need not have the rule's columns: one that has judged nothing is then not told of.
    """

    name: str
    severity: Severity
    phrase: str
    notes: str
    type: str
    kwargs: dict[str, Any]
    limit: str = ""
    optional: str = ""

    @property
    def tolerant(self) -> bool:
        """Whether some bad rows are allowed: then none of them is at fault by itself."""
        return "mostly" in self.kwargs

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns the rule reads, in the order it names them."""
        single = [self.kwargs[key] for key in COLUMN_KEYS if key in self.kwargs]
        return (*single, *self.kwargs.get("column_list", ()))


@dataclass(frozen=True)
class Suite:
    """The rules of one kind of frame, in the order of the file."""

    name: str
    rules: tuple[Rule, ...]


def load_suite(path: Path) -> Suite:
    """Read the suite in `path`.

    Raises:
        RuleError: the file is missing or is no JSON, or a rule is malformed; the message names
            the file and the rule.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RuleError(
            mark("Les règles {nom} sont illisibles : {cause}."), nom=path.name, cause=error
        ) from error
    _keys(content, {"name", "expectations"}, {"notes"}, path.name)
    entries = content["expectations"]
    if not isinstance(entries, list) or not entries:
        raise RuleError(mark("Les règles {nom} : la liste est vide."), nom=path.name)
    rules: dict[str, Rule] = {}
    for number, entry in enumerate(entries, start=1):
        rule = _rule(entry, _where(path.name, number, entry))
        if rule.name in rules:
            raise RuleError(
                mark("{lieu} : ce nom est déjà pris par une autre règle."),
                lieu=_where(path.name, number, entry),
            )
        rules[rule.name] = rule
    return Suite(content["name"], tuple(rules.values()))


def unfit(suite: Suite, rule: Rule, cause: object) -> RuleError:
    """Return the error of a rule that cannot be applied."""
    return RuleError(
        mark("La règle {regle} ({suite}) n’est pas applicable : {cause}"),
        regle=rule.name,
        suite=suite.name,
        cause=cause,
    )


def _where(file: str, number: int, entry: object) -> str:
    """Name a rule as a person finds it: the file, its place, its name when it has one."""
    meta = entry.get("meta") if isinstance(entry, dict) else None
    name = meta.get("name") if isinstance(meta, dict) else None
    place = _("{fichier}, règle n° {numero}").format(fichier=file, numero=number)
    return f"{place} ({name})" if name else place


def _rule(entry: object, where: str) -> Rule:
    """Check one entry of the list and return its rule."""
    entry = _keys(entry, {"type", "kwargs", "severity", "meta"}, set(), where)
    meta = _keys(entry["meta"], {"name", "phrase", "notes"}, {"limit", "optional"}, where)
    texts = {"type": entry["type"], **meta}
    for key, text in texts.items():
        if not isinstance(text, str) or not text.strip():
            raise RuleError(
                mark("{lieu} : « {cle} » doit être un texte non vide."), lieu=where, cle=key
            )
    if not NAME.fullmatch(meta["name"]):
        raise RuleError(mark("{lieu} : le nom n’admet que a-z, 0-9 et _."), lieu=where)
    if entry["severity"] not in tuple(Severity):
        raise RuleError(
            mark("{lieu} : « severity » vaut critical ou warning, pas {valeur!r}."),
            lieu=where,
            valeur=entry["severity"],
        )
    if not isinstance(entry["kwargs"], dict):
        raise RuleError(mark("{lieu} : « kwargs » doit être un objet JSON."), lieu=where)
    return Rule(severity=Severity(entry["severity"]), kwargs=entry["kwargs"], **texts)


def _keys(content: object, needed: set[str], optional: set[str], where: str) -> dict[str, Any]:
    """Return `content` as a dictionary that has the `needed` keys and no unknown one."""
    if not isinstance(content, dict):
        raise RuleError(mark("{lieu} : un objet JSON est attendu."), lieu=where)
    if missing := sorted(needed - content.keys()):
        raise RuleError(mark("{lieu} : il manque {cles}."), lieu=where, cles=", ".join(missing))
    if unknown := sorted(content.keys() - needed - optional):
        raise RuleError(mark("{lieu} : clé inconnue {cles}."), lieu=where, cles=", ".join(unknown))
    return content
