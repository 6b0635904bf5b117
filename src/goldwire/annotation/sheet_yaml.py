"""YAML as worksheets have it: no aliases, no tags, every key once; every string comes back as it was."""

from __future__ import annotations

import re
from typing import Any

import yaml
from yaml.composer import ComposerError
from yaml.constructor import ConstructorError


class _Loader(yaml.SafeLoader):
    """YAML as people write it by hand: no aliases, which could make a small file huge, no tags, every key once. What
    looks like a date or a fraction stays a string."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":timestamp", ":float"))]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "tag", None):
            raise ComposerError(None, None, "aliases (*) and tags (!) have no place here", event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[tuple[str, str]] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if (key.tag, key.value) in seen:
                    raise ConstructorError(None, None, f"the key {key.value!r} is given twice", key.start_mark)
                seen.add((key.tag, key.value))
        return super().construct_mapping(node, deep)


class _Dumper(yaml.SafeDumper):
    """YAML that gives back every string, those with line breaks that only Unicode knows too."""

    def represent_str(self, data: str) -> yaml.ScalarNode:
        return self.represent_scalar("tag:yaml.org,2002:str", data, style='"' if _UNICODE_BREAK.search(data) else None)


_Dumper.add_representer(str, _Dumper.represent_str)
_UNICODE_BREAK = re.compile("[\x85\u2028\u2029]")


def load(source: str) -> Any:
    """The value of a worksheet's YAML. Raises `ValueError` with the reason where it is none."""
    try:
        return yaml.load(source, _Loader)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from None


def dump(value: Any) -> str:
    """A value as YAML that people edit: keys in their order, letters of all scripts as they are."""
    dumped: str = yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
    return dumped
