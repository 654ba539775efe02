import { fill, make, number, range, set, softmax, sum, weightedSum, write } from "./shared.js";
import { action, barTable, choice, namedChoice, scrollable, swatch, trackSlider } from "./parts.js";
import { ask, explorer } from "./explorer.js";

const VIEWS = ["online", "cache"];
const OFF = 1e-6; // a difference from plain softmax beyond rounding
const CELL = 10; // units of a score's square

export default explorer({ name: "tiling", think, build, resets: ["tile"] });

/** All numbers of the picture: the running numbers after every tile, or the work for every word; null outside their view. */
export function think(given, state, answer) {
  const names = "maxima sums outputs factors differences weights output plain plain_weights difference work".split(" ");
  const nothing = Object.fromEntries(names.map((name) => [name, null]));
  return { ...nothing, ...(state.view === "online" ? online(given, state, answer) : { work: workOf(given, state.token) }) };
}


/** A word's value, and beside it a row with a single 1: the output then tells the weights too. */
const markedValues = ({ values }) => values.map((row, i) => [...row, ...values.map((_, j) => Number(i === j))]);

function online(given, { scores, tile, done }, answer) {
  const [marked, plainWeights] = [markedValues(given), softmax(scores)];
  const [n, d] = [scores.length, given.features.length];
  const steps = ask(given, answer, "step", () => stepsOf(scores, marked, tile));
  if (!steps) return { plain_weights: plainWeights };
  const [maxima, sums, outputs] = [0, 1, 2].map((i) => steps.map((step) => step[i]));
  const answers = outputs.map((output, t) => output.map((x) => x / sums[t]));
  const reads = steps.map((_, t) => Math.min((t + 1) * tile, n));
  const plain = reads.map((read) => weightedSum(softmax(scores.slice(0, read)), marked.slice(0, read)));
  const differences = answers.map((row, t) => Math.max(...row.map((x, j) => Math.abs(x - plain[t][j]))));
  const now = Math.min(done, steps.length) - 1;
  const read = reads[now] ?? 0;
  return {
    maxima,
    sums,
    outputs: outputs.map((output) => output.slice(0, d)),
    factors: maxima.map((maximum, t) => Math.exp((t ? maxima[t - 1] : -Infinity) - maximum)),
    differences,
    weights: range(n).map((i) => (i < read ? answers[now][d + i] : 0)),
    output: now < 0 ? null : answers[now].slice(0, d),
    plain: now < 0 ? null : plain[now].slice(0, d),
    plain_weights: plainWeights,
    difference: now < 0 ? null : differences[now],
  };
}

/** The three running numbers after each tile: Milakov & Gimelshein (2018), Dao et al. (2022). */
function stepsOf(scores, values, size) {
  let [maximum, total, output] = [-Infinity, 0, values[0].map(() => 0)];
  return range(Math.ceil(scores.length / size)).map((t) => {
    const tile = [t * size, (t + 1) * size];
    const record = Math.max(maximum, ...scores.slice(...tile));
    const [rescale, powers] = [Math.exp(maximum - record), scores.slice(...tile).map((score) => Math.exp(score - record))];
    const added = weightedSum(powers, values.slice(...tile));
    [maximum, total, output] = [record, rescale * total + sum(powers), output.map((x, j) => rescale * x + added[j])];
    return [maximum, total, output];
  });
}

/** Without and with a cache; keys and values, scores, multiply-adds; for this word, and so far. */
function workOf({ sizes: [width, d] }, token) {
  const lengths = range(token).map((t) => t + 1);
  const work = (rows, scores) => [rows.map((x) => 2 * x), scores, rows.map((x, t) => 3 * width * d * x + 2 * d * scores[t])];
  const both = [work(lengths, lengths.map((t) => (t * (t + 1)) / 2)), work(lengths.map(() => 1), lengths)];
  return both.map((counts) => counts.map((count) => [count.at(-1), sum(count)]));
}

// The page

function build(stage) {
  const { given, words, move } = stage;
  const options = [words.view_online, words.view_cache];
  const views = choice({ name: words.view, options, onpick: (i) => move({ view: VIEWS[i] }) });
  const panels = { online: buildOnline(stage), cache: buildCache(stage) };
  const by = Object.values(given.by).map((name) => make("span", { class: "by" }, fill(words.your, name)));
  const show = (numbers) => {
    views.show(VIEWS.indexOf(numbers.view));
    for (const view of VIEWS) panels[view].element.hidden = view !== numbers.view;
    panels[numbers.view].show(numbers);
  };
  const bar = make("div", { class: "settings" }, views.element, ...by);
  const hint = (numbers) => (numbers.sentence ? "" : panels[numbers.view].hint(numbers));
  return { elements: [bar, ...VIEWS.map((view) => panels[view].element)], show, hint };
}

