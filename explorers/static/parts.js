// Parts of pictures that several explorers use. Each is made once and gives back its `element` and a `show(…)` for every
// state. Styles are in parts.css; sentences come from Python, in `words`.

import { arrowPath, clamp, digitsOf, fill, make, niceCeiling, number, press, set, snap, sum, write } from "./shared.js";

const DIGITS = { score: 2, weight: 3, value: 2, query: 2, key: 2 };
const NOT_ONE = 1e-4; // weights whose sum is further from 1 are marked
const BIG_STEP = 10; // with shift held
const LINE = 13; // units from one line of text to the next

// Two halves, and headings

/** Two parts side by side, the second below the first where it is narrow. */
export const halves = (first, second) => make("div", { class: "halves" }, first, second);

/** The name of a role with its colour; `by` says who computes it. */
export const swatch = (kind, text, by = "") =>
  make("span", {}, make("b", { class: `swatch ${kind}` }, text), " ", ...(by ? [make("span", { class: "by" }, by)] : []));

// Bars

/** One bar with its number. `show(x, low, high)`; what is no number shows as a dash. */
export function bar(kind, { tag = "span", digits = DIGITS[kind] } = {}) {
  const fillElement = make("i", { class: `bar ${kind}` });
  const text = make("span", { class: "digits" });
  const track = make("span", { class: "track", "aria-hidden": "true" }, make("i", { class: "zero" }), fillElement);
  const element = make(tag, { class: "measure" }, make("span", { class: "inner" }, track, text));
  const show = (x, low, high) => {
    const known = Number.isFinite(x);
    const share = (value) => (100 * (clamp(value, low, high) - low)) / (high - low || 1);
    const [from, to] = known ? [share(Math.min(x, 0)), share(Math.max(x, 0))] : [0, 0];
    fillElement.style.left = `${from}%`;
    fillElement.style.width = `${to - from}%`;
    fillElement.hidden = to === from;
    track.style.setProperty("--zero-at", `${share(0)}%`);
    write(text, known ? number(x, digits) : "–");
  };
  return { element, show };
}

/** Bars below each other, one for each name: the numbers of an output, say. `show(numbers, low, high)`. */
export function bars(kind, title, names, options = {}) {
  const all = names.map(() => bar(kind, options));
  const lines = names.map((name, i) =>
    make("span", { class: "line" }, make("span", { class: "label" }, name), all[i].element));
  const element = make("div", { class: "bars" }, make("b", { class: `swatch ${kind}` }, title), ...lines);
  return { element, show: (numbers, low, high) => all.forEach((one, i) => one.show(numbers?.[i], low, high)) };
}

/**
 * A total above the parts that it is made of, end to end from zero: the positive ones rightwards, the negative ones leftwards.
 *
 * `show(total, parts, [low, high], says)`: `says(i)` is a part's tooltip. A part has its name on it where there is room.
 * Where the parts do not add up to the total, `wrong` says to what.
 */
export function stack({ title, names, wrong, digits = 3 }) {
  const pieces = names.map((name) => make("i", { class: "piece" }, make("span", {}, name)));
  const track = make("div", { class: "track" }, ...pieces, make("i", { class: "zero" }));
  const [tip, text] = [make("i", { class: "tip" }), make("b", { class: "digits" })];
  const note = make("span", { class: "wrong" });
  const line = make("div", { class: "total" }, make("span", { class: "axis" }, title), text);
  const picture = make("div", { class: "picture", "aria-hidden": "true" }, track, tip);
  let wide = 0; // asked of the page once a change of size, not at each move
  const fit = () => pieces.forEach((piece, i) =>
    piece.classList.toggle("tiny", (parseFloat(piece.style.width) / 100) * wide < letters(names[i]) + 3));
  new ResizeObserver(() => {
    wide = track.clientWidth;
    fit();
  }).observe(track);
  const show = (total, parts, [low, high], says) => {
    const share = (x) => (100 * (x - low)) / (high - low || 1);
    const known = Number.isFinite(total);
    write(text, known ? number(total, digits) : "–");
    layEndToEnd(pieces, parts, share);
    if (parts) pieces.forEach((piece, i) => set(piece, { title: says(i) }));
    track.style.setProperty("--zero-at", `${share(0)}%`);
    tip.hidden = !known;
    tip.style.left = `${share(known ? total : 0)}%`;
    const added = parts ? sum(parts) : total;
    const off = known && Math.abs(added - total) > NOT_ONE * Math.max(1, Math.abs(added));
    write(note, off ? `⚠ ${fill(wrong, number(added, digits))}` : "");
    fit();
  };
  return { element: make("div", { class: "stacked value" }, line, picture, note), show };
}

