import {
  clamp, dot, fill, leaders, make, matmul, number, press, range, set, softmax, weightedSum, write,
} from "./shared.js";
import { arrow, barTable, choice, halves, namedChoice, plane, scrollable, swatch, toggle } from "./parts.js";
import { ask, explorer } from "./explorer.js";

const VIEWS = ["clocks", "swap", "rotary"];
const STAMPS = ["none", "sinusoidal", "rotary"];
const ROUND = 1e-4; // a hand this close to length 1 is one
const SAME = 1e-9; // outputs this close are one, but for rounding
const BIG_STEP = 10; // with shift held

export default explorer({ name: "positions", think, build, resets: ["view", "stamp"] });

/** All numbers of the view that is shown; those of the others are null. */
export function think(given, state, answer) {
  const stampsOf = (n) => ask(given, answer, "encode", () => range(n).map((p) => stampOf(p, given.width)));
  const turned = (rows, places) => ask(given, answer, "rotate", () => rows.map((row, i) => rotated(row, places[i])));
  const views = {
    clocks: () => ({ row: stampsOf(state.position + 1)?.[state.position] ?? null }),
    swap: () => swapped(given, state, stampsOf, turned),
    rotary: () => scored(given, state, turned),
  };
  const names = ["row", "weights", "outputs", "difference", "query", "key", "parts", "score", "curve"];
  return { ...Object.fromEntries(names.map((name) => [name, null])), ...views[state.view]() };
}

const anglesOf = (place, d) => range(d / 2).map((i) => place / 10000 ** ((2 * i) / d));
const stampOf = (place, d) => anglesOf(place, d).flatMap((angle) => [Math.sin(angle), Math.cos(angle)]);

/** Each pair (2i, 2i + 1) turned counter-clockwise by the angle of its clock. */
function rotated(row, place) {
  return anglesOf(place, row.length).flatMap((angle, i) => {
    const [x, y, cos, sin] = [row[2 * i], row[2 * i + 1], Math.cos(angle), Math.sin(angle)];
    return [x * cos - y * sin, x * sin + y * cos];
  });
}

/** The verb's weights in the order of the words as written, and its outputs: as written, and with two words swapped. */
function swapped(given, { stamp, first, second }, stampsOf, turned) {
  const n = given.X.length;
  const written = range(n);
  const orders = [written, written.map((i) => (i === first ? second : i === second ? first : i))];
  const stamps = stamp === "sinusoidal" ? stampsOf(n) : given.X.map((row) => row.map(() => 0));
  if (!stamps) return {};
  const both = orders.map((order) => order.map((word, i) => given.X[word].map((x, j) => x + stamps[i][j])));
  let [queries, keys, values] = [given.W_q, given.W_k, given.W_v].map((W) => both.map((X) => matmul(X, W)));
  if (stamp === "rotary") {
    const rows = turned([...queries, ...keys].flat(), range(4 * n).map((i) => i % n));
    if (!rows) return {};
    const parts = range(4).map((i) => rows.slice(i * n, (i + 1) * n));
    [queries, keys] = [parts.slice(0, 2), parts.slice(2)];
  }
  const read = orders.map((order, i) => {
    const query = queries[i][order.indexOf(given.asking)];
    const weights = softmax(keys[i].map((key) => dot(query, key) / Math.sqrt(query.length)));
    return { weights: written.map((word) => weights[order.indexOf(word)]), output: weightedSum(weights, values[i]) };
  });
  const outputs = read.map(({ output }) => output);
  const difference = Math.max(...outputs[0].map((x, i) => Math.abs(x - outputs[1][i])));
  return { weights: read.map(({ weights }) => weights), outputs, difference };
}

/** Query and key turned to their positions, their score pair by pair, and the score for every position of the key. */
function scored(given, { query_at, key_at }, turned) {
  const places = [query_at, ...range(given.farthest + 1)];
  const rows = turned(places.map((_, i) => (i ? given.key : given.query)), places);
  if (!rows) return {};
  const [query, ...keys] = rows;
  const key = keys[key_at];
  const parts = range(query.length / 2).map((i) => query[2 * i] * key[2 * i] + query[2 * i + 1] * key[2 * i + 1]);
  return { query, key, parts, score: dot(query, key), curve: keys.map((row) => dot(query, row)) };
}

