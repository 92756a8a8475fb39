"""The optional columns of a block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from relationship_health.arrays import Array, Bools, Ints
from relationship_health.columns.sealing import frozen


class BlockColumns(Mapping[str, Array]):
    """The optional columns of a block, cut to its rows when first asked for."""

    def __init__(self, whole: Mapping[str, Array], keep: Bools | Ints | slice) -> None:
        self._whole = whole
        self._keep = keep
        self._cut: dict[str, Array] = {}

    def __getitem__(self, name: str) -> Array:
        if name not in self._cut:
            self._cut[name] = frozen(self._whole[name][self._keep])
        return self._cut[name]

    def __contains__(self, name: object) -> bool:
        return name in self._whole

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole)

    def __len__(self) -> int:
        return len(self._whole)
