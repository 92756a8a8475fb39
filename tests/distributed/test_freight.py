"""A portfolio that travelled as bytes is the one that was sent."""

from __future__ import annotations

import attrs
import pyarrow as pa
import pytest
from hypothesis import given

import relationship_health as rh
from relationship_health.distributed.spark import freight
from tests.distributed._parts import Cut, cuts
from tests.logs import A_FIFTH


@A_FIFTH
@given(cut=cuts())
def test_a_portfolio_arrives_as_it_was_sent(cut: Cut) -> None:
    """Every array has the same bits and type, and nothing of it can be written to."""
    sent = cut.portfolio()
    came = freight.from_bytes(freight.to_bytes(sent), {})
    assert came == attrs.evolve(sent, relationships={}, stakeholders={}, transactions=())
    for name in ("ids", "time", "direction", "sided"):
        assert not getattr(came, name).flags.writeable
    assert not any(values.flags.writeable for values in came.columns.values())


def test_only_people_who_occur_arrive() -> None:
    """Of all stakeholders those come along who are in this part."""
    people: dict[str | int, rh.Stakeholder] = {
        name: rh.Stakeholder(id=name) for name in ("ana", "zoe")
    }
    log = {"sender": ["ana"], "recipient": ["bo"], "time": ["2026-01-05"]}
    data = freight.to_bytes(rh.Portfolio.from_frame(log))
    assert set(freight.from_bytes(data, people).stakeholders) == {"ana"}


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_pieces_come_together_again(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is cut for Java, and cut anew into batches by Spark, is whole again."""
    monkeypatch.setattr(freight, "PIECE_BYTES", size)
    loads = [bytes(range(n)) for n in (10, 1, 7)]
    pieces = [piece for load in loads for piece in freight.in_pieces(load)]
    assert max(len(data) for _, data in pieces) <= size
    left, data = zip(*pieces, strict=True)
    table = pa.table({"left": pa.array(left, pa.int32()), "data": pa.array(data, pa.binary())})
    assert list(freight.joined(table.to_batches(max_chunksize=2))) == loads