// The page

function build(stage) {
  const { given, words, move } = stage;
  const options = [words.view_clocks, words.view_swap, words.view_rotary];
  const views = choice({ name: words.view, options, onpick: (i) => move({ view: VIEWS[i] }) });
  const panels = { clocks: buildClocks(stage), swap: buildSwap(stage), rotary: buildRotary(stage) };
  const show = (numbers) => {
    views.show(VIEWS.indexOf(numbers.view));
    for (const view of VIEWS) panels[view].element.hidden = view !== numbers.view;
    panels[numbers.view].show(numbers);
  };
  const bar = make("div", { class: "settings" }, views.element, ...byWhom(given));
  const hint = (numbers) => (numbers.sentence ? "" : panels[numbers.view].hint(numbers));
  return { elements: [bar, ...VIEWS.map((view) => panels[view].element)], show, hint };
}

const byWhom = ({ by, words }) =>
  Object.values(by).map((name) => make("span", { class: "by" }, fill(words.your, name)));

/** A slider of whole numbers, from 0. `show(value, valuetext)`. */
function rail({ name, last, kind = "", onmove }) {
  const input = make("input", { type: "range", min: 0, max: last, step: 1, "aria-label": name });
  const shown = make("output", { "aria-hidden": "true" });
  input.addEventListener("input", () => onmove(Number(input.value)));
  input.addEventListener("keydown", (event) => {
    const sign = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (sign) press(event, () => onmove(clamp(Number(input.value) + sign * (event.shiftKey ? BIG_STEP : 1), 0, last)));
  });
  const title = kind ? swatch(kind, name) : make("span", { class: "plain" }, name);
  const element = make("div", { class: `rail ${kind}` }, title, input, shown);
  const show = (value, said) => {
    input.value = value;
    write(shown, value);
    set(input, { "aria-valuetext": said });
  };
  return { element, show };
}

// Clocks

function buildClocks({ given, words, move }) {
  const clocks = range(given.width / 2).map((i) => clock(words, i, given.width));
  const slider = rail({ name: words.position, last: given.last, onmove: (position) => move({ position }) });
  const cells = range(given.width).map(() => make("td"));
  const heads = range(given.width).map((i) => make("th", { scope: "col" }, String(i)));
  const caption = make("b");
  const stamp = make("table", { class: "stamp" }, make("thead", {}, make("tr", {}, ...heads)),
    make("tbody", {}, make("tr", {}, ...cells)));
  const faces = make("div", { class: "clocks" }, ...clocks.map((one) => one.element));
  const shown = make("div", { class: "numbers" }, faces, make("div", { class: "stamp-title" }, caption), scrollable(stamp, words.view_clocks));
  const element = make("div", { class: "view" }, slider.element, shown);
  const show = ({ position, row }) => {
    const said = row ? row.map((x) => number(x, 2)).join(words.comma) : "–";
    slider.show(position, fill(words.said, position, said));
    write(caption, fill(words.stamp, position));
    set(stamp, { "aria-label": caption.textContent });
    cells.forEach((cell, i) => write(cell, row ? number(row[i], 3) : "–"));
    clocks.forEach((one, i) => one.show(row && row.slice(2 * i, 2 * i + 2), position));
  };
  return { element, show, hint: () => words.move_on };
}

