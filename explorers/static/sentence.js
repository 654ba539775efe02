import { dot, fill, leaders, make, number, set, softmax, sum, weightedSum, write } from "./shared.js";
import { bar, choice, namedChoice, scrollable, stack, stackEnds, swatch } from "./parts.js";
import { ask, explorer } from "./explorer.js";

const NOT_ONE = 1e-4; // a sum of weights further from 1 is marked
const ARC = { high: 84, thick: 18 }; // of the arcs above the words; a weight of 1 is so thick
const FEW = 4; // products that a line of text can hold

export default explorer({ name: "sentence", think, build, resets: ["which"] });

/** All numbers for the word that asks. The learner's function gives those of all words at once. */
export function think(given, { which, word }, answer) {
  const { queries, keys, values } = given.sentences[which];
  const query = queries[word];
  const products = keys.map((key) => key.map((x, i) => x * query[i]));
  const scores = keys.map((key) => dot(key, query) / scaleOf(given, which));
  const role = "self_attend" in given.by ? "self_attend" : "attend";
  const [output, weights] = ask(given, answer, role, () => attended(scores, values, word)) ?? [];
  return {
    query,
    products,
    scores,
    weights: weights?.[word] ?? null,
    sum: weights ? sum(weights[word]) : null,
    parts: weights ? weights[word].map((weight, i) => values[i].map((x) => weight * x)) : null,
    output: output?.[word] ?? null,
  };
}

const scaleOf = ({ scaled, sentences }, which) => (scaled ? Math.sqrt(sentences[which].keys[0].length) : 1);

/** What a function would give for all words, with the row of this word only. */
function attended(scores, values, word) {
  const weights = softmax(scores);
  return [{ [word]: weightedSum(weights, values) }, { [word]: weights }];
}

function build(stage) {
  const { given, words } = stage;
  const views = given.sentences.map((one, which) => buildView(stage, one, which));
  const options = given.sentences.map(({ tokens, chinese }) =>
    make("span", { lang: chinese ? "zh" : "en" }, tokens.join(chinese ? "" : " ")));
  const onpick = (which) => stage.move({ which, word: given.sentences[which].asking });
  const chooser = options.length > 1 ? namedChoice({ name: words.which, options, onpick }) : null;
  const place = make("div", { class: "view" });
  let shown = null;
  const show = (numbers) => {
    const view = views[numbers.which];
    if (view !== shown) place.replaceChildren(view.element);
    shown = view;
    chooser?.show(numbers.which);
    view.show(numbers);
  };
  const hint = (numbers) => says(given, numbers);
  return { elements: [...(chooser ? [chooser.element] : []), place], show, says: hint, hint };
}

function buildView(stage, one, which) {
  const line = buildWords(stage, one);
  const matching = buildMatching(stage, one, which);
  const mixing = buildMixing(stage, one);
  const output = buildOutput(stage, one);
  const flow = buildFlow(one, mixing.rows, output.slot);
  const left = scrollable(matching.table, stage.words.matching);
  const values = scrollable(mixing.table, stage.words.mixing);
  const right = make("div", { class: "right" }, values, flow.element, output.element);
  const broad = one.axes.length + one.value_axes.length > 8 ? " broad" : "";
  const machine = make("div", { class: `machine numbers${broad}` }, left, right);
  const all = [line, matching, mixing, flow, output];
  let last = null;
  const draw = () => last && [line, flow].forEach((part) => part.draw(last));
  // Where things are is asked once a change of size: asked at each move, the page would be laid out again each time.
  const watch = new ResizeObserver(() => {
    [line, flow].forEach((part) => part.measure());
    draw();
  });
  for (const element of [machine, output.slot, ...line.buttons, ...mixing.rows]) watch.observe(element);
  const show = (numbers) => {
    last = { ...numbers, largest: numbers.weights ? leaders(numbers.weights) : [] };
    all.forEach((part) => part.show(last));
    draw();
  };
  return { element: make("div", {}, line.element, machine), show };
}

// The words, and the arcs from the one that asks to those that it reads