function layEndToEnd(pieces, parts, share) {
  let [right, left] = [0, 0];
  pieces.forEach((piece, i) => {
    const part = parts?.[i] ?? 0;
    const from = part < 0 ? (left += part) : right;
    if (part > 0) right += part;
    piece.style.left = `${share(from)}%`;
    piece.style.width = `${share(Math.abs(part)) - share(0)}%`;
    piece.hidden = !part;
  });
}

/** The ends of one scale for several stacks: `parts` (n, m) and their totals (m) may go beyond the usual ends. */
export function stackEnds([low, high], parts, totals) {
  const columns = (totals ?? []).map((total, k) => [total, ...(parts ?? []).map((part) => part[k])]);
  const reach = columns.flatMap(([total, ...column]) =>
    [total, sum(column.filter((x) => x < 0)), sum(column.filter((x) => x > 0))]);
  return [Math.min(low, 0, ...reach), Math.max(high, 0, ...reach)];
}

/**
 * A table with a row for each label and bars in each column; in the foot the sum of the column that has `sum`.
 *
 * `columns`: `{ kind, title, by, digits, reach, share, sum }`, called by their kind in `show`; `reach` is how far the
 * scale goes to both sides at first (larger numbers stretch it), `share` makes it go from 0 to 1 instead.
 * `show({ kind: numbers, … }, { largest: places, hidden: (i) => boolean })`: what is hidden is hatched.
 */
export function barTable({ name, head, headKind = "key", labels, columns, words, badges = true }) {
  const rows = labels.map((label, i) => tableRow(label, badges ? String(i + 1) : "", columns));
  const titles = columns.map(({ kind, title, by }) => make("th", { scope: "col" }, swatch(kind, title, by)));
  const top = make("tr", {}, make("th", { scope: "col" }, swatch(headKind, head)), ...titles);
  const first = columns.length > 1 ? 40 : 48;
  const widths = [first, ...columns.map(() => (100 - first) / columns.length)];
  const group = make("colgroup", {}, ...widths.map((width) => make("col", { style: `width: ${width}%` })));
  const body = make("tbody", {}, ...rows.map((row) => row.element));
  const table = make("table", { class: "bar-table", "aria-label": name }, group, make("thead", {}, top), body);
  const total = columns.some(({ sum }) => sum) ? sumRow(columns, words) : null;
  if (total) table.append(make("tfoot", {}, total.element));
  const reaches = Object.fromEntries(columns.map(({ kind, reach = 0 }) => [kind, reach]));
  const show = (numbers, { largest = [], hidden = () => false } = {}) => {
    for (const column of columns) {
      const [low, high] = scaleOf(column, reaches, numbers[column.kind]);
      rows.forEach((row, i) => row[column.kind].show(numbers[column.kind]?.[i], low, high));
    }
    rows.forEach(({ element }, i) => {
      element.classList.toggle("largest", largest.includes(i));
      element.classList.toggle("hidden-row", Boolean(hidden(i)));
    });
    total?.show(numbers);
  };
  return { element: table, show };
}

function tableRow(label, badge, columns) {
  const name = make("span", { class: "label" }, label);
  const mark = badge ? [make("span", { class: "badge" }, badge)] : [];
  const element = make("tr", {}, make("th", { scope: "row" }, make("span", { class: "inner" }, ...mark, name)));
  const row = { element };
  for (const { kind, digits } of columns) {
    row[kind] = bar(kind, { tag: "td", digits: digits ?? DIGITS[kind] });
    element.append(row[kind].element);
  }
  return row;
}

/** The ends of a column's scale. What goes beyond stretches it, and it stays so: bars must not jump while one drags. */
function scaleOf({ kind, share, round }, reaches, numbers) {
  const known = (numbers ?? []).filter(Number.isFinite);
  if (share) return [Math.min(0, ...known), Math.max(1, ...known)];
  const most = Math.max(0, ...known.map(Math.abs));
  if (!numbers) reaches[kind] = 0;
  else if (most > reaches[kind]) reaches[kind] = round ? niceCeiling(most) : most;
  return [-reaches[kind], reaches[kind]];
}