/** Forward, back, and to the end, which at the end starts over. `now()`, `last()`; `show(text)`. */
function stepper({ words, name, first, now, last, go }) {
  const on = action({ label: name, onpress: () => go(Math.min(now() + 1, last())) }).element;
  const back = action({ label: words.back, onpress: () => go(Math.max(now() - 1, first)) }).element;
  const end = action({ label: words.to_end, onpress: () => go(now() < last() ? last() : first) }).element;
  const where = make("b", { class: "where" });
  on.classList.add("main");
  const show = (text) => {
    write(where, text);
    write(end, now() < last() ? words.to_end : words.restart);
    set(on, { "aria-disabled": now() >= last() });
    set(back, { "aria-disabled": now() <= first });
  };
  return { element: make("div", { class: "stepper" }, on, back, end, where), show };
}

/** What cannot be shown is a dash; a change that is only dust is a power of ten. */
const written = (x, digits = 3) => (Number.isFinite(x) ? number(x, digits) : "–");
const dust = (x) => (!Number.isFinite(x) ? "–" : x === 0 ? "0" : x < 5e-4 ? x.toExponential(0).replace("-", "−") : number(x, 3));

// Online softmax

function buildOnline(stage) {
  const { given, words, get, move } = stage;
  const count = () => Math.ceil(given.labels.length / get("tile"));
  const now = () => Math.min(get("done"), count());
  const name = words.tile_size;
  const pick = (i) => move({ tile: given.tiles[i], done: 1 });
  const tiles = namedChoice({ name, options: given.tiles.map(String), onpick: pick });
  const steps = stepper({ words, name: words.next_tile, first: 0, now, last: count, go: (done) => move({ done }) });
  const [table, step, ledger] = [buildWords(stage), buildStep(given), buildLedger(given)];
  const right = make("div", { class: "numbers" }, step.element, ledger.element);
  const desk = make("div", { class: "settings" }, tiles.element, steps.element);
  const element = make("div", { class: "view" }, desk, make("div", { class: "pair" }, table.element, right));
  const show = (numbers) => {
    const shown = { ...numbers, done: now(), tiles: count() };
    tiles.show(given.tiles.indexOf(numbers.tile));
    steps.show(fill(words.tiles_read, shown.done, shown.tiles));
    for (const part of [table, step, ledger]) part.show(shown, saysOnline(given, shown));
  };
  return { element, show, hint: (numbers) => hintOnline(given, { ...numbers, done: now(), tiles: count() }) };
}

const saysOnline = ({ words }, { done, tiles, difference }) => fill(words.says, done, tiles, dust(difference));

function hintOnline({ words }, { done, tiles, differences, difference, factors }) {
  if (!differences) return "";
  if (!done) return words.hint_begin;
  const wrong = differences.findIndex((x) => !(x < OFF));
  if (wrong >= 0 && wrong < done) return fill(words.hint_wrong, dust(difference), wrong + 1);
  if (done === tiles) return fill(words.hint_end, dust(difference));
  if (done === 1) return words.hint_first;
  return factors[done - 1] < 1 ? fill(words.hint_record, number(factors[done - 1], 3)) : words.hint_same;
}

/** The words, tile by tile: scores to move, the weights that they have so far, and where plain softmax would have them. */
function buildWords(stage) {
  const { given, words } = stage;
  const { labels, asking, reach } = given;
  const columns = [
    { kind: "score", title: words.score, reach },
    { kind: "weight", title: words.weight, by: words.so_far, share: true, sum: true },
  ];
  const name = fill(words.asks, labels[asking]);
  const table = barTable({ name, head: words.key, labels, columns, words, badges: false });
  const rows = [...table.element.querySelectorAll("tbody tr")];
  const marks = rows.map(() => make("i", { class: "goal" }));
  rows.forEach((row, i) => row.querySelectorAll(".track")[1].append(marks[i]));
  const sliders = rows.map((row, i) => scoreSlider(stage, row.querySelector(".track"), i));
  const legend = make("span", { class: "by" }, make("i", { class: "goal" }), ` ${words.over_all}`);
  table.element.querySelectorAll("thead th")[2].append(legend);
  const show = ({ scores, weights, plain_weights, tile, done }, said) => {
    const current = labels.map((_, i) => i).filter((i) => Math.floor(i / tile) === done - 1);
    const known = weights && weights.map((weight, i) => (i < done * tile ? weight : null));
    table.show({ score: scores, weight: known }, { largest: current });
    const ends = [Math.min(0, ...(weights ?? [])), Math.max(1, ...(weights ?? []))];
    rows.forEach((row, i) => {
      sliders[i].show(scores[i], said);
      row.classList.toggle("tile-start", i % tile === 0);
      row.classList.toggle("unread", i >= done * tile);
      marks[i].style.left = `${(100 * (plain_weights[i] - ends[0])) / (ends[1] - ends[0])}%`;
    });
  };
  return { element: make("div", { class: "words" }, make("b", {}, name), table.element), show };
}

