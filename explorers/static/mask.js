import { fill, make, matmul, number, scoreMatrix, softmax, sum, write } from "./shared.js";
import { bar, heatMatrix, namedChoice, swatch } from "./parts.js";
import { ask, explorer } from "./explorer.js";

const MASKS = ["none", "before", "after"];
const NOT_ONE = 1e-4; // sums further from 1 are marked
const DUST = 1e-9; // a change below is rounding
const FAR = { weight_changes: 1, changes: 3 }; // the bars of the changes reach this far at first

export default explorer({ name: "mask", think, build });

/** Weights and outputs of the sentence as it is now, and how far each output is from that of the sentence as it was. */
export function think(given, { mask, place, word, size }, answer) {
  const { X, rows, vocabulary } = given;
  const changed = X.map((row, i) => (i === place ? X[rows[vocabulary.indexOf(word)]].map((x) => size * x) : row));
  const both = [X, changed];
  const own = () => {
    const attended = both.map((X) => attend(given, X, mask === "before"));
    return [attended.map(([outputs]) => outputs), attended.map(([, weights]) => weights)];
  };
  const heard = ask(given, answer, "attend", own);
  if (!heard) return { weights: null, sums: null, outputs: null, weight_changes: null, changes: null };
  let [outputs, weights] = heard;
  if (mask === "after") {
    weights = weights.map((table) => table.map((row, i) => row.map((weight, j) => weight * (j <= i))));
    outputs = weights.map((table, i) => matmul(table, matmul(both[i], given.W_v)));
  }
  const [weight_changes, changes] = [weights, outputs].map(largestChanges);
  return { weights: weights[1], sums: weights[1].map(sum), outputs: outputs[1], weight_changes, changes };
}

/** Two tables to the largest change in each row. */
const largestChanges = ([before, now]) => now.map((row, i) => Math.max(...row.map((x, j) => Math.abs(x - before[i][j]))));

/** Scaled attention of embeddings (n, d_model) to themselves; `causal` hides what comes later before softmax. */
function attend({ W_q, W_k, W_v }, X, causal) {
  const scores = scoreMatrix(matmul(X, W_q), matmul(X, W_k), true);
  const weights = scores.map((row, i) => softmax(row.map((score, j) => (causal && j > i ? -Infinity : score))));
  return [matmul(weights, matmul(X, W_v)), weights];
}

function build(stage) {
  const { given, words } = stage;
  const name = (i, { place, word }) =>
    given.labels[i === place && word !== given.standing[i] ? given.rows[given.vocabulary.indexOf(word)] : i];
  const sentence = buildSentence(stage, name);
  const masks = namedChoice({
    name: words.masking,
    options: [words.none, words.before, words.after],
    onpick: (i) => stage.move({ mask: MASKS[i] }),
  });
  const options = given.rows.map((row) => given.labels[row]);
  const onpick = (i) => stage.move({ word: given.vocabulary[i] });
  const becomes = namedChoice({ name: words.becomes, options, onpick });
  const table = buildTable(stage, name);
  const show = (numbers) => {
    masks.show(MASKS.indexOf(numbers.mask));
    sentence.show(numbers);
    becomes.show(given.vocabulary.indexOf(numbers.word));
    table.show(numbers);
  };
  const controls = make("div", { class: "controls" }, masks.element, sentence.element, becomes.element);
  return { elements: [controls, table.element], show, hint: (numbers) => verdict(stage, name, numbers) };
}

/** The sentence as a row of words: the chosen one changes, and starts as it was. */
function buildSentence(stage, name) {
  const { given, words } = stage;
  const onpick = (place) => stage.move({ place, word: given.standing[place], size: 1 });
  const row = namedChoice({ name: words.changing, options: given.labels, onpick });
  row.element.classList.add("sentence");
  const show = (numbers) => {
    row.show(numbers.place);
    row.buttons.forEach((button, i) => write(button, name(i, numbers)));
  };
  return { element: row.element, show };
}