/** One pair of columns as a hand: the sine to the right, the cosine upwards, so that it starts at twelve. */
function clock(words, i, d) {
  const speed = 10000 ** ((-2 * i) / d);
  const hand = make("path", { class: "hand" });
  const swept = make("path", { class: "swept" });
  const ticks = range(12).map((hour) => make("line", { x1: 0, x2: 0, y1: -50, y2: -45, transform: `rotate(${30 * hour})` }));
  const face = make("g", { class: "face" }, make("circle", { r: 50 }), ...ticks);
  const svg = make("svg", { viewBox: "-62 -62 124 124", "aria-hidden": "true" });
  svg.append(face, swept, hand, make("circle", { class: "pin", r: 3 }));
  const title = make("b", {}, fill(words.clock, i));
  const columns = make("span", { class: "by" }, fill(words.columns, 2 * i, 2 * i + 1));
  const [numbers, turned] = [make("span"), make("span")];
  const round = make("span", { class: "by" }, fill(words.turn, number((2 * Math.PI) / speed, i ? 0 : 1)));
  const element = make("div", { class: "clock" }, title, columns, svg, numbers, turned, round);
  const show = (pair, position) => {
    const [sin, cos] = pair ?? [0, 0];
    const length = Math.hypot(sin, cos);
    const shrink = 50 / Math.max(length, 1.2 * Number(length > 1.2), 1); // a hand far too long still stays in sight
    set(hand, { d: pair ? `M0 0L${sin * shrink} ${-cos * shrink}` : "" });
    set(swept, { d: sweep(position * speed) });
    write(numbers, pair ? fill(words.hand, number(sin, 2), number(cos, 2)) : "–");
    const off = pair && Math.abs(length - 1) > ROUND;
    const angle = number((position * speed * 180) / Math.PI, i > 1 ? 1 : 0);
    write(turned, off ? `⚠ ${fill(words.off, number(length, 2))}` : fill(words.degrees, angle));
  };
  return { element, show };
}

/** The sector that the angle has swept since twelve, its last turn only. */
function sweep(angle) {
  const rest = angle % (2 * Math.PI);
  if (rest < 1e-9) return "";
  return `M0 0L0 -40A40 40 0 ${rest > Math.PI ? 1 : 0} 1 ${40 * Math.sin(rest)} ${-40 * Math.cos(rest)}Z`;
}

// Swap

function buildSwap({ given, words, move }) {
  const { labels, asking } = given;
  const stamps = namedChoice({
    name: words.stamps,
    options: STAMPS.map((_, i) => [words.none, words.sinusoidal, words.rotary][i]),
    onpick: (i) => move({ stamp: STAMPS[i] }),
  });
  const first = namedChoice({ name: words.swap, options: labels, onpick: (i) => move({ first: i }) });
  const second = namedChoice({ name: words.with, options: labels, onpick: (i) => move({ second: i }) });
  const orders = [words.as_written, words.swapped].map((name) => sentenceRow(name));
  const rows = make("div", { class: "orders" }, ...orders.map((row) => row.element));
  const twice = (kind, digits, more) => [
    { kind: `${kind} before`, title: words.as_written, digits, ...more },
    { kind: `${kind} after`, title: words.swapped, digits, ...more },
  ];
  const tableOf = (name, head, names, kind, digits, more) => {
    const options = { name, head, headKind: "plain", labels: names, columns: twice(kind, digits, more), words, badges: false };
    return barTable(options);
  };
  const asks = labels[asking];
  const weights = tableOf(fill(words.weights, asks), words.word, labels, "weight", 3, { share: true });
  const outputs = tableOf(fill(words.outputs, asks), words.quality, given.features, "value", 3, { reach: 1 });
  const titled = (kind, title, table) => make("div", {}, make("b", { class: `swatch ${kind}` }, title), table.element);
  const left = titled("weight", fill(words.weights, asks), weights);
  const verdict = make("b", { class: "difference" });
  const line = make("p", { class: "verdict ruled" }, make("span", {}, words.difference), " ", verdict);
  const right = titled("value", fill(words.outputs, asks), outputs);
  right.append(line);
  const numbers = halves(left, right);
  numbers.classList.add("numbers");
  const swap = make("div", { class: "settings" }, first.element, second.element);
  const element = make("div", { class: "view" }, swap, rows, stamps.element, numbers);
  const show = (now) => {
    stamps.show(STAMPS.indexOf(now.stamp));
    first.show(now.first);
    second.show(now.second);
    const order = range(labels.length);
    [order[now.first], order[now.second]] = [now.second, now.first];
    orders[0].show(range(labels.length), given, []);
    orders[1].show(order, given, now.first === now.second ? [] : [now.first, now.second]);
    weights.show({ "weight before": now.weights?.[0], "weight after": now.weights?.[1] });
    outputs.show({ "value before": now.outputs?.[0], "value after": now.outputs?.[1] }, { largest: apart(now.outputs) });
    write(verdict, now.outputs ? small(now.difference) : "–");
  };
  return { element, show, hint: (now) => saysSwap(given, now) };
}

