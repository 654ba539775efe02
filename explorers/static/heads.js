import {
  dot, fill, leaders, make, matmul, number, range, set, softmax, sum, transpose, weightedSum, write,
} from "./shared.js";
import { barTable, choice, heatMatrix, namedChoice, scrollable, swatch, toggle } from "./parts.js";
import { ask, explorer } from "./explorer.js";

const WIDTH = 8; // qualities: the ones digit of the paint
const VIEWS = ["cut", "read"];

export default explorer({ name: "heads", think, build, resets: ["n_heads"] });

/** All numbers of the picture; a function of the learner is asked with painted numbers, and the rest goes where these went. */
export function think(given, state, answer) {
  const n = given.tokens.length;
  const shape = [state.n_heads, n, WIDTH / state.n_heads];
  const reshaped = state.reshaped && !("split" in given.by);
  const places = range(n * WIDTH);
  const painted = places.map(paintOf);
  const cut = ask(given, answer, "split", () => split(painted, shape, reshaped));
  const merged = ask(given, answer, "merge", () => merge(split(painted, shape, false), shape, reshaped));
  const source = cut && placesOf(cut.flat(2), n);
  const target = merged && placesOf(merged.flat(), n);
  const join = (pages) => table(target.map((place) => fromPages(pages, place, shape[2])), WIDTH);
  const read = source && readBy(given, source, shape);
  const output = (leftOut) => {
    if (!read || !target) return null;
    const kept = read.pages.map((page, h) => (leftOut.includes(h) ? page.map((row) => row.map(() => 0)) : page));
    return matmul([join(kept)[state.word]], given.W_o)[0];
  };
  const [withAll, now] = [output([]), output(state.left_out)];
  return {
    cut,
    joined: target && cut && join(cut),
    strangers: cut && sum(cut.flatMap((head) => head.flatMap((row, i) => row.map((x) => Number(wordOf(x, n) !== i))))),
    weights: read && read.weights,
    with_all: withAll,
    output: now,
    change: now && now.map((x, i) => x - withAll[i]),
  };
}

// The cut: numbers are painted, tens the word and ones the quality, both from 1

const paintOf = (place) => 10 * (Math.floor(place / WIDTH) + 1) + (place % WIDTH) + 1;
const isPainted = (x, n) => Number.isInteger(x) && x > 10 && x < 10 * (n + 1) && x % 10 >= 1 && x % 10 <= WIDTH;
const wordOf = (x, n) => (isPainted(x, n) ? Math.floor(x / 10) - 1 : -1);
const table = (flat, columns) => range(flat.length / columns).map((i) => flat.slice(i * columns, (i + 1) * columns));

/** Where each painted number lay; null if one of them was not there. */
const placesOf = (painted, n) =>
  painted.every((x) => isPainted(x, n)) ? painted.map((x) => wordOf(x, n) * WIDTH + (x % 10) - 1) : null;

/** A flat (n, d_model) table as (n_heads, n, d_head): every row cut, or all numbers counted off as they lie. */
function split(flat, [heads, n, width], reshaped) {
  const at = (h, i, c) => (reshaped ? (h * n + i) * width + c : i * WIDTH + h * width + c);
  return range(heads).map((h) => range(n).map((i) => range(width).map((c) => flat[at(h, i, c)])));
}

const merge = (pages, [, n], reshaped) =>
  reshaped ? table(pages.flat(2), WIDTH) : range(n).map((i) => pages.flatMap((page) => page[i]));

/** The number of the pages that belongs at `place` of the row-by-row cut. */
const fromPages = (pages, place, width) =>
  pages[Math.floor((place % WIDTH) / width)][Math.floor(place / WIDTH)][place % width];

// Reading

/** Each head's weights (n_heads, n, n), scaled by √d_head, and pages (n_heads, n, d_head). */
function readBy(given, source, shape) {
  const cutUp = (matrix) => {
    const flat = matrix.flat();
    const [taken, [, n, width]] = [source.map((place) => flat[place]), shape];
    return range(shape[0]).map((h) => table(taken.slice(h * n * width, (h + 1) * n * width), width));
  };
  const [Q, K, V] = [given.Q, given.K, given.V].map(cutUp);
  const scale = Math.sqrt(shape[2]);
  const weights = Q.map((queries, h) => queries.map((q) => softmax(K[h].map((k) => dot(q, k) / scale))));
  return { weights, pages: weights.map((rows, h) => rows.map((row) => weightedSum(row, V[h]))) };
}

// The page

