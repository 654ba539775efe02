import { clamp, fill, make, number, set, softmax, sum, write } from "./shared.js";
import { action, halves, namedChoice, swatch, toggle } from "./parts.js";
import { ask, explorer } from "./explorer.js";

// Units of the drawings, 400 wide.
const [WIDE, LEFT, RIGHT] = [400, 40, 372];
const THUMB = 18; // of a slider, as in spread.css: its middle stays that far from the slider's ends
const FEW = 24; // books that have room for their numbers

export default explorer({ name: "spread", think, build, resets: ["books", "friend", "divide"] });

/** All numbers of the picture; those of strangers' scores, and the first reader's, who may have a friend. */
export function think(given, { d, books, divide, friend, strangers }, answer) {
  const [Q, K] = crowd(given, strangers);
  const shelf = friend ? [...K.slice(0, books), Q[0]] : K.slice(0, books);
  const divisor = { nothing: 1, d }[divide] ?? Math.sqrt(d);
  const own = () => Q.map((query) => shelf.map((key) => firstProducts(query, key, d) / divisor));
  const table = divide === "yours" ? ask(given, answer, "score", own) : own();
  if (!table) return { spread: null, scores: null, weights: null, top: null, mean_top: null, reach: null, counts: null };
  const strange = table.map((row) => row.slice(0, books));
  const scores = friend ? [table[0][books], ...strange[0].slice(1)] : strange[0];
  const spread = deviation(strange.flat());
  const weights = softmax(scores);
  const reach = given.reaches.find((far) => far >= given.widths * spread) ?? given.reaches.at(-1);
  const tops = strange.map((row) => Math.max(...softmax(row)));
  const counts = countsOf(strange.flat(), reach, given.bins);
  return { spread, scores, weights, top: Math.max(...weights), mean_top: sum(tops) / tops.length, reach, counts };
}

function firstProducts(a, b, d) {
  let total = 0;
  for (let i = 0; i < d; i++) total += a[i] * b[i];
  return total;
}

function deviation(numbers) {
  const mean = sum(numbers) / numbers.length;
  return Math.sqrt(sum(numbers.map((x) => (x - mean) ** 2)) / numbers.length);
}

function countsOf(scores, reach, bins) {
  const counts = Array(bins).fill(0);
  for (const score of scores) counts[clamp(Math.floor(((score + reach) / (2 * reach)) * bins), 0, bins - 1)] += 1;
  return counts;
}

// The crowds: drawn as spread.py draws them

let last = { which: null };

/** Questions and labels of crowd number `which`, in full length; the last crowd is kept. */
function crowd({ readers, longest, most_books }, which) {
  if (last.which !== which) {
    const first = which * (readers + most_books) * longest;
    const rows = Array.from({ length: readers + most_books }, (_, i) => normals(first + i * longest, longest));
    last = { which, crowd: [rows.slice(0, readers), rows.slice(readers)] };
  }
  return last.crowd;
}

/** Normal random numbers by Box and Muller (1958). */
function normals(first, n) {
  const numbers = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const at = 2 * (first + i);
    numbers[i] = Math.sqrt(-2 * Math.log(uniform(at))) * Math.cos(2 * Math.PI * uniform(at + 1));
  }
  return numbers;
}

/** A random number between 0 and 1 by its position: T. Ettinger's mulberry32. */
function uniform(at) {
  const state = Math.imul(at + 1, 0x6d2b79f5);
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 2 ** 32;
}

// The picture

function build(stage) {
  const { given, words } = stage;
  const [choices, histogram, curves, shelf] = [buildChoices(stage), buildHistogram(stage), buildCurves(stage), buildShelf(stage)];
  const left = make("div", { class: "numbers" }, histogram.element, curves.element);
  const show = (numbers) => {
    for (const part of [choices, histogram, curves, shelf]) part.show(numbers, says(numbers));
  };
  const says = ({ spread, top, sentence }) =>
    spread === null ? sentence : fill(words.says, brief(spread), number(top, 3));
  const hint = ({ friend }) => (friend ? words.hint_friend : words.hint);
  return { elements: [choices.element, halves(left, shelf.element)], show, says, hint };
}

function buildChoices(stage) {
  const { given, words } = stage;
  const kinds = ["nothing", "root", "d"];
  const options = [words.nothing, words.root, words.by_d];
  if (given.yours) {
    kinds.unshift("yours");
    options.unshift(fill(words.your, given.by.score ?? given.apart));
  }
  const divide = namedChoice({ name: words.scores_are, options, onpick: (i) => stage.move({ divide: kinds[i] }) });
  const friend = toggle({ label: words.friend, onpress: (pressed) => stage.move({ friend: pressed }) });
  const onpress = () => stage.move({ strangers: (stage.get("strangers") + 1) % 100 });
  const others = action({ label: words.others, onpress });
  const show = (numbers) => {
    divide.show(kinds.indexOf(numbers.divide));
    friend.show(numbers.friend);
  };
  const people = make("div", { class: "people" }, friend.element, others.element);
  return { element: make("div", { class: "controls" }, divide.element, people), show };
}

