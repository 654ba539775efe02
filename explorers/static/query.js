import {
  arrowPath, clamp, digitsOf, dot, fill, hideStill, leaders, make, niceCeiling, number, oncePerFrame, set, snap, softmax,
  sum, weightedSum,
} from "./shared.js";

const SIZE = 360; // the compass is a square of so many units
const RIM = 24; // left free around the furthest place the query can go to
const PATIENCE = 600; // ms without an answer of the kernel before the picture says that it waits
const BIG_STEP = 10; // with shift held
const WARMER = 10 ** 0.02; // the temperature is multiplied by it at each step
const DUST = 1e-9; // sliders compute min + n * step, and miss a decimal by less
const BADGE = 9; // the radius of a key's number
const KNOB = 9; // the radius of the query's handle
const LINE = 13; // from one line of text to the next
const DIGITS = { score: 2, weight: 3, output: 2, query: 2 };

export default { initialize, render };

/** Keeps the sliders' scalars and the query one: whichever moves, the other follows, and the kernel hears once. */
function initialize({ model }) {
  const names = model.get("query").map((_, i) => `component_${i}`);
  const { fine } = model.get("given");
  const assemble = () => model.set("query", names.map((name) => snap(model.get(name), fine)));
  const spread = () => {
    const named = model.get("query").map((x, i) => [names[i], x]);
    model.set(Object.fromEntries(named.filter(([name, x]) => Math.abs(model.get(name) - x) > DUST)));
  };
  for (const name of names) model.on(`change:${name}`, assemble);
  // A moment later, so that the query is sent to the kernel before the sliders tell it of themselves.
  model.on("change:query", () => queueMicrotask(spread));
}

function render({ model, el }) {
  const given = model.get("given");
  const picture = build(given, model.get("still_id"));
  el.append(picture.root);
  let late = 0;
  const draw = () => {
    const state = think(given, model.get("query"), model.get("temperature"), model.get("answer"));
    clearTimeout(late);
    if (!state.fresh) late = setTimeout(() => tell(picture, given, state, true), PATIENCE);
    show(picture, given, state);
  };
  const redraw = oncePerFrame(draw);
  for (const name of ["query", "temperature", "answer"]) model.on(`change:${name}`, redraw);
  makeMovable(picture, given, model);
  draw();
  adoptSliders(picture, given, model, draw);
  return () => clearTimeout(late);
}

/** All numbers of the picture. What the learner's functions give comes in `answer`, the rest is worked out here. */
export function think(given, query, temperature, answer = {}) {
  const scores = given.scored_by ? (answer.scores ?? null) : given.keys.map((key) => dot(key, query));
  let weights = null;
  if (given.weighed_by) weights = answer.weights ?? null;
  else if (given.weighs && scores) weights = softmax(scores, temperature);
  const marked = weights ?? scores;
  const asks = given.scored_by || given.weighed_by;
  const answered = answer.query?.every((x, i) => x === query[i]) && answer.temperature === temperature;
  return {
    query,
    temperature,
    scores,
    weights,
    sum: weights && sum(weights),
    output: weights && given.values && weightedSum(weights, given.values),
    largest: marked ? leaders(marked) : [],
    sentence: answer.sentence ?? "",
    fresh: !asks || Boolean(answered),
  };
}

// Building, once

function build(given, stillId) {
  const picture = { rows: [], keys: [], outputs: [], reach: { score: 0, weight: 1, output: outputReach(given) } };
  picture.notice = make("p", { class: "notice", role: "status" });
  picture.root = make(
    "div",
    { class: "attention-explorer query-explorer", lang: given.language, "data-lm-suppress-shortcuts": "true" },
    hideStill(stillId),
    make("div", { class: "halves" }, buildCompass(picture, given), buildTable(picture, given)),
    picture.notice,
  );
  // A query of length `reach` scores at most this; longer ones stretch the scale.
  const longest = Math.max(...given.keys.map((key) => Math.hypot(...key)));
  if (!given.scored_by) picture.reach.score = given.reach * longest || 1;
  return picture;
}

const scaleOf = (given) => (SIZE / 2 - RIM) / given.reach;
const placeOf = (given, [x, y]) => [SIZE / 2 + x * scaleOf(given), SIZE / 2 - y * scaleOf(given)];