/** The last row: a sum under its column, with a mark where weights do not sum to 1. */
function sumRow(columns, words) {
  const place = columns.findIndex(({ sum }) => sum);
  const { kind, digits = DIGITS[kind] } = columns[place];
  const [text, note] = [make("span", { class: "digits" }), make("span", { class: "wrong" })];
  const cell = make("td", {}, make("span", { class: "inner" }, note, text));
  const rest = columns.slice(place + 1).map(() => make("td"));
  const element = make("tr", { class: "sum" }, make("th", { scope: "row", colspan: place + 1 }, words.sum), cell, ...rest);
  const show = (numbers) => {
    const total = numbers[kind]?.reduce((sofar, x) => sofar + x, 0);
    write(text, numbers[kind] ? number(total, digits) : "–");
    write(note, numbers[kind] && Math.abs(total - 1) > NOT_ONE ? `⚠ ${words.sum_wrong}` : "");
  };
  return { element, show };
}

// Matrices

/**
 * A table of numbers as colours: row = who asks, column = who is asked.
 *
 * `kind` is "score" (both signs) or "weight" or "value". `show(matrix, { hidden: (i, j) => boolean, row, column, most })`:
 * hidden cells are hatched and read as hidden, `row` and `column` are framed, `most` ends the colour scale.
 * `onpick(i)` makes the names of the rows buttons that choose one.
 */
export function heatMatrix({ name, kind, rows, columns, words, digits = 2, onpick = null }) {
  const heads = columns.map((label) => make("th", { scope: "col" }, label));
  const cells = rows.map(() => columns.map(() => make("td")));
  const names = rows.map((label, i) => make("th", { scope: "row" }, onpick ? pickable(label, () => onpick(i)) : label));
  const lines = rows.map((_, i) => make("tr", {}, names[i], ...cells[i]));
  const head = make("thead", {}, make("tr", {}, make("td"), ...heads));
  const table = make("table", { class: "heat-matrix", "aria-label": name }, head, make("tbody", {}, ...lines));
  const element = scrollable(table, name);
  const show = (matrix, { hidden = () => false, row = -1, column = -1, most = null } = {}) => {
    const known = (matrix ?? []).flat().filter(Number.isFinite).map(Math.abs);
    const end = most ?? Math.max(kind === "weight" ? 1 : 1e-9, ...known);
    cells.forEach((line, i) => line.forEach((cell, j) => {
      showCell(cell, matrix?.[i]?.[j], { kind, end, digits, veiled: hidden(i, j), words });
      cell.classList.toggle("chosen", i === row || j === column);
    }));
    lines.forEach((line, i) => line.classList.toggle("chosen-row", i === row));
    heads.forEach((head, j) => head.classList.toggle("chosen", j === column));
    if (onpick) names.forEach((th, i) => set(th.firstChild, { "aria-pressed": i === row }));
  };
  return { element, table, cells, show };
}

function showCell(cell, x, { kind, end, digits, veiled, words }) {
  const known = Number.isFinite(x);
  set(cell, { class: (known && x < 0 ? "negative" : kind) + (veiled ? " veiled" : "") });
  cell.style.setProperty("--share", `${known ? (100 * Math.min(1, Math.abs(x) / end)).toFixed(1) : 0}%`);
  write(cell, known ? number(x, digits) : veiled ? "" : "–");
  if (veiled) set(cell, { "aria-label": [words.hidden, cell.textContent].join(" ").trim() });
  else cell.removeAttribute("aria-label");
}

const pickable = (label, onclick) => {
  const button = make("button", { type: "button", class: "pick" }, label);
  button.addEventListener("click", onclick);
  return button;
};

/** A box that scrolls sideways where its content is too wide, and can then be reached by keyboard. */
export function scrollable(content, name) {
  const box = make("div", { class: "scrollable" }, content);
  const watch = new ResizeObserver(() => {
    const wide = box.scrollWidth > box.clientWidth + 1;
    if (wide) set(box, { tabindex: 0, role: "region", "aria-label": name });
    else for (const attribute of ["tabindex", "role", "aria-label"]) box.removeAttribute(attribute);
  });
  for (const element of [content, box]) watch.observe(element); // either may change alone
  return box;
}

// Choices