/** A heading with the number that matters, large. */
function headed(kind, title, label, ...content) {
  const big = make("b", { class: "big" });
  const small = make("div", { class: "by below" });
  const head = make("div", { class: "headed" }, swatch(kind, title), make("span", { class: "figure" }, `${label} `, big));
  return { element: make("div", { class: "part" }, head, ...content, small), big, small };
}

const drawing = (name, height, ...content) =>
  make("svg", { viewBox: `0 0 ${WIDE} ${height}`, role: "img", "aria-label": name }, ...content);

const textAt = (x, y, text, anchor = "middle", kind = "") =>
  make("text", { x, y, "text-anchor": anchor, class: kind }, text);

const brief = (x) => number(x, Math.abs(x) < 0.995 ? 3 : 2);

function buildHistogram({ given, words }) {
  const [top, floor] = [8, 124];
  const unit = (RIGHT - LEFT) / given.bins;
  const bins = Array.from({ length: given.bins }, (_, i) => make("rect", { x: LEFT + i * unit, width: unit - 0.6, class: "score" }));
  const bracket = make("path", { class: "bracket" });
  const ticks = [-1, -0.5, 0, 0.5, 1].map((share) => textAt(at(share), floor + 17, "", "middle", share % 1 ? "half" : ""));
  const base = make("line", { x1: LEFT, x2: RIGHT, y1: floor, y2: floor, class: "base" });
  const friend = make("g", { class: "friend" }, make("path", { d: "M0 0l6 -11h-12z", class: "score" }), textAt(0, -16, ""));
  const svg = drawing("", 148, ...bins, base, bracket, friend, ...ticks);
  const panel = headed("score", "", words.spread, svg);
  const title = panel.element.querySelector(".swatch");
  const show = ({ counts, reach, spread, books, scores, friend: there }, said) => {
    write(title, fill(words.all_scores, given.readers * books));
    write(panel.big, spread === null ? "–" : brief(spread));
    set(svg, { "aria-label": said });
    const most = Math.max(...(counts ?? [1]));
    bins.forEach((bin, i) => {
      const height = ((floor - top) * (counts?.[i] ?? 0)) / most;
      set(bin, { y: floor - height, height });
    });
    const far = (x) => clamp((x ?? 0) / (reach ?? 1), -1, 1);
    const [from, to] = [at(-far(spread)), at(far(spread))];
    set(bracket, { d: `M${from} ${floor - 4}v8M${to} ${floor - 4}v8M${from} ${floor}H${to}` });
    ticks.forEach((tick, i) => write(tick, reach === null ? "" : number(((i - 2) / 2) * reach, 0)));
    friend.style.display = there && scores ? "" : "none";
    const x = at(far(scores?.[0]));
    set(friend, { transform: `translate(${x} ${floor})` });
    set(friend.lastChild, { "text-anchor": x > 250 ? "end" : x < 150 ? "start" : "middle" });
    write(friend.lastChild, scores ? fill(words.the_friend, brief(scores[0])) : "");
  };
  return { element: panel.element, show };
}

/** Where a share from -1 to 1 of the scale stands. */
const at = (share) => (LEFT + RIGHT) / 2 + (share * (RIGHT - LEFT)) / 2;

function buildCurves(stage) {
  const { given, words } = stage;
  const doublings = Math.log2(given.longest);
  const [top, floor] = [8, 160];
  const across = (d) => LEFT + ((RIGHT - LEFT) * Math.log2(d)) / doublings;
  const up = (spread) => clamp((top + floor) / 2 - ((floor - top) / 2) * (Math.log2(spread) / 5.6), top - 4, floor + 4);
  const grid = make("g", { class: "grid", "aria-hidden": "true" });
  for (const [y, text] of [[32, "32"], [8, "8"], [2, "2"], [1 / 2, "½"], [1 / 8, "⅛"], [1 / 32, "1⁄32"]]) {
    grid.append(make("line", { x1: LEFT, x2: RIGHT, y1: up(y), y2: up(y) }), textAt(LEFT - 6, up(y) + 4, text, "end"));
  }
  for (let d = 1; d <= given.longest; d *= 4) grid.append(textAt(across(d), floor + 18, String(d)));
  const kinds = { nothing: [0.5, "√d"], root: [0, "1"], d: [-0.5, "1/√d"] };
  const lines = Object.entries(kinds).map(([kind, [power, text]]) => {
    const end = given.longest ** power;
    const y = up(end);
    const shift = { nothing: 30, root: -9, d: -20 }[kind];
    const line = make("line", { x1: across(1), y1: up(1), x2: across(given.longest), y2: y });
    return [kind, make("g", { class: "theory" }, line, textAt(RIGHT - 14, y + shift, text, "end"))];
  });
  const trail = make("g", { class: "trail score" });
  const dot = make("circle", { r: 7, class: "now score" });
  const svg = drawing(words.spread_against, 184, grid, ...lines.map(([, line]) => line), trail, dot);
  const slider = doubling(stage, "d", words.qualities, given.longest, [LEFT, RIGHT]);
  const name = make("b", { class: "swatch score" }, words.spread_against);
  const remember = memory();
  const show = (numbers, said) => {
    const { d, spread, divide, fresh } = numbers;
    slider.show(d, said);
    lines.forEach(([kind, line]) => line.classList.toggle("chosen", kind === divide));
    dot.style.display = spread > 0 ? "" : "none";
    if (spread > 0) set(dot, { cx: across(d), cy: up(spread) });
    if (!fresh || !(spread > 0)) return;
    const seen = remember(numbers);
    trail.replaceChildren(...seen.map(([d, spread]) => make("circle", { r: 3.5, cx: across(d), cy: up(spread) })));
  };
  return { element: make("div", { class: "part" }, name, svg, slider.element), show };
}

