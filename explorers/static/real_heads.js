import { clamp, fill, leaders, make, number, set, sum, write } from "./shared.js";
import { choice, heatMatrix, namedChoice, swatch, toggle } from "./parts.js";
import { ask, explorer } from "./explorer.js";

const NOT_ONE = 1e-4; // a sum of weights further from 1 is marked
const NEAR = 2e-3; // float16 on disk: a right function is nearer to the model
const SEEN = 5e-3; // a smaller weight has no bar
const ARC = { high: 104, thick: 20 }; // a weight of 1 is so thick
const SIZES = [26, 23, 20, 17, 15, 14]; // of the tokens, in pixels; where the smallest is too wide they form a list
const MANY = 9; // tokens above their columns stand upright from here on

export default explorer({ name: "real_heads", think, build, resets: ["which"] });

/** All numbers of the state; the learner's function gives the whole head at once. */
export function think(given, state, answer) {
  const model = weightsOf(given)[state.which][given.heads.indexOf(state.head)];
  const [, weights] = ask(given, answer, "attend", () => [null, model]) ?? [null, null];
  const row = weights?.[state.word] ?? null;
  const places = ruleOf(given, state.rule).places[state.which];
  return {
    weights,
    row,
    sum: row && sum(row),
    unseen: weights && weights.map((line) => line[0] + line[line.length - 1]),
    off: weights && Math.max(...weights.flatMap((line, i) => line.map((x, j) => Math.abs(x - model[i][j])))),
    here: weights && places.length ? sum(places.map(([i, j]) => weights[i][j])) / places.length : null,
  };
}

const ruleOf = ({ rules }, name) => rules.find(({ rule }) => rule === name);
const unpacked = new WeakMap();

/** The model's own weights: for each sentence and head a matrix. They come as float32 in base64. */
function weightsOf(given) {
  if (!unpacked.has(given)) {
    const bytes = Uint8Array.from(atob(given.weights), (letter) => letter.charCodeAt(0));
    const view = new DataView(bytes.buffer);
    let at = -4;
    const times = (n, one) => Array.from({ length: n }, one);
    const matrix = (n) => times(n, () => times(n, () => view.getFloat32((at += 4), true)));
    unpacked.set(given, given.sentences.map(({ tokens }) => given.heads.map(() => matrix(tokens.length))));
  }
  return unpacked.get(given);
}

function build(stage) {
  const { given, words, move } = stage;
  const sentence = sentenceMenu(stage);
  const special = toggle({ label: words.special, onpress: (pressed) => move(hiding(stage, pressed)) });
  const all = toggle({ label: words.all_words, onpress: (pressed) => move({ all_words: pressed }) });
  const heads = headChoice(stage);
  const rules = namedChoice({
    name: words.rule,
    options: given.rules.map(({ name }) => name),
    onpick: (i) => move({ rule: given.rules[i].rule }),
  });
  const views = given.sentences.map(() => null);
  const place = make("div", { class: "view numbers" });
  const top = make("div", { class: "settings" }, sentence.element, special.element, all.element);
  const show = (numbers) => {
    const view = (views[numbers.which] ??= buildView(stage, given.sentences[numbers.which].tokens));
    if (place.firstChild !== view.element) place.replaceChildren(view.element);
    sentence.show(numbers.which);
    special.show(!numbers.special);
    all.show(numbers.all_words);
    heads.show(numbers);
    rules.show(given.rules.findIndex(({ rule }) => rule === numbers.rule));
    view.show(numbers);
  };
  const hint = (numbers) => says(given, numbers);
  return { elements: [top, heads.element, rules.element, place], show, says: hint, hint };
}

/** A token out of sight cannot ask. */
function hiding({ given, get }, hidden) {
  const last = given.sentences[get("which")].tokens.length - 1;
  return { special: !hidden, ...(hidden && { word: clamp(get("word"), 1, last - 1) }) };
}

// What one chooses from

function sentenceMenu({ given, words, move }) {
  const group = (label, riddle) => {
    const inside = [...given.sentences.entries()].filter(([, one]) => one.riddle === riddle);
    return make("optgroup", { label }, ...inside.map(([i, one]) => make("option", { value: i }, one.text)));
  };
  const menu = make("select", { "aria-label": words.which, lang: "en" });
  menu.append(group(words.chases, false), group(words.riddles, true));
  menu.addEventListener("change", () => move({ which: Number(menu.value), word: given.sentences[menu.value].word }));
  const element = make("label", { class: "named" }, make("span", { class: "by" }, words.which), menu);
  return { element, show: (which) => (menu.value = which) };
}

