"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const size = 25;
  const printed = 1000;
  const svgSpace = "http://www.w3.org/2000/svg";
  const count = data.source.length;
  const find = (id) => document.getElementById(id);
  const ends = ["source", "target"].map((key) => document.querySelector("th[data-key=" + key + "]").textContent.trim());
  const body = find("people"), search = find("search"), band = find("band");
  const state = { key: "health", up: true, page: 0, rows: [] };
  const lowered = data.source.map((name, i) => (name + "\n" + data.target[i]).toLowerCase());

  // Everything is set as text: no name can become markup.
  const element = (name, attributes = {}, text = "") => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== "") made.textContent = text;
    return made;
  };
  const shape = (name, attributes, text = "") => {
    const made = document.createElementNS(svgSpace, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== "") made.textContent = text;
    return made;
  };
  const interval = (row) =>
    data.lower[row] === null ? "" : Math.round(data.lower[row]) + " to " + Math.round(data.upper[row]);

  const compare = (a, b) => {
    const values = data[state.key];
    const one = values[a], other = values[b];
    // Unknown comes last, whichever way it is sorted.
    if (one === null || other === null) return (one === null) - (other === null) || a - b;
    const order = one < other ? -1 : one > other ? 1 : 0;
    return (state.up ? order : -order) || a - b;
  };

  const select = () => {
    const words = search.value.toLowerCase().trim();
    const code = band.value === "" ? -1 : Number(band.value);
    state.rows = [];
    for (let row = 0; row < count; row += 1) {
      if ((code < 0 || data.band[row] === code) && (words === "" || lowered[row].includes(words))) state.rows.push(row);
    }
    state.rows.sort(compare);
    state.page = 0;
    draw();
  };

  const timeline = (row) => {
    const out = data.out[row], back = data.back[row], weeks = out.length;
    const most = Math.max(1, ...[...out, ...back].map((c) => parseInt(c, 36)));
    const drawn = shape("svg", { viewBox: "0 0 440 120", role: "img" });
    drawn.append(shape("title", {}, "Contacts in each of the last " + weeks + " weeks: " + ends[0] + " above the line, " + ends[1] + " below; the most in a week are " + most + "."));
    drawn.append(shape("line", { x1: 0, x2: 440, y1: 60, y2: 60, class: "grid" }));
    const wide = 440 / weeks;
    for (let week = 0; week < weeks; week += 1) {
      const up = (parseInt(out[week], 36) / most) * 40, down = (parseInt(back[week], 36) / most) * 40;
      if (up > 0) drawn.append(shape("rect", { x: week * wide + 1, y: 60 - up, width: wide - 2, height: up, class: "bar" }));
      if (down > 0) drawn.append(shape("rect", { x: week * wide + 1, y: 60, width: wide - 2, height: down, class: "theirs" }));
    }
    drawn.append(shape("text", { x: 0, y: 12, class: "soft" }, ends[0] + ", at most " + most + " a week"), shape("text", { x: 0, y: 116, class: "soft" }, ends[1]));
    drawn.append(shape("text", { x: 440, y: 116, "text-anchor": "end", class: "soft" }, weeks + " weeks until " + data.as_of));
    return drawn;
  };

  // Health on its scale, with the interval and the edges of the bands.
  const scale = (row) => {
    const at = (points) => 10 + points * 4.2;
    const drawn = shape("svg", { viewBox: "0 0 440 44", role: "img" });
    drawn.append(shape("title", {}, "Health " + data.shown[row] + " of 100, 90 % interval " + interval(row) + "."));
    drawn.append(shape("line", { x1: at(0), x2: at(100), y1: 14, y2: 14, class: "grid" }));
    for (const edge of [0, data.edges[0], data.edges[1], 100]) {
      drawn.append(shape("line", { x1: at(edge), x2: at(edge), y1: 6, y2: 22, class: "grid" }));
      drawn.append(shape("text", { x: at(edge), y: 38, "text-anchor": "middle", class: "soft" }, String(edge)));
    }
    drawn.append(shape("line", { x1: at(data.lower[row]), x2: at(data.upper[row]), y1: 14, y2: 14, class: "band-line" }));
    drawn.append(shape("circle", { cx: at(data.health[row]), cy: 14, r: 6, class: "bar" }));
    return drawn;
  };

  const contributions = (row) => {
    const known = data.metrics.map((_, place) => place).filter((place) => data.points[row][place] !== null);
    known.sort((a, b) => data.points[row][b] - data.points[row][a] || a - b);
    const most = Math.max(1, ...known.map((place) => data.points[row][place]));
    const table = element("table", { class: "points" });
    table.append(element("caption", {}, "Points of health by metric; they add up to the health."));
    const rows = element("tbody");
    for (const place of known) {
      const points = data.points[row][place], line = element("tr"), bar = element("td");
      const drawn = shape("svg", { viewBox: "0 0 160 12", "aria-hidden": "true" });
      drawn.append(shape("rect", { x: 0, y: 0, width: (points / most) * 160, height: 12, class: "bar" }));
      bar.append(drawn);
      line.append(element("th", { scope: "row" }, data.metrics[place].replaceAll("_", " ")), element("td", { class: "n" }, points.toFixed(1)), bar);
      rows.append(line);
    }
    table.append(rows);
    const unknown = data.metrics.filter((_, place) => data.points[row][place] === null).map((name) => name.replaceAll("_", " "));
    return [table, element("p", { class: "soft" }, unknown.length ? "Unknown: " + unknown.join(", ") + "." : "Every metric is known.")];
  };

  const detail = (row) => {
    const line = element("tr", { class: "detail" }), cell = element("td", { colspan: "7" });
    cell.append(element("h3", { dir: "auto" }, data.source[row] + " and " + data.target[row]));
    const covered = data.coverage[row] === null ? "" : ", " + Math.round(data.coverage[row]) + " % covered";
    const known = data.health[row] !== null;
    const health = known ? "Health " + data.shown[row] + ", 90 % interval " + interval(row) : "Health is unknown";
    cell.append(element("p", {}, health + "; " + data.statuses[data.status[row]] + covered + "."));
    if (known) cell.append(scale(row));
    cell.append(timeline(row), ...(known ? contributions(row) : []));
    line.append(cell);
    return line;
  };

  const person = (row) => {
    const line = element("tr");
    const put = (label, text, attributes = {}) => {
      const made = element("td", { "data-label": label, ...attributes }, text);
      line.append(made);
      return made;
    };
    put(ends[0], data.source[row], { dir: "auto" });
    put(ends[1], data.target[row], { dir: "auto" });
    put("Health", data.shown[row], { class: "n" });
    put("Interval", interval(row), { class: "n" });
    const name = data.bands[data.band[row]] || "unknown";
    put("Band", "").append(element("span", { class: "band " + name }, name));
    put("Status", data.statuses[data.status[row]]);
    const button = element("button", { type: "button", "aria-expanded": "false" }, "Details");
    button.setAttribute("aria-label", "Details of " + data.source[row] + " and " + data.target[row]);
    button.addEventListener("click", () => {
      const open = button.getAttribute("aria-expanded") === "true";
      button.setAttribute("aria-expanded", String(!open));
      if (open) line.nextElementSibling.remove();
      else line.after(detail(row));
    });
    put("More", "").append(button);
    return line;
  };

  const tell = (first, end, advice = "") => {
    const one = (place) => place.toLocaleString("en"), all = state.rows.length;
    const shown = all ? one(first + 1) + " to " + one(end) : "None";
    find("where").textContent = shown + " of " + one(all) + (all === 1 ? " relationship" : " relationships") + advice;
  };

  const draw = () => {
    const pages = Math.max(1, Math.ceil(state.rows.length / size));
    const first = state.page * size;
    body.replaceChildren(...state.rows.slice(first, first + size).map(person));
    find("back").disabled = state.page === 0;
    find("next").disabled = state.page >= pages - 1;
    tell(first, Math.min(first + size, state.rows.length));
    for (const head of document.querySelectorAll("th[data-key]")) {
      const own = head.dataset.key === state.key;
      if (own) head.setAttribute("aria-sort", state.up ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    }
  };

  for (const head of document.querySelectorAll("th[data-key]")) {
    head.querySelector("button").addEventListener("click", () => {
      state.up = head.dataset.key === state.key ? !state.up : true;
      state.key = head.dataset.key;
      state.rows.sort(compare);
      state.page = 0;
      draw();
    });
  }
  search.addEventListener("input", select);
  band.addEventListener("change", select);
  // A button that becomes disabled loses the focus; whoever uses keys goes on from the other one.
  const turn = (step, own, other) => find(own).addEventListener("click", () => {
    state.page += step;
    draw();
    if (find(own).disabled) find(other).focus();
  });
  turn(-1, "back", "next");
  turn(1, "next", "back");
  // Paper has no next page to turn to: the others are printed round the one that is open, whose
  // details stay as they are. So many that nobody would read them are not.
  let added = [];
  addEventListener("beforeprint", () => {
    if (added.length) return;
    const first = state.page * size, shown = Math.min(first + size, state.rows.length);
    const end = Math.max(shown, Math.min(printed, state.rows.length));
    const before = state.rows.slice(0, first).map(person), after = state.rows.slice(shown, end).map(person);
    body.prepend(...before);
    body.append(...after);
    added = [...before, ...after];
    tell(0, end, end < state.rows.length ? "; to print others, choose them by name or band first" : "");
  });
  addEventListener("afterprint", () => {
    for (const row of added) row.remove();
    added = [];
    const first = state.page * size;
    tell(first, Math.min(first + size, state.rows.length));
  });
  find("scripted").hidden = false;
  find("unscripted").remove();
  select();
})();
