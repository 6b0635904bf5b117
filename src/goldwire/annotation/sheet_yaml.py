"""YAML as worksheets are written: every string comes back as it was. `goldwire.text.plain_yaml` reads it."""

from __future__ import annotations

import re
from typing import Any

import yaml


class _Dumper(yaml.SafeDumper):
    """YAML that gives back every string, those with line breaks that only Unicode knows too."""

    def represent_str(self, data: str) -> yaml.ScalarNode:
        return self.represent_scalar("tag:yaml.org,2002:str", data, style='"' if _UNICODE_BREAK.search(data) else None)


_Dumper.add_representer(str, _Dumper.represent_str)
_UNICODE_BREAK = re.compile("[\x85\u2028\u2029]")


def dump(value: Any) -> str:
    """A value as YAML that people edit: keys in their order, letters of all scripts as they are."""
    dumped: str = yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
    return dumped