/** A group of words of which one is chosen, by click or arrow keys. `onpick(i)`; `show(i)`. */
export function choice({ name, options, onpick, lang = "" }) {
  const buttons = options.map((option, i) => {
    const button = make("button", { type: "button", role: "radio", class: "option" }, option);
    button.addEventListener("click", () => onpick(i));
    return button;
  });
  const group = make("div", { role: "radiogroup", "aria-label": name, class: "choice", ...(lang && { lang }) }, ...buttons);
  group.addEventListener("keydown", (event) => {
    const now = buttons.indexOf(event.target);
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const ends = { Home: 0, End: buttons.length - 1 };
    if (!by && !(event.key in ends)) return;
    press(event, () => {
      const next = by ? (now + by + buttons.length) % buttons.length : ends[event.key];
      buttons[next].focus();
      onpick(next);
    });
  });
  const show = (chosen) => buttons.forEach((button, i) =>
    set(button, { "aria-checked": i === chosen, tabindex: i === chosen ? 0 : -1 }));
  return { element: group, buttons, show };
}

/** A choice with its name in front of it. */
export function namedChoice(options) {
  const group = choice(options);
  return { ...group, element: make("div", { class: "named" }, make("span", { class: "by" }, options.name), group.element) };
}

/** A button that stays pressed. `onpress(pressed)`; `show(pressed)`. */
export function toggle({ label, onpress }) {
  const element = make("button", { type: "button", class: "option", "aria-pressed": "false" }, label);
  element.addEventListener("click", () => onpress(element.getAttribute("aria-pressed") !== "true"));
  return { element, show: (pressed) => set(element, { "aria-pressed": Boolean(pressed) }) };
}

/** A button that does something once. */
export function action({ label, onpress }) {
  const element = make("button", { type: "button", class: "option" }, label);
  element.addEventListener("click", onpress);
  return { element };
}

// Sliders in the picture

/**
 * Makes `track`, the box of a bar or a line, a slider: by mouse anywhere on it, by finger at its thumb, by keyboard (arrow
 * keys, shift, PageUp and PageDown for ten steps, Home and End).
 *
 * `onmove(x)` hears where it should go, on the grid of `fine`; `now()` says where it is. `show(x, valuetext)`.
 */
export function trackSlider(track, { kind = "", name, low, high, step, fine = step, digits = 2, now, onmove }) {
  const thumb = make("i", { class: `thumb ${kind}` });
  track.append(thumb);
  track.classList.add("track-slider");
  track.removeAttribute("aria-hidden");
  set(track, { role: "slider", tabindex: 0, "aria-label": name, "aria-valuemin": low, "aria-valuemax": high });
  const go = (x) => onmove(clamp(snap(x, fine), low, high));
  takenAlong(track, thumb, (share) => go(low + share * (high - low)));
  track.addEventListener("keydown", (event) => {
    const far = event.shiftKey ? BIG_STEP * step : step;
    const signs = { ArrowRight: far, ArrowUp: far, ArrowLeft: -far, ArrowDown: -far };
    const by = { ...signs, PageUp: BIG_STEP * step, PageDown: -BIG_STEP * step }[event.key];
    const next = { Home: low, End: high }[event.key] ?? (by && now() + by);
    if (next !== undefined) press(event, () => go(next));
  });
  const show = (x, said) => {
    thumb.style.left = `${(100 * (x - low)) / (high - low)}%`;
    set(track, { "aria-valuenow": x, "aria-valuetext": [number(x, digits), said].filter(Boolean).join("; ") });
  };
  return { element: track, show };
}

function takenAlong(track, thumb, go) {
  let held = false;
  const follow = (event) => {
    const box = track.getBoundingClientRect();
    go(clamp((event.clientX - box.left) / box.width, 0, 1));
  };
  track.addEventListener("pointerdown", (event) => {
    // A finger scrolls the page unless it takes the thumb.
    if (event.button || (event.pointerType === "touch" && event.target !== thumb)) return;
    event.preventDefault();
    track.focus({ preventScroll: true });
    track.setPointerCapture(event.pointerId);
    held = true;
    follow(event);
  });
  track.addEventListener("pointermove", (event) => held && follow(event));
  for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) track.addEventListener(name, () => (held = false));
}

// The plane

/**
 * A square plane with a grid, both axes through the origin at its middle, `reach` to every side.
 *
 * `place([x, y])` in units of the drawing, `point(event)` back from the pointer; `layer` is for what an explorer draws.
 */