function buildCompass(picture, given) {
  const words = given.words;
  picture.arrow = make("path", { class: "query-arrow" });
  picture.handle = make(
    "g",
    { class: "handle", tabindex: 0, role: "slider" },
    make("circle", { class: "touch", r: 24 }),
    make("circle", { class: "ring", r: 15 }),
    make("circle", { class: "knob", r: KNOB }),
  );
  set(picture.handle, { "aria-label": words.handle, "aria-roledescription": words.two_dimensional });
  picture.name = make("text", { class: "query-name" }, words.query);
  picture.svg = make(
    "svg",
    { viewBox: `0 0 ${SIZE} ${SIZE}`, role: "group", "aria-label": words.compass },
    buildGrid(given),
    make("g", {}, ...given.keys.map((key, i) => buildKey(picture, given, key, i))),
    picture.arrow,
    buildNames(picture, given),
    picture.handle,
    picture.name,
  );
  return make("div", { class: "compass" }, picture.svg);
}

function buildGrid(given) {
  const grid = make("g", { class: "grid", "aria-hidden": "true" });
  const step = niceCeiling(given.reach / 3);
  const [low, high] = [RIM / 2, SIZE - RIM / 2];
  for (let i = -Math.floor(given.reach / step); i * step <= given.reach; i++) {
    const [x, y] = placeOf(given, [i * step, i * step]);
    const kind = i === 0 ? "axis" : "";
    grid.append(make("line", { x1: x, x2: x, y1: low, y2: high, class: kind }));
    grid.append(make("line", { x1: low, x2: high, y1: y, y2: y, class: kind }));
    if (i === 0) continue;
    const tick = number(i * step, digitsOf(step));
    grid.append(make("text", { x, y: SIZE / 2 + 13, "text-anchor": "middle" }, tick));
    grid.append(make("text", { x: SIZE / 2 - 5, y: y + 4, "text-anchor": "end" }, tick));
  }
  grid.append(make("text", { x: high, y: SIZE / 2 - 6, "text-anchor": "end", class: "axis-name" }, given.axes[0]));
  grid.append(make("text", { x: SIZE / 2 - 6, y: low + 8, "text-anchor": "end", class: "axis-name" }, given.axes[1]));
  return grid;
}

function buildKey(picture, given, key, i) {
  const [x, y] = placeOf(given, key);
  const centre = SIZE / 2;
  const group = make(
    "g",
    { class: "key" },
    make("title", {}, `${given.words.key} ${i + 1}: ${given.labels[i]}`),
    make("path", { d: arrowPath(centre, centre, ...toRim(x - centre, y - centre, BADGE), 2) }),
    make("circle", { cx: x, cy: y, r: BADGE }),
    make("text", { x, y: y + 4, "text-anchor": "middle" }, String(i + 1)),
  );
  picture.keys.push(group);
  return group;
}

/** The way (dx, dy) shortened by `rim`, so that an arrow's head shows in front of the badge at its end. */
function toRim(dx, dy, rim) {
  const length = Math.hypot(dx, dy);
  const rest = Math.max(0, 1 - rim / length);
  return [dx * rest, dy * rest];
}

/** The names of the keys beside their tips, where there is room; the numbers say the rest. */
function buildNames(picture, given) {
  const group = make("g", { class: "names", "aria-hidden": "true" });
  const tips = given.keys.map((key) => placeOf(given, key));
  picture.taken = tips.map(([x, y]) => [x - 10, y - 10, x + 10, y + 10]);
  picture.taken.push([SIZE / 2 - letters(given.axes[1]) - 10, 0, SIZE / 2, 24]);
  picture.taken.push([SIZE - RIM - letters(given.axes[0]), SIZE / 2 - 20, SIZE, SIZE / 2]);
  tips.forEach((tip, i) => {
    const lines = twoLines(given.labels[i]);
    const place = freePlace(tip, lines, BADGE + 3, picture.taken);
    const name = make("text", { class: "name" });
    if (place) {
      picture.taken.push(place.box);
      lines.forEach((line, j) => name.append(make("tspan", { x: place.x, y: place.box[1] + 11 + LINE * j }, line)));
      set(name, { "text-anchor": place.anchor });
    }
    picture.keys[i].label = name;
    group.append(name);
  });
  return group;
}