function buildWords(stage, one) {
  const options = one.tokens.map((token, i) => named(one, token, one.glosses[i]));
  const onpick = (word) => stage.move({ word });
  const group = choice({ name: stage.words.asks, options, onpick });
  group.buttons.forEach((button, i) => set(button, { "aria-label": one.names[i] }));
  const arcs = one.tokens.map(() => make("path", { class: "arc weight" }));
  const texts = one.tokens.map(() => make("text", { "text-anchor": "middle" }));
  const svg = make("svg", { class: "arcs", height: ARC.high, "aria-hidden": "true" }, ...arcs, ...texts);
  const title = make("div", { class: "by" }, stage.words.asks);
  const line = make("div", { class: "line" }, svg, group.element);
  const element = make("div", { class: "words" }, title, line);
  let places = null;
  const measure = () => (places = placesOf(line, group.buttons));
  const draw = ({ word, weights }) => places && drawArcs({ svg, arcs, texts, places, word, weights });
  const show = ({ word, largest }) => {
    group.show(word);
    group.buttons.forEach((button, i) => button.classList.toggle("largest", largest.includes(i)));
  };
  return { element, buttons: group.buttons, show, measure, draw };
}

/** The middle of each word in its line, and whether it is one line; null where nothing is to be seen. */
function placesOf(line, buttons) {
  const { left, width } = line.getBoundingClientRect();
  if (!width) return null;
  const boxes = buttons.map((button) => button.getBoundingClientRect());
  const middles = boxes.map((box) => box.left + box.width / 2 - left);
  return { middles, inLine: boxes.every(({ top }) => Math.abs(top - boxes[0].top) < 2) };
}

/** A word, and below it what it means where the reader may not know its language. */
function named({ chinese }, token, gloss) {
  const word = make("span", { class: "token", lang: chinese ? "zh" : "en" }, token);
  return make("span", { class: "word" }, word, ...(gloss === token ? [] : [make("span", { class: "gloss" }, gloss)]));
}

/** Arcs are for words in one line; where they wrap, the numbers in the table must do. */
function drawArcs({ svg, arcs, texts, places: { middles, inLine }, word, weights }) {
  const line = inLine && weights;
  svg.style.display = line || !weights ? "" : "none";
  const far = Math.max(...middles.map((middle) => Math.abs(middle - middles[word])), 1);
  arcs.forEach((arc, i) => {
    const weight = line ? weights[i] : 0;
    const [from, to] = [middles[word], middles[i]];
    set(arc, { d: line ? arcPath(from, to, far) : "", "stroke-width": Math.min(Math.abs(weight), 1.5) * ARC.thick });
    arc.classList.toggle("negative", weight < 0);
    set(texts[i], { x: to, y: ARC.high - 4 });
    write(texts[i], line ? number(weight, 2) : "");
  });
}

/** From above one word to above another; a word's arc to itself is a loop. */
function arcPath(from, to, far) {
  const low = ARC.high - 20;
  if (from === to) return `M${from - 6} ${low}C${from - 42} ${low - 62} ${from + 42} ${low - 62} ${from + 6} ${low}`;
  const top = low - 22 - (low - 34) * Math.abs(to - from) / far;
  const lift = low + (top - low) * 4 / 3; // a cubic's middle is at three quarters of its controls
  return `M${from} ${low}C${from} ${lift} ${to} ${lift} ${to} ${low}`;
}

// The first half: query, keys, products, scores, weights

function buildMatching({ given, words }, one, which) {
  const queryName = swatch("query", "");
  const queryCells = one.axes.map(() => make("span", { class: "cell query" }));
  const rows = one.tokens.map((_, i) => matchingRow(one, i));
  const total = totalRow(words, one.axes.length + 2);
  const head = matchingHead(given, words, one, queryName, queryCells);
  const table = make("table", { class: "matching", "aria-label": words.matching }, head);
  table.append(make("tbody", {}, ...rows.map(({ element }) => element)), make("tfoot", {}, total.element));
  const far = reaches(one, scaleOf(given, which));
  const show = (numbers) => {
    write(queryName.firstChild, told(words.query_of, one.names[numbers.word]));
    queryCells.forEach((cell, i) => showCell(cell, numbers.query[i], far.query));
    rows.forEach((row) => row.show(numbers, far));
    total.show(numbers);
  };
  return { table, show };
}

/** How far the numbers of a sentence go, whichever word asks: scales that stand still while one changes the word. */
function reaches({ queries, keys }, scale) {
  const scores = queries.flatMap((query) => keys.map((key) => dot(query, key) / scale));
  const products = queries.map((query) => keys.flatMap((key) => key.map((x, i) => x * query[i])));
  const [low, high] = [Math.min(0, ...scores), Math.max(0, ...scores)];
  return { query: farthest(queries), key: farthest(keys), product: farthest(products), score: [low, high] };
}