export function plane({ name, reach, axes = ["", ""], size = 360, rim = 24 }) {
  const unit = (size / 2 - rim) / reach;
  const place = ([x, y]) => [size / 2 + x * unit, size / 2 - y * unit];
  const layer = make("g");
  const svg = make("svg", { viewBox: `0 0 ${size} ${size}`, role: "group", "aria-label": name });
  svg.append(grid({ reach, axes, size, rim, place }), layer);
  const point = (event) => {
    const box = svg.getBoundingClientRect();
    const scale = size / box.width / unit;
    const [x, y] = [event.clientX - box.left - box.width / 2, box.top + box.height / 2 - event.clientY];
    return [x * scale, y * scale];
  };
  const taken = [
    [size / 2 - letters(axes[1]) - 10, 0, size / 2, 24],
    [size - rim - letters(axes[0]), size / 2 - 20, size, size / 2],
  ];
  return { element: make("div", { class: "plane" }, svg), svg, layer, size, reach, place, point, taken };
}

function grid({ reach, axes, size, rim, place }) {
  const lines = make("g", { class: "grid", "aria-hidden": "true" });
  const step = niceCeiling(reach / 3);
  const [low, high] = [rim / 2, size - rim / 2];
  for (let i = -Math.floor(reach / step); i * step <= reach; i++) {
    const [x, y] = place([i * step, i * step]);
    const kind = i === 0 ? "axis" : "";
    lines.append(make("line", { x1: x, x2: x, y1: low, y2: high, class: kind }));
    lines.append(make("line", { x1: low, x2: high, y1: y, y2: y, class: kind }));
    if (i === 0) continue;
    const tick = number(i * step, digitsOf(step));
    lines.append(make("text", { x, y: size / 2 + 13, "text-anchor": "middle" }, tick));
    lines.append(make("text", { x: size / 2 - 5, y: y + 4, "text-anchor": "end" }, tick));
  }
  lines.append(make("text", { x: high, y: size / 2 - 6, "text-anchor": "end", class: "axis-name" }, axes[0]));
  lines.append(make("text", { x: size / 2 - 6, y: low + 8, "text-anchor": "end", class: "axis-name" }, axes[1]));
  return lines;
}

/** An arrow on a plane. `show(to, from = origin)`, both in the plane's own numbers; `rim` units are left free at its end. */
export function arrow(on, kind, { width = 2, rim = 0 } = {}) {
  const element = make("path", { class: `arrow ${kind}` });
  const show = (to, from = [0, 0]) => {
    const [[x, y], [endX, endY]] = [on.place(from), on.place(to)];
    const rest = Math.max(0, 1 - rim / (Math.hypot(endX - x, endY - y) || 1));
    set(element, { d: arrowPath(x, y, (endX - x) * rest, (endY - y) * rest, width) });
  };
  return { element, show };
}

/** A point with a short mark in it, such as the number of its row. `title` is its tooltip; `show(point)`. */
export function badge(on, kind, mark, title = "", r = 9) {
  const element = make("g", { class: `point ${kind}` });
  if (title) element.append(make("title", {}, title));
  element.append(make("circle", { r }), make("text", { y: 4, "text-anchor": "middle" }, mark));
  return { element, show: (point) => set(element, { transform: `translate(${on.place(point)})` }) };
}

/** A name beside a point, where there is room: `show(point)` puts it there, or hides it where there is none. */
export function nameBeside(on, text, { distance = 12, always = false, kind = "" } = {}) {
  const element = make("text", { class: `name ${kind}`, "aria-hidden": "true" });
  const lines = twoLines(text);
  element.append(...lines.map((line) => make("tspan", {}, line)));
  const show = (point) => {
    const at = on.place(point);
    const free = freePlace(at, lines, distance, on) ?? (always ? freePlace(at, lines, distance, { ...on, taken: [] }) : null);
    element.style.display = free ? "" : "none";
    if (!free) return null;
    set(element, { "text-anchor": free.anchor });
    [...element.children].forEach((line, j) => set(line, { x: free.x, y: free.box[1] + 11 + LINE * j }));
    return free.box;
  };
  return { element, show };
}

/** The width of a text at 12 units, near enough to keep names apart; Chinese characters are square. */
export const letters = (text) => [...text].reduce((width, c) => width + (c.codePointAt(0) > 0x2e80 ? 12.5 : 6.9), 0);