const apart = (outputs) => (outputs ? range(outputs[0].length).filter((i) => Math.abs(outputs[0][i] - outputs[1][i]) > SAME) : []);

/** 0, 1.1·10⁻¹⁶ or 0.123. */
function small(x) {
  if (x === 0 || x > 1e-4) return x === 0 ? "0" : number(x, 3);
  const [lead, power] = x.toExponential(1).split("e");
  return `${lead}·10${[...power].map((c) => ({ "-": "⁻" })[c] ?? "⁰¹²³⁴⁵⁶⁷⁸⁹"[c]).join("")}`;
}

/** The words in their order, each with its position; those that changed places are framed. */
function sentenceRow(name) {
  const list = make("ol", { start: 0, "aria-label": name });
  const element = make("div", { class: "order" }, make("span", { class: "by" }, name), list);
  const show = (order, { labels, asking }, changed) =>
    list.replaceChildren(...order.map((word, i) => {
      const role = [changed.includes(i) ? "changed" : "", word === asking ? "asking" : ""].join(" ");
      return make("li", { class: role }, make("span", { class: "place" }, String(i)), labels[word]);
    }));
  return { element, show };
}

function saysSwap({ labels, asking, words, X }, { first, second, outputs, difference }) {
  if (!outputs) return "";
  if (first === second) return words.nothing;
  if (X[first].every((x, j) => x === X[second][j])) return fill(words.twins, labels[asking], labels[first], labels[second]);
  return fill(difference < SAME ? words.blind : words.sees, labels[asking]);
}

// Rotary

function buildRotary({ given, words, move, get }) {
  const { labels, asking, asked, farthest } = given;
  const go = (trait, other) => (place) => {
    const step = place - get(trait);
    if (!get("together")) return move({ [trait]: place });
    const held = clamp(step, -get(other), farthest - get(other));
    return move({ [trait]: get(trait) + held, [other]: get(other) + held });
  };
  const query = rail({ name: fill(words.place_of, labels[asking]), last: farthest, kind: "query", onmove: go("query_at", "key_at") });
  const key = rail({ name: fill(words.place_of, labels[asked]), last: farthest, kind: "key", onmove: go("key_at", "query_at") });
  const together = toggle({ label: words.together, onpress: (pressed) => move({ together: pressed }) });
  const lengths = (row) => range(row.length / 2).map((i) => Math.hypot(row[2 * i], row[2 * i + 1]));
  const far = Math.max(...lengths(given.query), ...lengths(given.key));
  const pairs = range(given.query.length / 2).map((i) => pairOfArrows(given, i, far));
  const planes = make("div", { class: "pairs" }, ...pairs.map((pair) => pair.element));
  const curve = scoreCurve(given, dot(lengths(given.query), lengths(given.key)) || 1);
  const score = make("b", { class: "digits" });
  const distance = make("b");
  const line = make("p", { class: "verdict" }, make("span", {}, words.distance), " ", distance, " ", swatch("score", words.score), " ", score);
  const rails = make("div", { class: "rails" }, query.element, key.element, together.element);
  const both = halves(planes, make("div", {}, line, curve.element));
  both.classList.add("numbers");
  const element = make("div", { class: "view" }, rails, both);
  const show = (now) => {
    const apartBy = now.key_at - now.query_at;
    const told = now.score === null ? "–" : number(now.score, 4);
    query.show(now.query_at, fill(words.said_score, now.query_at, number(apartBy, 0), told));
    key.show(now.key_at, fill(words.said_score, now.key_at, number(apartBy, 0), told));
    together.show(now.together);
    pairs.forEach((pair, i) => pair.show(now, i));
    [distance.textContent, score.textContent] = [number(apartBy, 0), told];
    curve.show(now);
  };
  return { element, show, hint: () => words.keep };
}