function matchingHead(given, words, one, queryName, queryCells) {
  const by = Object.values(given.by)[0];
  const products = given.scaled ? fill(words.divided, one.keys[0].length) : words.products;
  const column = (inside, kind = "") => make("th", { scope: "col", class: kind }, ...inside);
  const axes = one.axes.map((axis, i) => column([make("span", { class: "axis" }, axis), queryCells[i]]));
  const score = swatch("score", words.score, products);
  const weight = swatch("weight", words.weight, by ? fill(words.your, by) : words.softmax);
  const legend = [swatch("key", words.key), make("span", { class: "by" }, words.product)];
  const first = make("tr", {}, make("td"), make("th", { scope: "colgroup", colspan: one.axes.length }, queryName));
  first.append(make("td"), make("td", { class: "first" }));
  return make("thead", {}, first, make("tr", {}, column(legend), ...axes, column([score]), column([weight], "first")));
}

function matchingRow(one, i) {
  const keys = one.keys[i].map(() => make("span", { class: "cell key" }));
  const products = one.keys[i].map(() => make("span", { class: "cell score" }));
  const cells = keys.map((key, k) => make("td", {}, key, products[k]));
  const [score, weight] = [bar("score", { tag: "td" }), bar("weight", { tag: "td" })];
  weight.element.classList.add("first");
  const element = make("tr", {}, rowName(one, i), ...cells, score.element, weight.element);
  const show = (numbers, far) => {
    keys.forEach((cell, k) => showCell(cell, one.keys[i][k], far.key));
    products.forEach((cell, k) => showCell(cell, numbers.products[i][k], far.product));
    score.show(numbers.scores[i], ...far.score);
    showWeight(weight, numbers.weights, i);
    mark(element, numbers, i);
  };
  return { element, show };
}

function showWeight(weight, weights, i) {
  weight.show(weights?.[i], Math.min(0, ...(weights ?? [])), Math.max(1, ...(weights ?? [])));
}

/** A row says whether its word is read most, and whether it is the one that asks. */
function mark(row, { largest, word }, i) {
  row.classList.toggle("largest", largest.includes(i));
  row.classList.toggle("asks", i === word);
}

const rowName = (one, i) => make("th", { scope: "row" }, named(one, one.tokens[i], one.glosses[i]));

/** What the weights add up to, and a mark where that is not 1. */
function totalRow(words, before, ...rest) {
  const [note, text] = [make("span", { class: "wrong" }), make("span", { class: "digits" })];
  const cell = make("td", { class: "first" }, make("span", { class: "inner" }, note, text));
  const element = make("tr", { class: "sum" }, make("th", { scope: "row", colspan: before }, words.sum), cell, ...rest);
  const show = ({ weights, sum: total }) => {
    write(text, weights ? number(total, 3) : "–");
    write(note, weights && Math.abs(total - 1) > NOT_ONE ? `⚠ ${words.sum_wrong}` : "");
  };
  return { element, show };
}

// The second half: the values and where they flow

/** In a narrow window the weights stand here (class "again"), and not in the first table (class "first"). */
function buildMixing({ words }, one) {
  const far = farthest(one.values);
  const weights = one.tokens.map(() => bar("weight", { tag: "td" }));
  const rows = one.values.map((value, i) => {
    const cells = value.map((x) => make("td", {}, showCell(make("span", { class: "cell value" }), x, far)));
    return make("tr", {}, rowName(one, i), weights[i].element, ...cells);
  });
  const total = totalRow(words, 1, make("td", { colspan: one.value_axes.length }));
  for (const { element } of [...weights, total]) element.classList.add("again");
  const body = make("tbody", {}, ...rows);
  const table = make("table", { class: "mixing", "aria-label": words.mixing }, mixingHead(words, one), body);
  table.append(make("tfoot", {}, total.element));
  const show = (numbers) => {
    weights.forEach((weight, i) => showWeight(weight, numbers.weights, i));
    rows.forEach((row, i) => mark(row, numbers, i));
    total.show(numbers);
  };
  return { table, rows, show };
}

function mixingHead(words, one) {
  const axes = one.value_axes.map((axis) => make("th", { scope: "col" }, make("span", { class: "axis" }, axis)));
  const name = make("th", { scope: "colgroup", colspan: axes.length }, swatch("value", words.value));
  const weight = make("th", { scope: "col", class: "again" }, swatch("weight", words.weight));
  const first = make("tr", {}, make("td"), make("td", { class: "again" }), name);
  return make("thead", {}, first, make("tr", {}, make("td"), weight, ...axes));
}

