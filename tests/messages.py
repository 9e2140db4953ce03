"""The texts marked neither in Python nor in templates, for `make messages`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from sales_assets.warehouse import schema


def found(
    file: BinaryIO, _keywords: object, _tags: object, options: Mapping[str, str]
) -> Iterator[tuple[int, None, str, list[str]]]:
    """What Babel calls on a file of the rules or on `mkdocs.yml`: each match of `find`."""
    for number, line in enumerate(file.read().decode().splitlines(), start=1):
        for match in re.finditer(options["find"], line):
            yield number, None, match.group(1), []


def comments(
    _file: BinaryIO, _keywords: object, _tags: object, **_options: object
) -> Iterator[tuple[int, None, str, list[str]]]:
    """What Babel calls on the schema: the comment of each column, once."""
    columns = (column for table in schema.metadata.sorted_tables for column in table.columns)
    for text in dict.fromkeys(column.comment for column in columns if column.comment):
        yield 1, None, text, []