/** One pair of components: query and key as arrows, turned to their positions. */
function pairOfArrows(given, i, far) {
  const { words } = given;
  const speed = (10000 ** ((-2 * i) / given.query.length) * 180) / Math.PI;
  const title = fill(words.pair, i, number(speed, i ? 2 : 0));
  const on = plane({ name: title, reach: far * 1.1, axes: given.axes.slice(2 * i, 2 * i + 2), size: 200, rim: 14 });
  const [query, key] = [arrow(on, "query", { width: 4 }), arrow(on, "key", { width: 3 })];
  on.layer.append(key.element, query.element);
  const part = make("span");
  const element = make("div", { class: "pair" }, make("b", {}, title), on.element, part);
  const show = (now) => {
    const pair = (row) => (row ? row.slice(2 * i, 2 * i + 2) : [0, 0]);
    query.show(pair(now.query));
    key.show(pair(now.key));
    write(part, now.parts ? fill(words.pair_score, number(now.parts[i], 3)) : "–");
  };
  return { element, show };
}

/** The score for every position of the key, as bars that go as far as `reach`; the two positions now are marked. */
function scoreCurve(given, reach) {
  const { words, labels, asked, asking, farthest } = given;
  const [width, middle, half] = [420, 90, 70];
  const x = (place) => 14 + (place * (width - 28)) / farthest;
  const bars = range(farthest + 1).map(() => make("rect", { class: "score-bar", width: 8 }));
  const marks = [["query", labels[asking]], ["key", labels[asked]]].map(([kind, label]) => ({
    kind,
    line: make("line", { class: `mark ${kind}`, y1: middle - half - 4, y2: middle + half + 4 }),
    text: make("text", { class: "name", "text-anchor": "middle" }, label),
  }));
  const tick = { y: 2 * middle + 26, "text-anchor": "middle", class: "tick" };
  const ticks = range(farthest / 5 + 1).map((i) => make("text", { ...tick, x: x(5 * i) }, String(5 * i)));
  const svg = make("svg", { viewBox: `0 -20 ${width} ${2 * middle + 52}`, role: "img" });
  svg.append(make("line", { class: "base", x1: 4, x2: width - 4, y1: middle, y2: middle }));
  svg.append(...marks.map((mark) => mark.line), ...bars, ...ticks, ...marks.map((mark) => mark.text));
  const title = fill(words.against, labels[asked]);
  const element = make("div", { class: "curve" }, make("span", { class: "by" }, title), svg);
  const show = ({ curve, query_at, key_at, score }) => {
    bars.forEach((bar, place) => {
      const tall = (half * clamp(curve?.[place] ?? 0, -reach, reach)) / reach;
      set(bar, { x: x(place) - 4, y: middle - Math.max(tall, 0), height: Math.abs(tall) });
      bar.classList.toggle("now", place === key_at);
    });
    const places = { query: query_at, key: key_at };
    for (const { kind, line, text } of marks) {
      set(line, { x1: x(places[kind]), x2: x(places[kind]) });
      set(text, { x: clamp(x(places[kind]), 30, width - 30), y: kind === "query" ? -2 : 2 * middle + 6 });
    }
    const top = curve ? leaders(curve).join(words.comma) : "–";
    const told = score === null ? "–" : number(score, 2);
    const largest = fill(words.largest, words.score, curve ? number(Math.max(...curve), 2) : "–", top);
    set(svg, { "aria-label": `${title}${words.colon}${largest}${words.comma}${words.score} ${told}` });
  };
  return { element, show };
}
