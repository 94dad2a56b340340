"""Reading YAML files of the catalogue with a safe loader that guesses nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Hashable
from typing import Any

import yaml

from kernel.text import Text
from services.intake.catalogue.api.documents import DocumentFaultyError
from services.intake.catalogue.domain.fault import Fault


class _Loader(yaml.CSafeLoader):
    """Dates stay text (the documents are JSON in another dress), keys stand once.

    Parsed by libyaml: a province's catalogue has 20,000 lines, read at every lint.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 -- PyYAML's own signature
        keys = [self.construct_object(key, deep=True) for key, _value in node.value]
        if len(set(keys)) != len(keys):
            raise yaml.constructor.ConstructorError(
                None, None, "a key stands twice", node.start_mark
            )
        return super().construct_mapping(node, deep=deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def parse_yaml(text: str) -> object:
    """Return the value of a YAML text, its strings in NFC; raise `DocumentFaultyError`."""
    try:
        return yaml.load(unicodedata.normalize("NFC", text), Loader=_Loader)  # noqa: S506 -- a SafeLoader
    except yaml.YAMLError as error:
        words = " ".join(str(error).split())
        raise DocumentFaultyError(
            [
                Fault(
                    pointer="",
                    text=Text(vi=f"YAML không đọc được: {words}", en=f"Bad YAML: {words}"),
                )
            ]
        ) from error