/** The width of a text at 12 units, near enough to keep names apart; Chinese characters are square. */
const letters = (text) => [...text].reduce((width, c) => width + (c.codePointAt(0) > 0x2e80 ? 12.5 : 6.9), 0);

/** A long name on two lines, broken at the space nearest to its middle. */
function twoLines(text) {
  const spaces = [...text.matchAll(/ /g)].map((match) => match.index);
  if (text.length < 15 || !spaces.length) return [text];
  const middle = spaces.reduce((a, b) => (Math.abs(b - text.length / 2) < Math.abs(a - text.length / 2) ? b : a));
  return [text.slice(0, middle), text.slice(middle + 1)];
}

/** Where a text finds room around a tip: on the sides that look outwards, then on the others; null if nowhere. */
function freePlace([x, y], lines, distance, taken) {
  const width = Math.max(...lines.map(letters));
  const height = LINE * lines.length;
  const middle = clamp(x, width / 2, SIZE - width / 2);
  const right = { anchor: "start", x: x + distance, left: x + distance, top: y - height / 2 };
  const left = { anchor: "end", x: x - distance, left: x - distance - width, top: y - height / 2 };
  const above = { anchor: "middle", x: middle, left: middle - width / 2, top: y - distance - height };
  const below = { ...above, top: y + distance };
  const [out, back] = x < SIZE / 2 ? [left, right] : [right, left];
  const [high, low] = y < SIZE / 2 ? [above, below] : [below, above];
  for (const place of [out, high, back, low]) {
    place.box = [place.left, place.top, place.left + width, place.top + height];
    const inside = place.box[0] >= 0 && place.box[1] >= 0 && place.box[2] <= SIZE && place.box[3] <= SIZE;
    if (inside && !taken.some((other) => overlap(place.box, other))) return place;
  }
  return null;
}

const overlap = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

function buildTable(picture, given) {
  const { words } = given;
  const by = (kind, learner, usual) => [
    make("b", { class: `swatch ${kind}` }, words[kind]), " ",
    make("span", { class: "by" }, learner ? fill(words.your, learner) : usual),
  ];
  const head = make("tr", {}, make("th", { scope: "col" }, make("b", { class: "swatch key" }, words.key)));
  head.append(make("th", { scope: "col" }, ...by("score", given.scored_by, words.dot)));
  if (given.weighs) head.append(make("th", { scope: "col" }, ...by("weight", given.weighed_by, words.softmax)));
  const body = make("tbody", {}, ...given.labels.map((label, i) => buildRow(picture, given, label, i)));
  const widths = given.weighs ? [40, 30, 30] : [48, 52];
  const columns = make("colgroup", {}, ...widths.map((width) => make("col", { style: `width: ${width}%` })));
  const table = make("table", { "aria-label": words.table }, columns, make("thead", {}, head), body);
  if (given.weighs) table.append(buildSum(picture, given));
  const half = make("div", { class: "numbers" }, table);
  if (given.weighs && given.values) half.append(buildOutput(picture, given));
  return half;
}

function buildRow(picture, given, label, i) {
  const row = { score: buildBar("score"), weight: buildBar("weight") };
  const name = make("span", { class: "label" }, label);
  const badge = make("span", { class: "badge" }, String(i + 1));
  const header = make("th", { scope: "row" }, make("span", { class: "inner" }, badge, name));
  row.element = make("tr", {}, header, row.score.cell);
  if (given.weighs) row.element.append(row.weight.cell);
  picture.rows.push(row);
  return row.element;
}

function buildBar(kind, tag = "td") {
  const bar = make("i", { class: `bar ${kind}` });
  const digits = make("span", { class: "digits" });
  const track = make("span", { class: "track", "aria-hidden": "true" }, make("i", { class: "zero" }), bar);
  const cell = make(tag, { class: "measure" }, make("span", { class: "inner" }, track, digits));
  return { cell, bar, digits, track };
}

function buildSum(picture, given) {
  picture.sum = make("span", { class: "digits" });
  picture.sumNote = make("span", { class: "wrong" });
  const cell = make("td", {}, make("span", { class: "inner" }, picture.sumNote, picture.sum));
  const name = make("th", { scope: "row", colspan: 2 }, given.words.sum);
  return make("tfoot", {}, make("tr", { class: "sum" }, name, cell));
}