function build(stage) {
  const { given, words, move, get } = stage;
  const views = choice({ name: words.view, options: [words.view_cut, words.view_read], onpick: (i) => move({ view: VIEWS[i] }) });
  const counts = namedChoice({
    name: words.how_many,
    options: given.counts.map(String),
    onpick: (i) => move({ n_heads: given.counts[i], left_out: get("left_out").filter((h) => h < given.counts[i]) }),
  });
  const ways = namedChoice({
    name: words.way,
    options: [words.way_right, words.way_wrong],
    onpick: (i) => move({ reshaped: i === 1 }),
  });
  const mine = Object.values(given.by).map((name) => make("span", { class: "by" }, fill(words.your, name)));
  const bar = make("div", { class: "settings" }, views.element, counts.element, ...("split" in given.by ? [] : [ways.element]), ...mine);
  const panels = { cut: buildCut(stage), read: buildRead(stage) };
  const show = (numbers) => {
    views.show(VIEWS.indexOf(numbers.view));
    counts.show(given.counts.indexOf(numbers.n_heads));
    ways.show(Number(numbers.reshaped));
    for (const view of VIEWS) panels[view].element.hidden = view !== numbers.view;
    panels[numbers.view].show(numbers);
  };
  return {
    elements: [bar, panels.cut.element, panels.read.element],
    show,
    hint: (numbers) => (numbers.view === "cut" ? saysCut : saysRead)(given, numbers),
  };
}

// The view of the cut

function buildCut({ given, words }) {
  const heads = make("div", { class: "heads-cut" });
  const before = paintedTable(given, words.before);
  const joined = paintedTable(given, words.joined);
  const note = make("p", { class: "joined-note" });
  const paint = make("p", { class: "by" }, words.paint);
  const whole = make("div", { class: "whole" }, before.element, paint, joined.element, note);
  const element = make("div", { class: "cut-view numbers" }, whole, heads);
  let parts = [];
  const show = ({ cut, joined: back, n_heads }) => {
    const rows = table(range(given.tokens.length * WIDTH).map(paintOf), WIDTH);
    before.show(rows, { headOf: new Map((cut ?? []).flatMap((head, h) => head.flat().map((x) => [x, h]))) });
    if (parts.length !== n_heads) {
      parts = range(n_heads).map((h) => paintedTable(given, fill(words.head, h)));
      heads.replaceChildren(...parts.map((part) => part.element));
    }
    parts.forEach((part, h) => part.show(cut?.[h] ?? rows.map(() => Array(WIDTH / n_heads).fill(NaN)), { strange: true }));
    joined.show(back ?? rows.map((row) => row.map(() => NaN)), {});
    const moved = back && sum(back.flat().map((x, i) => Number(x !== paintOf(i))));
    write(note, back ? (moved ? `⚠ ${fill(words.not_same, moved)}` : `✓ ${words.same}`) : "–");
  };
  return { element, show };
}

/**
 * A table of painted numbers, a row for each word. `show(rows, { headOf, strange })`: `headOf` says which head each number
 * goes to, and a line is drawn between heads; `strange` marks what is another word's.
 */
function paintedTable(given, title) {
  const body = make("tbody");
  const content = make("table", { class: "painted" }, make("caption", {}, title), body);
  const element = scrollable(content, title);
  const n = given.tokens.length;
  const show = (rows, { headOf = new Map(), strange = false }) => {
    const apart = (x, y) => y !== undefined && headOf.get(x) !== headOf.get(y);
    body.replaceChildren(...rows.map((row, i) => make("tr", {}, wordHead(given, i), ...row.map((x, j) => {
      const whose = wordOf(x, n);
      const cell = make("td", {}, Number.isFinite(x) ? (Number.isInteger(x) ? String(x) : number(x, 1)) : "–");
      if (whose >= 0) cell.style.setProperty("--token", given.colours[whose]);
      cell.classList.toggle("stranger", strange && Number.isFinite(x) && whose !== i);
      cell.classList.toggle("cut-left", apart(x, row[j - 1]));
      cell.classList.toggle("cut-above", apart(x, rows[i - 1]?.[j]));
      return cell;
    }))));
  };
  return { element, show };
}

const wordHead = (given, i) => {
  const label = make("span", { class: "label" }, given.labels[i]);
  return make("th", { scope: "row" }, make("span", { class: "inner" }, tokenBadge(given, i), label));
};

/** The number of a word, in its colour. */
const tokenBadge = (given, i) => make("span", { class: "token-badge", style: `--token: ${given.colours[i]}` }, String(i + 1));

function saysCut(given, { cut, joined, strangers }) {
  const { words, labels } = given;
  if (!cut) return "";
  if (!strangers) return words.all_home;
  const n = labels.length;
  const [h, i] = cut.flatMap((head, at) => head.map((_, row) => [at, row])).find(([at, row]) =>
    cut[at][row].some((x) => wordOf(x, n) !== row));
  const found = [...new Set(cut[h][i].map((x) => wordOf(x, n)))].map((word) => labels[word] ?? words.no_word);
  const example = fill(words.for_example, h, labels[i], found.join(words.comma));
  const back = joined && joined.flat().every((x, at) => x === paintOf(at));
  return fill(words.strangers, strangers, cut.flat(2).length) + example + (back ? words.happy : "");
}

// The view of the reading

