"""Health of the simulated sales team, by what is true of each relationship."""

import matplotlib.pyplot as plt
import numpy as np
from style import BLUE, ORANGE

import relationship_health as rh
from relationship_health.simulate import sales_team

team = sales_team(seed=7)
scorecard = rh.score(team.portfolio, as_of=team.as_of)
story = team.truth.story[scorecard.rows]
names = sorted(set(story), key=lambda name: float(np.nanmedian(scorecard.health[story == name])))
troubled = {name for name in names if (team.truth.problem[team.truth.story == name] != "").any()}

plt.rcParams.update({"font.size": 12, "axes.titlesize": 13, "axes.titlelocation": "left"})
_, found = plt.subplots(figsize=(8.0, 4.4), layout="constrained")
for place, name in enumerate(names):
    health = scorecard.health[story == name]
    spread = np.linspace(-0.28, 0.28, len(health))
    bad = name in troubled
    found.scatter(
        health, place + spread, s=26, alpha=0.75, marker="v" if bad else "o",
        color=ORANGE if bad else BLUE,
    )  # fmt: skip
for edge, band in ((0, "poor"), (40, "fair"), (60, "healthy")):
    found.axvline(edge, color="#777777", linewidth=1)
    found.annotate(band, (edge + 1, len(names) - 0.45), color="#444444", annotation_clip=False)
found.set_yticks(range(len(names)), labels=[name.replace("_", " ") for name in names])
found.set(xlabel="health, points of 100", ylabel="what is true of it", xlim=(0, 100))
found.set_title("▼ something is wrong    ● nothing is wrong", pad=22)
found.spines[["top", "right"]].set_visible(False)