/** The heads, each with its average for the rule: which of them keeps it? */
function headChoice({ given, words, move }) {
  const fills = given.heads.map(() => make("i", { class: "bar weight" }));
  const digits = given.heads.map(() => make("span", { class: "digits" }));
  const options = given.heads.map((head, h) => {
    const track = make("span", { class: "track" }, fills[h]);
    return make("span", { class: "head" }, make("span", {}, head), make("span", { class: "average" }, track, digits[h]));
  });
  const group = namedChoice({ name: words.head, options, onpick: (h) => move({ head: given.heads[h] }) });
  group.element.classList.add("heads");
  const show = ({ head, rule }) => {
    const { averages } = ruleOf(given, rule);
    group.show(given.heads.indexOf(head));
    group.element.classList.toggle("tested", Boolean(averages));
    given.heads.forEach((name, h) => {
      const average = averages && number(averages[h], 2);
      fills[h].style.width = `${100 * (averages?.[h] ?? 0)}%`;
      fills[h].hidden = !(averages?.[h] >= SEEN);
      write(digits[h], average ?? "");
      set(group.buttons[h], { "aria-label": averages ? fill(words.of_head, name, average) : name });
    });
  };
  return { element: group.element, show };
}

// One sentence: the token that asks, or all of them

function buildView(stage, tokens) {
  const { given, words } = stage;
  const names = namesOf(tokens);
  const by = given.by.attend ? fill(words.your, given.by.attend) : "";
  const line = buildLine(stage, tokens, names);
  const total = make("p", { class: "total" });
  const one = make("div", { class: "one" }, line.element, total);
  const matrix = buildMatrix(stage, tokens, names);
  const element = make("div", {}, swatch("weight", words.weight, by), one, matrix.element);
  const show = (numbers) => {
    one.hidden = numbers.all_words;
    matrix.element.hidden = !numbers.all_words;
    (numbers.all_words ? matrix : line).show(numbers);
    write(total, totalOf(words, numbers));
  };
  return { element, show };
}

function totalOf(words, { row, sum: total, special, unseen, word }) {
  if (!row) return "–";
  const wrong = Math.abs(total - 1) > NOT_ONE ? ` ⚠ ${words.sum_wrong}` : "";
  const apart = special ? "" : ` · ${words.unseen}${words.colon}${number(unseen[word], 3)}`;
  return `${words.sum}${words.colon}${number(total, 3)}${wrong}${apart}`;
}

/** "the (1)", "the (2)": a word that stands twice is told apart in sentences. */
const namesOf = (tokens) => tokens.map((token, i) => {
  const alike = [...tokens.keys()].filter((j) => tokens[j] === token);
  return alike.length > 1 ? `${token} (${alike.indexOf(i) + 1})` : token;
});

const isSpecial = (tokens, i) => i === 0 || i === tokens.length - 1;

/** The tokens with their weights, and arcs from the one that asks; a list with bars where there is no room. */
function buildLine(stage, tokens, names) {
  const { given, words, get, move } = stage;
  const bars = tokens.map(() => make("i", { class: "bar weight" }));
  const digits = tokens.map(() => make("span", { class: "digits" }));
  const options = tokens.map((token, i) =>
    make("span", { class: "inside" }, make("span", { class: "token", lang: "en" }, token),
      make("span", { class: "track" }, bars[i]), digits[i]));
  const onpick = (i) => move({ word: get("special") ? i : clamp(i, 1, tokens.length - 2) });
  const group = choice({ name: words.asks, options, onpick });
  const arcs = tokens.map(() => make("path", { class: "arc" }));
  const svg = make("svg", { class: "arcs", height: ARC.high, "aria-hidden": "true" }, ...arcs);
  const element = make("div", { class: "line" }, make("div", { class: "by" }, words.asks), svg, group.element);
  let last = null;
  const layOut = () => {
    if (!last || !element.clientWidth) return;
    fit(element, group.element);
    drawArcs({ svg, arcs, buttons: group.buttons, ...last });
  };
  new ResizeObserver(layOut).observe(element);
  const show = (numbers) => {
    const { row, word, rule, which, special } = numbers;
    const largest = row ? leaders(row) : [];
    const ruled = ruleOf(given, rule).places[which].filter(([i]) => i === word).map(([, j]) => j);
    group.show(word);
    group.buttons.forEach((button, i) => {
      const text = row ? number(row[i], 2) : "–";
      write(digits[i], text);
      bars[i].style.width = `${100 * clamp(row?.[i] ?? 0, 0, 1)}%`;
      bars[i].hidden = !(row?.[i] >= SEEN);
      button.hidden = !special && isSpecial(tokens, i);
      button.classList.toggle("largest", largest.includes(i));
      button.classList.toggle("ruled", ruled.includes(i));
      set(button, { "aria-label": `${names[i]}${words.comma}${words.weight} ${text}` });
    });
    last = numbers;
    layOut();
  };
  return { element, show };
}