function buildRead(stage) {
  const { given, words, move } = stage;
  const asks = namedChoice({ name: words.asks, options: given.labels, onpick: (i) => move({ word: i }) });
  const all = toggle({ label: words.all_words, onpress: (pressed) => move({ all_words: pressed }) });
  const cards = range(Math.max(...given.counts)).map((h) => headCard(stage, h));
  const output = outputTable(stage);
  const readers = make("div", { class: "readers numbers" }, ...cards.map((card) => card.element));
  const top = make("div", { class: "settings" }, asks.element, all.element);
  const element = make("div", { class: "read-view" }, top, readers, output.element);
  const show = (numbers) => {
    asks.show(numbers.word);
    all.show(numbers.all_words);
    cards.forEach((card, h) => card.show(numbers, h));
    output.show(numbers);
  };
  return { element, show };
}

/** One head: its weights, whose numbers its rows really hold, and the button that leaves its page out. */
function headCard({ given, words, get, move }, h) {
  const name = fill(words.weights_of, h);
  const leave = toggle({
    label: words.leave_out,
    onpress: (pressed) => {
      const others = get("left_out").filter((other) => other !== h);
      move({ left_out: pressed ? [...others, h].sort((a, b) => a - b) : others });
    },
  });
  set(leave.element, { "aria-label": `${fill(words.head, h)}${words.colon}${words.leave_out}` });
  const digits = given.labels.length > 6 ? 2 : 3;
  const matrix = heatMatrix({ name, kind: "weight", rows: given.labels, columns: given.labels, words, digits });
  const [rowHeads, columnHeads] = [matrix.table.querySelectorAll("tbody th"), matrix.table.querySelectorAll("thead th")];
  const top = make("div", { class: "card-top" }, swatch("weight", fill(words.head, h)), leave.element);
  const element = make("div", { class: "head-card" }, top, matrix.element);
  const show = ({ weights, cut, n_heads, word, all_words, left_out }) => {
    element.hidden = h >= n_heads;
    if (element.hidden) return;
    const out = left_out.includes(h);
    element.classList.toggle("left-out", out);
    element.classList.toggle("one-row", !all_words);
    leave.show(out);
    write(leave.element, out ? words.left : words.leave_out);
    matrix.show(weights?.[h], { row: word });
    const inside = given.labels.map((_, i) => [...new Set((cut?.[h]?.[i] ?? []).map((x) => wordOf(x, given.labels.length)))]);
    const strange = inside.some((whose, i) => whose.length !== 1 || whose[0] !== i);
    for (const heads of [rowHeads, columnHeads]) heads.forEach((head, i) => labelled(head, given, i, strange && inside[i]));
  };
  return { element, show };
}

/** A word's name, and where its row holds other words' numbers, their badges. */
function labelled(head, given, i, inside) {
  const badges = (inside || []).filter((whose) => whose >= 0).map((whose) => tokenBadge(given, whose));
  head.replaceChildren(make("span", { class: inside ? "taken-for" : "" }, given.labels[i]), " ", ...badges);
}

function outputTable({ given, words }) {
  const columns = [
    { kind: "value all", title: words.with_all },
    { kind: "value now", title: words.now },
    { kind: "change", title: words.change },
  ].map((column) => ({ ...column, digits: 3, reach: furthest(given) }));
  const title = make("b", { class: "swatch value" });
  const head = { name: words.output, head: words.quality, headKind: "plain", badges: false };
  const built = barTable({ ...head, labels: given.features, columns, words });
  const element = make("div", { class: "output numbers" }, title, built.element);
  const show = ({ with_all, output, change, word }) => {
    write(title, fill(words.output_of, given.labels[word]));
    set(built.element, { "aria-label": title.textContent });
    const changed = range(given.features.length).filter((i) => Math.abs(change?.[i] ?? 0) > 1e-9);
    built.show({ "value all": with_all, "value now": output, change }, { largest: changed });
  };
  return { element, show };
}

/** No output goes further than this: values times W_o, all of one sign. */
function furthest({ V, W_o }) {
  const most = transpose(V).map((column) => Math.max(...column.map(Math.abs)));
  return Math.max(...transpose(W_o).map((column) => dot(column.map(Math.abs), most))) || 1;
}

function saysRead(given, { weights, cut, word, strangers, left_out, n_heads, change, with_all, output, sentence }) {
  const { words, labels, features } = given;
  if (sentence || !cut) return "";
  if (!weights || !output) return fill(words.unknown, Object.values(given.by).join(words.comma));
  const gone = left_out.filter((h) => h < n_heads);
  if (gone.length) {
    const most = change.reduce((best, x, i) => (Math.abs(x) > Math.abs(change[best]) + 1e-12 ? i : best), 0);
    if (Math.abs(change[most]) < 1e-9) return words.no_matter;
    return fill(words.suffers, features[most], number(with_all[most], 3), number(output[most], 3));
  }
  if (strangers) return words.mixed;
  const told = weights.slice(0, 2).map((head, h) => {
    const first = leaders(head[word]);
    const most = first.map((j) => labels[j]).join(words.comma);
    if (!first.length) return fill(words.reads_alike, h, labels[word]);
    return fill(words.reads, h, labels[word], most, number(head[word][first[0]], 3));
  });
  return told.join("") + words.try_leaving;
}