function scoreSlider({ given, words, get, move }, track, i) {
  const onmove = (x) => move({ scores: get("scores").map((old, j) => (j === i ? x : old)) });
  const ends = { low: -given.reach, high: given.reach, step: 0.1, fine: 0.05, digits: 2 };
  return trackSlider(track, { kind: "score", name: fill(words.score_of, given.labels[i]), ...ends, now: () => get("scores")[i], onmove });
}

/** One tile's step in numbers: what was there, rescaled, with the tile added, divided, and beside it the plain answer. */
function buildStep({ words, features }) {
  const title = make("b");
  const names = [words.maximum, words.total, ...features];
  const heads = [words.before, words.rescaled, words.added, words.now, words.divided, words.plain];
  const { table, cells } = numberTable(["", ...heads], names.map((name, i) => (i < 2 ? name : swatch("value", name))));
  const show = (numbers) => {
    write(title, numbers.done ? fill(words.this_step, numbers.done) : words.start);
    set(table, { "aria-label": title.textContent });
    const lines = stepLines(numbers, features.length);
    cells.forEach((line, i) => line.forEach((cell, j) => write(cell, lines[i][j])));
  };
  return { element: make("div", { class: "part" }, title, scrollable(table, words.this_step)), show };
}

function stepLines({ maxima, sums, outputs, factors, done, output, plain }, d) {
  if (!maxima) return Array(d + 2).fill(Array(6).fill("–"));
  const now = done - 1;
  const zeros = Array(d).fill(0);
  const before = now > 0 ? [maxima[now - 1], sums[now - 1], ...outputs[now - 1]] : [-Infinity, 0, ...zeros];
  if (now < 0) return before.map((x) => ["", "", "", limit(x), "", ""]);
  const after = [maxima[now], sums[now], ...outputs[now]];
  return before.map((x, i) => {
    const added = after[i] - factors[now] * x;
    const middle = i ? [`× ${written(factors[now])}`, `+ ${written(added)}`] : ["", ""];
    const end = i > 1 ? [written(output[i - 2]), written(plain[i - 2])] : ["", ""];
    return [limit(x, i), ...middle, limit(after[i], i), ...end];
  });
}

const limit = (x, i = 1) => (x === -Infinity ? "−∞" : written(x, i ? 3 : 2));

/** Every tile in one line: the record, what it did to the old sums, the sum, and how far the result is from plain softmax. */
function buildLedger({ words, labels }) {
  const heads = [words.tile, words.maximum, words.rescaled, words.total, words.off];
  const { table, cells, rows } = numberTable(heads, labels.map((_, i) => String(i + 1)));
  set(table, { "aria-label": words.all_steps });
  const show = ({ maxima, sums, factors, differences, done, tiles }) => {
    rows.forEach((row, t) => {
      row.hidden = t >= tiles;
      row.classList.toggle("largest", t === done - 1);
      const known = maxima && t < done;
      const wrong = known && !(differences[t] < OFF);
      row.classList.toggle("off", Boolean(wrong));
      const line = known ? [written(maxima[t], 2), written(factors[t]), written(sums[t]), `${wrong ? "⚠ " : ""}${dust(differences[t])}`] : ["", "", "", ""];
      cells[t].forEach((cell, j) => write(cell, line[j]));
    });
  };
  return { element: make("div", { class: "part" }, make("b", {}, words.all_steps), scrollable(table, words.all_steps)), show };
}

/** A plain table of numbers: its heads, and a row for each name. */
function numberTable([corner, ...heads], names) {
  const cells = names.map(() => heads.map(() => make("td")));
  const rows = names.map((name, i) => make("tr", {}, make("th", { scope: "row" }, name), ...cells[i]));
  const first = corner ? make("th", { scope: "col" }, corner) : make("td");
  const head = make("tr", {}, first, ...heads.map((text) => make("th", { scope: "col" }, text)));
  const table = make("table", { class: "figures" }, make("thead", {}, head), make("tbody", {}, ...rows));
  return { table, cells, rows };
}

// KV cache

