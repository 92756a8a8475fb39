"""Seconds and memory grow in proportion to the log, from ten thousand interactions on."""

import csv
from pathlib import Path

import matplotlib.pyplot as plt

from relationship_health.plots.style import BLUE, GREEN, ORANGE, PURPLE, axes

with Path("../files/capacity.csv").open(encoding="utf-8") as file:
    rows = [{name: float(value or "nan") for name, value in row.items()}
            for row in csv.DictReader(file)]  # fmt: skip

CURVES = (
    ("build", "build the portfolio", BLUE, "-", "o"),
    ("learn", "learn the benchmark", GREEN, "-.", "s"),
    ("score", "score", ORANGE, "--", "^"),
    ("from files", "score from files, two threads", PURPLE, ":", "D"),
)
_, (time, memory) = plt.subplots(1, 2, figsize=(11.0, 4.4), layout="constrained")
axes(time, x="interactions", y="seconds", title="Time")
axes(memory, x="interactions", y="peak of the process (GiB)", title="Memory")
size = [row["interactions"] for row in rows]
for name, label, colour, dashes, mark in CURVES:
    time.plot(size, [row[name] for row in rows], color=colour, linestyle=dashes, marker=mark,
              linewidth=2.2, label=label)  # fmt: skip
memory.plot(size, [row["peak GiB"] for row in rows], color=BLUE, marker="o", linewidth=2.2,
            label="in memory")  # fmt: skip
memory.plot(size, [row["from files GiB"] for row in rows], color=PURPLE, linestyle=":", marker="D",
            linewidth=2.2, label="from files")  # fmt: skip
for each in (time, memory):
    each.set_xscale("log")
    each.set_yscale("log")
time.legend(frameon=False, handlelength=3, loc="lower right")
memory.legend(frameon=False, handlelength=3, loc="upper left")