function buildOutput(picture, given) {
  const list = make("div", { class: "output" }, make("b", { class: "swatch value" }, given.words.output));
  given.value_axes.forEach((axis) => {
    const bar = buildBar("value", "span");
    picture.outputs.push(bar);
    list.append(make("span", { class: "line" }, make("span", { class: "label" }, axis), bar.cell));
  });
  return list;
}

const outputReach = (given) => (given.values ? Math.max(...given.values.flat().map(Math.abs)) || 1 : 1);

// Showing, for every state

function show(picture, given, state) {
  showQuery(picture, given, state);
  showBars(picture, given, state);
  if (given.weighs) showSum(picture, given, state);
  const far = picture.reach.output;
  picture.outputs.forEach((bar, j) => showBar(bar, state.output?.[j], DIGITS.output, -far, far));
  tell(picture, given, state, false);
  nameStates(picture, given, state);
  picture.root.dataset.state = JSON.stringify(state);
  picture.root.dataset.step = Number(picture.root.dataset.step ?? 0) + 1;
}

function showQuery(picture, given, { query }) {
  const [x, y] = placeOf(given, query);
  const centre = SIZE / 2;
  set(picture.arrow, { d: arrowPath(centre, centre, x - centre, y - centre, 4) });
  set(picture.handle, { transform: `translate(${x} ${y})` });
  const name = [given.words.query];
  const place = freePlace([x, y], name, KNOB + 8, picture.taken) ?? freePlace([x, y], name, KNOB + 8, []);
  set(picture.name, { x: place.x, y: place.box[1] + 11, "text-anchor": place.anchor });
}

function showBars(picture, given, { scores, weights, largest }) {
  const reach = picture.reach;
  const most = Math.max(...(scores ?? [0]).map(Math.abs));
  if (!scores) reach.score = 0;
  else if (most > reach.score) reach.score = given.scored_by ? niceCeiling(most) : most;
  const low = Math.min(0, ...(weights ?? []));
  const high = Math.max(1, ...(weights ?? []));
  picture.rows.forEach((row, i) => {
    showBar(row.score, scores?.[i], DIGITS.score, -reach.score, reach.score);
    showBar(row.weight, weights?.[i], DIGITS.weight, low, high);
    for (const element of [row.element, picture.keys[i], picture.keys[i].label]) {
      element.classList.toggle("largest", largest.includes(i));
    }
  });
}

function showBar({ bar, digits, track }, x, places, low, high) {
  const known = Number.isFinite(x);
  const share = (value) => (100 * (clamp(value, low, high) - low)) / (high - low || 1);
  const [from, to] = known ? [share(Math.min(x, 0)), share(Math.max(x, 0))] : [0, 0];
  bar.style.left = `${from}%`;
  bar.style.width = `${to - from}%`;
  bar.hidden = to === from;
  track.style.setProperty("--zero-at", `${share(0)}%`);
  digits.textContent = known ? number(x, places) : "–";
}

function showSum(picture, given, state) {
  const wrong = state.weights && Math.abs(state.sum - 1) > 1e-4;
  picture.sum.textContent = state.weights ? number(state.sum, DIGITS.weight) : "–";
  picture.sumNote.textContent = wrong ? `⚠ ${given.words.sum_wrong}` : "";
}

/** The line below: what is wrong, that the kernel is awaited, or what one can do. */
function tell(picture, given, state, late) {
  const { words } = given;
  const waiting = late ? fill(words.waiting, given.scored_by || given.weighed_by) : "";
  const text = waiting || state.sentence || words.hint + hiddenAxes(given);
  picture.root.classList.toggle("waiting", late);
  picture.notice.classList.toggle("problem", Boolean(state.sentence) && !late);
  if (picture.notice.textContent !== text) picture.notice.textContent = text;
}

function hiddenAxes({ axes, words }) {
  if (axes.length === 2) return "";
  return fill(words.hidden, axes.slice(0, 2).join(words.comma), axes.slice(2).join(words.comma));
}

