"""The texts of this project that are neither Python nor templates, for `make messages`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO


def found(
    file: BinaryIO, _keywords: object, _tags: object, options: Mapping[str, str]
) -> Iterator[tuple[int, None, str, list[str]]]:
    """What Babel calls on a file of the rules or on `mkdocs.yml`: each match of `find`."""
    for number, line in enumerate(file.read().decode().splitlines(), start=1):
        for match in re.finditer(options["find"], line):
            yield number, None, match.group(1), []