/** The weights, and behind each row its sum and how far its output moved. */
function buildTable({ given, words }, name) {
  const { labels } = given;
  const matrix = heatMatrix({ name: words.table, kind: "weight", rows: labels, columns: labels, words, digits: 3 });
  const lines = [...matrix.table.tBodies[0].rows];
  const heads = [...matrix.table.tHead.rows[0].cells];
  const title = (text, kind) => make("th", { scope: "col", class: "beside" }, swatch(kind, text));
  matrix.table.tHead.rows[0].append(title(words.sum, "weight"), title(words.weights_by, "weight"), title(words.output_by, "value"));
  heads[0].append(make("span", { class: "by" }, given.by.attend ? fill(words.your, given.by.attend) : ""));
  const sums = lines.map(() => make("td", { class: "beside" }));
  const changes = {
    weight_changes: lines.map(() => bar("weight", { tag: "td" })),
    changes: lines.map(() => bar("value", { tag: "td" })),
  };
  lines.forEach((line, i) => line.append(sums[i], ...Object.values(changes).map((bars) => bars[i].element)));
  const group = ["reader", ...labels.map(() => "asked"), "total", "change", "change"].map((name) => make("col", { class: name }));
  matrix.table.prepend(make("colgroup", {}, ...group));
  const far = { ...FAR };
  const show = (numbers) => {
    const { weights, mask, place, size } = numbers;
    const hidden = (i, j) => mask !== "none" && j > i;
    matrix.show(weights, { hidden, column: place, most: 1 });
    matrix.cells.forEach((row, i) => row.forEach((cell, j) => {
      if (weights?.[i][j] === 0) write(cell, "0");
    }));
    for (const [what, bars] of Object.entries(changes)) {
      far[what] = Math.max(far[what], ...(numbers[what] ?? []));
      bars.forEach((one, i) => showChange(one, numbers[what]?.[i], far[what]));
    }
    lines.forEach((line, i) => {
      const called = i === place && size !== 1 ? fill(words.times, name(i, numbers), String(size)) : name(i, numbers);
      for (const head of [line.cells[0], heads[i + 1]]) write(head, called);
      const total = numbers.sums?.[i];
      const wrong = Math.abs(total - 1) > NOT_ONE ? [make("span", { class: "wrong" }, `⚠ ${words.sum_wrong} `)] : [];
      sums[i].replaceChildren(...wrong, total === undefined ? "–" : number(total, 3));
    });
  };
  return { element: make("div", { class: "numbers" }, matrix.element), show };
}

function showChange({ element, show }, change, far) {
  show(change, 0, far);
  element.classList.toggle("moved", change > DUST);
  if (Number.isFinite(change)) write(element.querySelector(".digits"), written(change));
}

/** Exactly nothing is 0, dust is a power of ten. */
const written = (change) => (change === 0 ? "0" : change < 5e-4 ? change.toExponential(0).replace("-", "−") : number(change, 3));

/** Who moved although it should not know, in a sentence. */
function verdict({ given, words }, name, numbers) {
  const { mask, place } = numbers;
  if (!numbers.changes) return "";
  if (place === 0) return words.first;
  const changes = numbers.changes.map((change, i) => Math.max(change, numbers.weight_changes[i]));
  if (changes.every((change) => change === 0)) return words.start;
  const early = changes.slice(0, place);
  const movers = [...early.keys()].filter((i) => early[i] > DUST).map((i) => name(i, numbers));
  const most = early.every((change) => change === 0) ? words.exactly : written(Math.max(...early));
  const word = name(place, numbers);
  if (!movers.length) return fill(words.still, word, most);
  const kind = mask === "none" ? "ahead" : mask === "after" ? "leak" : given.by.attend ? "wrong" : "leak";
  return fill({ ahead: words.ahead, leak: words.leak, wrong: words.wrong }[kind], word, movers.join(words.comma), most);
}