/** What a screen reader hears when the handle or a slider moves. */
function nameStates(picture, given, state) {
  const { words, axes, labels } = given;
  const [kind, numbers] = state.weights ? ["weight", state.weights] : ["score", state.scores];
  const first = state.largest.map((i) => labels[i]).join(words.comma);
  const value = number(numbers?.[state.largest[0] ?? 0] ?? 0, DIGITS[kind]);
  const largest = numbers ? fill(first ? words.largest : words.alike, words[kind], value, first) : state.sentence;
  const where = state.query.map((x, i) => `${axes[i]} ${number(x, DIGITS.query)}`).join(words.comma);
  const ends = { "aria-valuemin": -given.reach, "aria-valuemax": given.reach, "aria-valuenow": state.query[0] };
  set(picture.handle, { ...ends, "aria-valuetext": `${where}; ${largest}` });
  picture.sliders?.forEach((handle, i) => {
    const value = i < axes.length ? state.query[i] : state.temperature;
    set(handle, { "aria-valuetext": `${number(value, DIGITS.query)}; ${largest}` });
  });
}

// Moving

function makeMovable(picture, given, model) {
  const follow = (event) => {
    const box = picture.svg.getBoundingClientRect();
    const unit = SIZE / box.width / scaleOf(given);
    const x = (event.clientX - box.left - box.width / 2) * unit;
    const y = (box.top + box.height / 2 - event.clientY) * unit;
    moveTo(model, given, [snap(x, given.step), snap(y, given.step), ...model.get("query").slice(2)]);
  };
  const grab = (event) => {
    // A finger scrolls the page unless it takes the handle; a mouse may point anywhere.
    if (event.button || (event.pointerType === "touch" && !picture.handle.contains(event.target))) return;
    event.preventDefault();
    picture.handle.focus({ preventScroll: true });
    picture.svg.setPointerCapture(event.pointerId);
    picture.root.classList.add("dragging");
    follow(event);
  };
  const release = () => picture.root.classList.remove("dragging");
  picture.svg.addEventListener("pointerdown", grab);
  picture.svg.addEventListener("pointermove", (event) => {
    if (picture.svg.hasPointerCapture(event.pointerId)) follow(event);
  });
  for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) picture.svg.addEventListener(name, release);
  picture.handle.addEventListener("keydown", (event) => {
    const direction = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowUp: [1, 1], ArrowDown: [1, -1] }[event.key];
    if (!direction) return;
    const [i, sign] = direction;
    press(event, () => move(model, given, i, event.shiftKey ? sign * BIG_STEP : sign));
  });
}

function moveTo(model, given, query) {
  model.set("query", query.map((x) => clamp(snap(x, given.fine), -given.reach, given.reach)));
  model.save_changes();
}

/** Component i by so many steps. */
function move(model, given, i, steps) {
  moveTo(model, given, model.get("query").map((x, j) => (i === j ? x + steps * given.step : x)));
}

function press(event, action) {
  event.preventDefault();
  event.stopImmediatePropagation();
  action();
}

/** Names the ipywidgets sliders beside the picture (they have no trait for it), once they are on the page. */
function adoptSliders(picture, given, model, draw, tries = 300) {
  const frame = picture.root.closest(".attention-frame");
  const handles = [...(frame?.querySelectorAll(".attention-desk .noUi-handle") ?? [])];
  if (handles.length < given.axes.length) {
    if (tries) requestAnimationFrame(() => adoptSliders(picture, given, model, draw, tries - 1));
    return;
  }
  frame.dataset.lmSuppressShortcuts = "true";
  const names = [...given.axes, given.words.temperature];
  handles.forEach((handle, i) => set(handle, { "aria-label": names[i] }));
  handles.forEach((handle, i) => stepByKeys(handle, i, given, model));
  picture.sliders = handles;
  draw();
}

/** The arrow keys move a slider as they move the handle; with shift, further. The slider's own steps are too fine. */
function stepByKeys(handle, i, given, model) {
  const signs = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };
  handle.addEventListener("keydown", (event) => {
    if (!(event.key in signs)) return;
    press(event, () => {
      const steps = signs[event.key] * (event.shiftKey ? BIG_STEP : 1);
      if (i < given.axes.length) move(model, given, i, steps);
      else heat(model, given, steps);
    });
  }, true);
}

function heat(model, given, steps) {
  model.set("temperature", clamp(model.get("temperature") * WARMER ** steps, given.coldest, given.hottest));
  model.save_changes();
}