/** The largest letters with which the tokens stand in one line, else a list. */
function fit(element, group) {
  element.classList.remove("as-list");
  for (const size of SIZES) {
    element.style.setProperty("--size", `${size}px`);
    if (group.scrollWidth <= element.clientWidth) return;
  }
  element.classList.add("as-list");
}

function drawArcs({ svg, arcs, buttons, word, row }) {
  const { left } = svg.getBoundingClientRect();
  const boxes = buttons.map((button) => button.getBoundingClientRect());
  const middle = ({ left: x, width }) => x + width / 2 - left;
  const far = Math.max(1, ...boxes.filter(({ width }) => width).map((box) => Math.abs(middle(box) - middle(boxes[word]))));
  arcs.forEach((arc, i) => {
    const weight = boxes[i].width && row ? row[i] : 0;
    set(arc, { d: weight ? arcPath(middle(boxes[word]), middle(boxes[i]), far) : "" });
    set(arc, { "stroke-width": Math.min(Math.abs(weight), 1.5) * ARC.thick });
    arc.classList.toggle("negative", weight < 0);
  });
}

/** From above one token to above another; a token's arc to itself is a loop. */
function arcPath(from, to, far) {
  const low = ARC.high;
  if (from === to) return `M${from - 7} ${low}C${from - 40} ${low - 72} ${from + 40} ${low - 72} ${from + 7} ${low}`;
  const top = 26 + ((low - 40) * (far - Math.abs(to - from))) / far;
  const lift = low + ((top - low) * 4) / 3; // a cubic's middle is at three quarters of its controls
  return `M${from} ${low}C${from} ${lift} ${to} ${lift} ${to} ${low}`;
}

/** The whole matrix; in its last column what is out of sight. */
function buildMatrix({ given, words, move }, tokens, names) {
  const columns = [...tokens, words.unseen];
  const parts = { kind: "weight", rows: tokens, columns, words, onpick: (word) => move({ word }) };
  const matrix = heatMatrix({ name: words.weight, ...parts });
  const picks = matrix.table.querySelectorAll(".pick");
  picks.forEach((pick, i) => set(pick, { "aria-label": names[i], lang: "en" }));
  matrix.table.classList.toggle("upright", tokens.length > MANY);
  const show = ({ weights, unseen, head, word, special, rule, which }) => {
    const { places } = ruleOf(given, rule);
    matrix.show(weights?.map((row, i) => [...row, unseen[i]]), { row: word });
    matrix.table.classList.toggle("without-special", !special);
    matrix.cells.forEach((line, i) => line.forEach((cell, j) =>
      cell.classList.toggle("ruled", places[which].some(([asks, asked]) => asks === i && asked === j))));
    set(matrix.table, { "aria-label": fill(words.table, head) });
  };
  return { element: matrix.element, show };
}

// The line below

function says(given, numbers) {
  const { words, by } = given;
  const { which, weights, row, off, sentence } = numbers;
  if (!weights || !row) return sentence;
  const names = namesOf(given.sentences[which].tokens).map((name) => `“${name}”`);
  const apart = by.attend && off > NEAR ? `⚠ ${fill(words.off, number(off, 3))} ` : "";
  return apart + (numbers.all_words ? saysMost(words, names, numbers) : saysRow(words, names, numbers)) + saysRule(given, numbers);
}

function saysRow(words, names, { row, word, special, unseen }) {
  const most = leaders(row);
  const weight = number(row[most[0] ?? 0], 2);
  const first = most.map((i) => names[i]).join(words.comma);
  const told = most.length ? fill(words.reads, names[word], weight, first) : fill(words.reads_alike, names[word], weight);
  return told + (special ? "" : fill(words.unshown, number(unseen[word], 2)));
}

function saysMost(words, names, { weights, special, unseen }) {
  const seen = (rows) => (special ? rows : rows.slice(1, -1));
  const shown = seen(weights).map(seen);
  const top = Math.max(...shown.flat());
  const asks = shown.findIndex((row) => row.includes(top));
  const told = fill(words.most, number(top, 2), seen(names)[asks], seen(names)[shown[asks].indexOf(top)]);
  const apart = seen(unseen);
  return told + (special ? "" : fill(words.unshown_mean, number(sum(apart) / apart.length, 2)));
}

function saysRule(given, { rule, head, here }) {
  const { words, heads } = given;
  const { averages, hits, even, sentences, total } = ruleOf(given, rule);
  if (!averages) return words.guess;
  const h = heads.indexOf(head);
  const now = here === null ? words.not_here : fill(words.here, number(here, 2));
  return now + fill(words.average, head, sentences, number(averages[h], 2), number(even, 2), hits[h], total);
}
