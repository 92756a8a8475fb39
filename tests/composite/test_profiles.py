"""Profiles as data: the shipped ones, a user's own, and what is wrong with them."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import attrs
import pytest

import relationship_health as rh
from relationship_health.errors import ProfileError
from tests.logs import AS_OF_US, DAY_US

SHIPPED = ("default", "sales", "customer_success")
BUILT_IN = {metric.name for metric in rh.Engine().metrics}


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_profiles_weigh_every_built_in(name: str) -> None:
    """A shipped profile names all built-ins and nothing else."""
    profile = rh.Profile.named(name)
    assert set(profile.weights) == BUILT_IN
    assert rh.Engine(profile=name).profile == profile


def test_shipped_profiles_differ_where_they_say() -> None:
    """Sales asks first whether they answer, customer success whether they stay."""
    heaviest = {
        name: max(rh.Profile.named(name).weights.items(), key=lambda item: item[1])[0]
        for name in SHIPPED
    }
    assert heaviest["sales"] == "engagement_vs_reach"
    assert heaviest["customer_success"] == "stickiness"


def test_a_users_profile_is_read_from_toml(tmp_path: Path) -> None:
    """A path, as text or not, stands for the profile in the file."""
    path = tmp_path / "ours.toml"
    path.write_text("[weights]\nreciprocity = 5\n[bands]\nfair = 30\n", "utf-8")
    engine = rh.Engine(profile=path)
    assert engine.profile.weights == {"reciprocity": 5.0}
    assert engine.profile.fair == 30.0
    assert rh.Engine(profile=str(path)).profile == engine.profile == rh.Profile.load(path)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[wieghts]\nreciprocity = 5\n", "unknown key 'wieghts' .did you mean 'weights'"),
        ("[bands]\nfiar = 5\n", "unknown key bands.fiar .did you mean 'fair'"),
        ("[weights]\nreciprocety = 5\n", "names 'reciprocety' .did you mean 'reciprocity'"),
        ("[usual]\nreciprocity = 5\n", "usual.reciprocity is 5, expected .* at most 1"),
        ("[weights\n", "is no profile: "),
    ],
)
def test_mistakes_in_a_file_are_named(tmp_path: Path, text: str, reason: str) -> None:
    """Every mistake is one sentence, with the nearest right key."""
    path = tmp_path / "ours.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ProfileError, match=reason):
        rh.Engine(profile=path)


def test_a_missing_file_is_no_profile(tmp_path: Path) -> None:
    """The path is named."""
    with pytest.raises(ProfileError, match=r"nothing\.toml is no profile"):
        rh.Engine(profile=tmp_path / "nothing.toml")


def test_reasons_are_ranked_by_what_falls_short_of_usual() -> None:
    """What is usual decides which sentence comes first, and changes no score."""
    log = {
        "sender": ["us"] * 12,
        "recipient": ["them"] * 12,
        "time": [AS_OF_US - k * DAY_US for k in range(12)],
    }
    portfolio = rh.Portfolio.from_frame(log, time_unit="us", our_side={"us"})
    plain = rh.Profile.named("default")
    for name in ("reciprocity", "frequency_balance"):
        usual = dict.fromkeys(plain.usual, 0.0) | {name: 1.0}
        engine = rh.Engine(profile=attrs.evolve(plain, usual=usual))
        explained = engine.score(
            portfolio, as_of="2026-01-25", benchmark=rh.Benchmark.default()
        ).explain(("us", "them"))
        assert next(iter(explained.sentences)) == name
        assert explained.health == sum(explained.contributions.values())


def test_usual_values_are_those_of_the_simulation() -> None:
    """The shipped file is what the script makes, to the digits that it keeps."""
    root = Path(__file__).parents[2]
    spec = importlib.util.spec_from_file_location("usual", root / "scripts/usual_values.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert script.usual_values() == pytest.approx(rh.Profile.named("default").usual, abs=0.011)