/** A band from each value to the output, as thick as its weight; together they fill the slot, if they sum to 1. */
function buildFlow(one, rows, slot) {
  const bands = one.tokens.map(() => make("path", { class: "band value" }));
  const svg = make("svg", { class: "flow", "aria-hidden": "true" }, ...bands);
  let places = null;
  const measure = () => (places = flowPlaces(svg, rows, slot));
  const draw = ({ weights }) => {
    if (!places) return;
    const { width, height, tops, slotTop, slotHeight } = places;
    const full = Math.min(slotHeight, (0.9 * height) / sum((weights ?? [1]).map(Math.abs))); // weights may be anything
    let filled = 0;
    bands.forEach((band, i) => {
      const weight = weights?.[i] ?? 0;
      const thick = Math.abs(weight) * full;
      const [from, to] = [tops[i], slotTop + filled + thick / 2];
      filled += thick;
      const curve = `C${width / 2} ${from} ${width / 2} ${to} ${width} ${to}`;
      set(band, { d: weights ? `M0 ${from}${curve}` : "", "stroke-width": thick });
      band.classList.toggle("negative", weight < 0);
    });
  };
  return { element: svg, show: () => {}, measure, draw };
}

/** Where the bands begin and end, in the numbers of their picture; null where it is not to be seen. */
function flowPlaces(svg, rows, slot) {
  const { width, height, top } = svg.getBoundingClientRect();
  if (!width) return null;
  const tops = rows.map((row) => row.getBoundingClientRect()).map((box) => (box.top + box.bottom) / 2 - top);
  return { width, height, tops, slotTop: slot.getBoundingClientRect().top - top, slotHeight: slot.offsetHeight };
}

/** The output: for each of its numbers the parts that the words gave, end to end from zero. */
function buildOutput({ words }, one) {
  const low = Math.min(0, ...one.values.flat());
  const high = Math.max(0, ...one.values.flat());
  const stacks = one.value_axes.map((title) => stack({ title, names: one.tokens, wrong: words.parts }));
  const title = swatch("value", "");
  const slot = make("i", { class: "slot", "aria-hidden": "true" });
  const box = make("div", { class: "box" }, title, ...stacks.map(({ element }) => element));
  const show = (numbers) => {
    const { parts, weights, output } = numbers;
    write(title.firstChild, told(words.output_of, one.names[numbers.word]));
    const ends = stackEnds([low, high], parts, output);
    const says = (i, k) =>
      told(words.part, one.names[i], number(weights[i], 3), plain(one.values[i][k]), number(parts[i][k], 3));
    stacks.forEach((stack, k) =>
      stack.show(output?.[k], parts?.map((part) => part[k]), ends, (i) => says(i, k)));
  };
  return { element: make("div", { class: "result" }, slot, box), slot, show };
}

// Cells and words

/** A number on a shade of its role's colour; the same cell back. */
function showCell(cell, x, most) {
  cell.style.setProperty("--share", `${((75 * Math.min(Math.abs(x), most)) / most).toFixed(1)}%`);
  cell.classList.toggle("below", x < 0);
  cell.classList.toggle("nothing", x === 0);
  write(cell, plain(x));
  return cell;
}

/** A sentence with names in it; a Chinese bracket brings its own space. */
const told = (template, ...values) => fill(template, ...values).replaceAll("） ", "）");

const farthest = (rows) => Math.max(...rows.flat().map(Math.abs)) || 1;

/** A number with as many decimals as it needs, two at most. */
const plain = (x) => number(x, [0, 1].find((n) => Math.abs(x - Number(x.toFixed(n))) < 1e-9) ?? 2);

/** Which word is read most, with the arithmetic of its score. */
function says(given, { which, word, query, scores, weights, sentence }) {
  const { words, sentences } = given;
  const { names, keys } = sentences[which];
  if (!weights) return sentence;
  const most = leaders(weights);
  const weight = number(weights[most[0] ?? 0], 3);
  if (!most.length) return told(words.reads_all, names[word], weight);
  const first = most.map((i) => names[i]).join(words.comma);
  if (most.length > 1) return told(words.reads_both, names[word], first, weight);
  const sum = arithmetic(given, query, keys[most[0]]);
  return told(words.reads, names[word], first, sum, number(scores[most[0]], 2), weight);
}

/** "3 × 1 + 1.4 × 0": all products where they are few, else those that are not 0. */
function arithmetic({ scaled }, query, key) {
  const shown = (x) => (x < 0 ? `(${plain(x)})` : plain(x));
  const terms = query.map((x, i) => [x, key[i]]).filter(([x, y]) => query.length <= FEW || x * y);
  const sum = terms.map(([x, y]) => `${shown(x)} × ${shown(y)}`).join(" + ") || "0";
  return scaled ? `(${sum}) ÷ √${query.length}` : sum;
}