/** The spreads seen so far, by d; what else is moved, or a function that answers anew, makes it forget them. */
function memory() {
  let [about, seen] = ["", new Map()];
  return ({ d, spread, books, divide, strangers }) => {
    const now = [books, divide, strangers].join();
    if (now !== about || (seen.has(d) && Math.abs(seen.get(d) - spread) > 1e-9)) [about, seen] = [now, new Map()];
    seen.set(d, spread);
    return [...seen];
  };
}

function buildShelf(stage) {
  const { given, words } = stage;
  const [top, floor] = [22, 308];
  const columns = make("g", {});
  const equal = make("line", { x1: LEFT, x2: RIGHT, class: "equal" });
  const grid = make("g", { class: "grid", "aria-hidden": "true" });
  for (const share of [0, 0.5, 1]) {
    const y = floor - share * (floor - top);
    grid.append(make("line", { x1: LEFT, x2: RIGHT, y1: y, y2: y }), textAt(LEFT - 6, y + 4, number(share, 1), "end"));
  }
  const svg = drawing("", 334, grid, columns, equal);
  const panel = headed("weight", words.one_reader, words.top, svg);
  const slider = doubling(stage, "books", words.books, given.most_books, [LEFT, RIGHT], 2);
  panel.element.append(slider.element);
  const show = ({ weights, books, friend, top: largest, mean_top }, said) => {
    slider.show(books, said);
    set(svg, { "aria-label": said });
    write(panel.big, weights ? number(largest, 3) : "–");
    const average = weights ? fill(words.on_average, given.readers, number(mean_top, 3)) : "";
    panel.small.replaceChildren(make("span", {}, average), make("span", {}, fill(words.equal, number(1 / books, 3))));
    columns.replaceChildren(...drawColumns(weights ?? [], { top, floor, friend }));
    const y = floor - (floor - top) / books;
    set(equal, { y1: y, y2: y });
  };
  return { element: make("div", { class: "numbers" }, panel.element), show };
}

/** One column for each book, the largest with its number; a friend's has a mark at its foot. */
function drawColumns(weights, { top, floor, friend }) {
  const unit = (RIGHT - LEFT) / weights.length;
  const best = weights.indexOf(Math.max(...weights));
  return weights.flatMap((weight, i) => {
    const [x, height] = [LEFT + (i + 0.5) * unit, (floor - top) * weight];
    const kind = i === best ? "weight best" : "weight";
    const width = Math.min(unit * 0.78, 46);
    const column = make("rect", { x: x - width / 2, y: floor - height, width, height, class: kind });
    const parts = [column];
    if (i === best) parts.push(textAt(clamp(x, LEFT + 18, RIGHT - 18), floor - height - 6, number(weight, 3), "middle", "best"));
    const mark = i === 0 && friend ? "★" : weights.length <= FEW ? String(i + 1) : "";
    if (mark) parts.push(textAt(x, floor + 18, mark, "middle", mark === "★" ? "place star" : "place"));
    return parts;
  });
}

/** A slider over powers of two, as wide as the drawing above it from `ends[0]` to `ends[1]`. */
function doubling(stage, trait, name, most, ends, least = 1) {
  const [min, max] = [Math.log2(least), Math.log2(most)];
  const input = make("input", { type: "range", min, max, step: 1, "aria-label": name });
  input.addEventListener("input", () => stage.move({ [trait]: 2 ** Number(input.value) }));
  const value = make("b", {});
  const [left, width] = [ends[0] / WIDE, (ends[1] - ends[0]) / WIDE].map((share) => `${100 * share}%`);
  input.style.marginLeft = `calc(${left} - ${THUMB / 2}px)`;
  input.style.width = `calc(${width} + ${THUMB}px)`;
  const show = (x, said) => {
    input.value = Math.log2(x);
    set(input, { "aria-valuetext": `${x}; ${said}` });
    write(value, x);
  };
  const label = make("div", { class: "doubling-name", "aria-hidden": "true" }, `${name} `, value);
  return { element: make("div", { class: "doubling" }, input, label), show };
}
