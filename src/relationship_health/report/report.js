"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const size = 25;
  const svgSpace = "http://www.w3.org/2000/svg";
  const count = data.source.length;
  const find = (id) => document.getElementById(id);
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
    const drawn = shape("svg", { viewBox: "0 0 640 120", role: "img" });
    drawn.append(shape("title", {}, "Contacts in each of the last " + weeks + " weeks: theirs below the line, ours above; the largest is " + most + "."));
    drawn.append(shape("line", { x1: 0, x2: 640, y1: 60, y2: 60, class: "grid" }));
    const wide = 640 / weeks;
    for (let week = 0; week < weeks; week += 1) {
      const up = (parseInt(out[week], 36) / most) * 52, down = (parseInt(back[week], 36) / most) * 52;
      if (up > 0) drawn.append(shape("rect", { x: week * wide + 1, y: 60 - up, width: wide - 2, height: up, class: "bar" }));
      if (down > 0) drawn.append(shape("rect", { x: week * wide + 1, y: 60, width: wide - 2, height: down, class: "theirs" }));
    }
    drawn.append(shape("text", { x: 0, y: 12, class: "soft" }, "ours"), shape("text", { x: 0, y: 116, class: "soft" }, "theirs"));
    drawn.append(shape("text", { x: 640, y: 12, "text-anchor": "end", class: "soft" }, "weeks until " + data.as_of));
    return drawn;
  };

  const contributions = (row) => {
    const table = element("table");
    table.append(element("caption", {}, "Points of health by metric; they add up to the health."));
    const rows = element("tbody");
    data.metrics.forEach((name, place) => {
      const points = data.points[row][place];
      if (points === null) return;
      const line = element("tr");
      line.append(element("th", { scope: "row" }, name), element("td", { class: "n" }, points.toFixed(1)));
      rows.append(line);
    });
    table.append(rows);
    const unknown = data.metrics.filter((_, place) => data.points[row][place] === null);
    return [table, element("p", { class: "soft" }, unknown.length ? "Unknown: " + unknown.join(", ") + "." : "Every metric is known.")];
  };

  const detail = (row) => {
    const line = element("tr", { class: "detail" }), cell = element("td", { colspan: "7" });
    cell.append(element("h3", { dir: "auto" }, data.source[row] + " and " + data.target[row]));
    const known = data.coverage[row] === null ? "" : ", " + Math.round(data.coverage[row]) + " % covered";
    const health = data.health[row] === null ? "Health is unknown" : "Health " + data.shown[row] + ", with 90 % between " + interval(row);
    cell.append(element("p", {}, health + "; " + data.statuses[data.status[row]] + known + "."));
    cell.append(timeline(row), ...contributions(row));
    line.append(cell);
    return line;
  };

  const person = (row) => {
    const line = element("tr");
    line.append(element("td", { dir: "auto" }, data.source[row]), element("td", { dir: "auto" }, data.target[row]));
    line.append(element("td", { class: "n" }, data.shown[row]), element("td", { class: "n" }, interval(row)));
    const name = data.bands[data.band[row]] || "unknown";
    const banded = element("td");
    banded.append(element("span", { class: "band " + name }, name));
    line.append(banded, element("td", {}, data.statuses[data.status[row]]));
    const more = element("td"), button = element("button", { type: "button", "aria-expanded": "false" }, "Details");
    button.setAttribute("aria-label", "Details of " + data.source[row] + " and " + data.target[row]);
    button.addEventListener("click", () => {
      const open = button.getAttribute("aria-expanded") === "true";
      button.setAttribute("aria-expanded", String(!open));
      if (open) line.nextElementSibling.remove();
      else line.after(detail(row));
    });
    more.append(button);
    line.append(more);
    return line;
  };

  const draw = () => {
    const pages = Math.max(1, Math.ceil(state.rows.length / size));
    const first = state.page * size;
    body.replaceChildren(...state.rows.slice(first, first + size).map(person));
    find("back").disabled = state.page === 0;
    find("next").disabled = state.page >= pages - 1;
    const shown = state.rows.length ? first + 1 + " to " + Math.min(first + size, state.rows.length) : "None";
    find("where").textContent = shown + " of " + state.rows.length.toLocaleString("en") + " relationships";
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
  find("back").addEventListener("click", () => { state.page -= 1; draw(); });
  find("next").addEventListener("click", () => { state.page += 1; draw(); });
  find("scripted").hidden = false;
  find("unscripted").remove();
  select();
})();