/** A long name on two lines, broken at the space nearest to its middle. */
function twoLines(text) {
  const spaces = [...text.matchAll(/ /g)].map((match) => match.index);
  if (text.length < 15 || !spaces.length) return [text];
  const middle = spaces.reduce((a, b) => (Math.abs(b - text.length / 2) < Math.abs(a - text.length / 2) ? b : a));
  return [text.slice(0, middle), text.slice(middle + 1)];
}

/** Where a text finds room around a tip: on the sides that look outwards, then on the others; null if nowhere. */
function freePlace([x, y], lines, distance, { size, taken }) {
  const width = Math.max(...lines.map(letters));
  const height = LINE * lines.length;
  const middle = clamp(x, width / 2, size - width / 2);
  const right = { anchor: "start", x: x + distance, left: x + distance, top: y - height / 2 };
  const left = { anchor: "end", x: x - distance, left: x - distance - width, top: y - height / 2 };
  const above = { anchor: "middle", x: middle, left: middle - width / 2, top: y - distance - height };
  const below = { ...above, top: y + distance };
  const [out, back] = x < size / 2 ? [left, right] : [right, left];
  const [high, low] = y < size / 2 ? [above, below] : [below, above];
  for (const place of [out, high, back, low]) {
    place.box = [place.left, place.top, place.left + width, place.top + height];
    const inside = place.box[0] >= 0 && place.box[1] >= 0 && place.box[2] <= size && place.box[3] <= size;
    if (inside && !taken.some((other) => overlap(place.box, other))) return place;
  }
  return null;
}

const overlap = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/**
 * A point of the plane that one can take: by pointer, by finger, and by keyboard as a two-dimensional slider (arrow keys,
 * shift for ten steps, Home and End to the left and right, PageUp and PageDown ten steps up and down).
 *
 * `onmove([x, y])` hears where it should go, on the grid of `step`; `now()` says where it is; `anywhere` lets the mouse
 * point at any place of the plane. `show([x, y], valuetext)`.
 */
export function handle(on, { kind, name, words, step, onmove, now, reach = on.reach, anywhere = true }) {
  const circles = [["touch", 24], ["ring", 15], ["knob", 9]].map(([part, r]) => make("circle", { class: part, r }));
  const element = make("g", { class: `handle ${kind}`, tabindex: 0, role: "slider" }, ...circles);
  set(element, { "aria-label": name, "aria-roledescription": words.two_dimensional });
  set(element, { "aria-valuemin": -reach, "aria-valuemax": reach });
  const go = (point) => onmove(point.map((x) => clamp(snap(x, step), -reach, reach)));
  dragged(on, element, anywhere, go);
  element.addEventListener("keydown", (event) => {
    const next = steppedTo(event, now(), step, reach);
    if (next) press(event, () => onmove(next.map((x) => clamp(x, -reach, reach))));
  });
  const show = (point, valuetext) => {
    set(element, { transform: `translate(${on.place(point)})`, "aria-valuenow": point[0], "aria-valuetext": valuetext });
  };
  return { element, show };
}

function steppedTo({ key, shiftKey }, [x, y], step, reach) {
  const far = shiftKey ? BIG_STEP * step : step;
  const aims = { ArrowRight: [x + far, y], ArrowLeft: [x - far, y], ArrowUp: [x, y + far], ArrowDown: [x, y - far] };
  const jumps = { Home: [-reach, y], End: [reach, y], PageUp: [x, y + BIG_STEP * step], PageDown: [x, y - BIG_STEP * step] };
  return { ...aims, ...jumps }[key];
}

function dragged(on, element, anywhere, go) {
  const { svg } = on;
  let held = false;
  const release = () => {
    held = false;
    svg.classList.remove("dragging");
  };
  svg.addEventListener("pointerdown", (event) => {
    // A finger scrolls the page unless it takes the handle; a mouse may point anywhere.
    const free = anywhere && event.pointerType !== "touch" && !event.target.closest(".handle");
    const taken = free || element.contains(event.target);
    if (event.button || !taken) return;
    event.preventDefault();
    element.focus({ preventScroll: true });
    svg.setPointerCapture(event.pointerId);
    svg.classList.add("dragging");
    held = true;
    go(on.point(event));
  });
  svg.addEventListener("pointermove", (event) => held && go(on.point(event)));
  for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) svg.addEventListener(name, release);
}