function buildCache({ given, words, get, move }) {
  const last = () => given.labels.length;
  const go = (token) => move({ token });
  const steps = stepper({ words, name: words.next_word, first: 1, now: () => get("token"), last, go });
  const [rows, squares, counts] = [buildRows(given), buildTriangles(given), buildCounts(given)];
  const right = make("div", {}, squares.element, counts.element);
  const desk = make("div", { class: "settings" }, steps.element);
  const element = make("div", { class: "view" }, desk, make("div", { class: "pair" }, rows.element, right));
  const show = (numbers) => {
    steps.show(fill(words.word_of, numbers.token, last(), given.labels[numbers.token - 1]));
    for (const part of [rows, squares, counts]) part.show(numbers);
  };
  return { element, show, hint: () => words.hint_cache };
}

/** A word's key and value, without and with a cache: computed for the first time, again, or kept. */
function buildRows({ words, labels }) {
  const cells = labels.map(() => ["key", "value", "key", "value"].map((kind) => make("td", { class: kind })));
  const rows = labels.map((label, i) => make("tr", {}, make("th", { scope: "row" }, label), ...cells[i]));
  const group = (text) => make("th", { scope: "colgroup", colspan: 2 }, text);
  const kinds = () => ["key", "value"].map((kind) => make("th", { scope: "col" }, swatch(kind, words[kind])));
  const above = make("tr", {}, make("td"), group(words.without), group(words.with));
  const below = make("tr", {}, make("th", { scope: "col" }, words.word), ...kinds(), ...kinds());
  const table = make("table", { class: "kept-rows", "aria-label": words.cells }, make("thead", {}, above, below), make("tbody", {}, ...rows));
  const texts = { new: words.cell_new, again: words.cell_again, kept: words.cell_kept, "": "" };
  const show = ({ token }) => cells.forEach((line, i) => {
    rows[i].classList.toggle("largest", i === token - 1);
    const states = i >= token ? ["", ""] : i === token - 1 ? ["new", "new"] : ["again", "kept"];
    line.forEach((cell, j) => {
      cell.dataset.is = states[j < 2 ? 0 : 1];
      write(cell, texts[cell.dataset.is]);
    });
  });
  return { element: make("div", {}, make("b", {}, words.cells), scrollable(table, words.cells)), show };
}

/** Which scores are computed for this word: the whole triangle again, or one row. */
function buildTriangles({ words, labels }) {
  const n = labels.length;
  const titles = [words.without, words.with];
  const pictures = titles.map(() => {
    const squares = range(n).map((i) => range(i + 1).map((j) => make("rect", { x: j * CELL, y: i * CELL, width: CELL - 1.2, height: CELL - 1.2 })));
    const svg = make("svg", { viewBox: `-1 -1 ${n * CELL + 1} ${n * CELL + 1}`, role: "img" });
    svg.append(...squares.flat());
    return { svg, squares };
  });
  const figures = titles.map((title, k) => make("div", { class: "triangle score" }, swatch("score", fill(words.scores_of, title)), pictures[k].svg));
  const show = ({ token, work }) => pictures.forEach(({ svg, squares }, k) => {
    set(svg, { "aria-label": fill(words.triangle, titles[k], work[k][1][0]) });
    squares.forEach((row, i) => row.forEach((square) => {
      const computed = i < token && (k === 0 || i === token - 1);
      set(square, { class: computed ? "computed" : i < token ? "past" : "future" });
    }));
  });
  return { element: make("div", { class: "triangles" }, ...figures), show };
}

function buildCounts({ words, features }) {
  const names = [words.rows_computed, words.scores_computed, words.operations];
  const when = [words.this_word, words.so_far];
  const { table, cells } = numberTable([words.count, ...when, ...when], names);
  const above = [words.without, words.with].map((text) => make("th", { scope: "colgroup", colspan: 2 }, text));
  table.tHead.prepend(make("tr", {}, make("td"), ...above));
  set(table, { "aria-label": words.count });
  const [saved, price] = [make("b", { class: "saved" }), make("span", { class: "by" })];
  const show = ({ work, token }) => {
    cells.forEach((line, i) => line.forEach((cell, j) => write(cell, grouped(work[Math.floor(j / 2)][i][j % 2]))));
    write(saved, fill(words.saved, number(work[0][2][1] / work[1][2][1], 1)));
    write(price, fill(words.price, 2 * features.length * token));
  };
  const verdict = make("div", { class: "verdict" }, saved, " ", price);
  return { element: make("div", { class: "part" }, scrollable(table, words.count), verdict), show };
}

/** 12 345 with thin spaces, in any language. */
const grouped = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, "\u2009");
