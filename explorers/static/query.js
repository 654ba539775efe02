import { clamp, dot, fill, leaders, make, number, snap, softmax, sum, weightedSum } from "./shared.js";
import { arrow, badge, bars, barTable, halves, handle, nameBeside, plane } from "./parts.js";
import { ask, explorer } from "./explorer.js";

const DIGITS = { score: 2, weight: 3, query: 2 };
const BADGE = 9; // the radius of a key's number

export default explorer({ name: "query", think, build });

/** All numbers of the picture. */
export function think(given, { query, temperature }, answer) {
  const scores = ask(given, answer, "score", () => given.keys.map((key) => dot(key, query)));
  const weigh = () => scores && softmax(scores, temperature);
  const weights = given.weighs ? ask(given, answer, "weigh", weigh) : null;
  const marked = weights ?? scores;
  return {
    scores,
    weights,
    sum: weights && sum(weights),
    output: weights && given.values && weightedSum(weights, given.values),
    largest: marked ? leaders(marked) : [],
  };
}

function build(stage) {
  const { given } = stage;
  const compass = buildCompass(stage);
  const table = buildTable(stage);
  const output = given.weighs && given.values ? bars("value", given.words.weighted_sum, given.value_axes) : null;
  const far = given.values ? Math.max(...given.values.flat().map(Math.abs)) || 1 : 1;
  const right = make("div", { class: "numbers" }, table.element, ...(output ? [output.element] : []));
  const show = (numbers) => {
    compass.show(numbers, `${where(given, numbers)}; ${says(given, numbers)}`);
    table.show({ score: numbers.scores, weight: numbers.weights }, { largest: numbers.largest });
    output?.show(numbers.output, -far, far);
  };
  return { elements: [halves(compass.element, right)], show, says: (numbers) => says(given, numbers), hint: () => hint(given) };
}

function buildCompass(stage) {
  const { given, words } = stage;
  const compass = plane({ name: words.compass, reach: given.reach, axes: given.axes });
  const keys = given.keys.map((key, i) => buildKey(compass, given, key, i));
  compass.taken.push(...given.keys.map(compass.place).map(([x, y]) => [x - 10, y - 10, x + 10, y + 10]));
  const names = given.labels.map((label) => nameBeside(compass, label));
  names.forEach((name, i) => {
    const box = name.show(given.keys[i]);
    if (box) compass.taken.push(box);
  });
  const query = arrow(compass, "query", { width: 4 });
  const queryName = nameBeside(compass, words.query, { distance: 17, always: true, kind: "query" });
  const now = () => stage.get("query").slice(0, 2);
  const onmove = (point) => moveTo(stage, point);
  const knob = handle(compass, { kind: "query", name: words.handle, words, step: given.step, onmove, now });
  compass.layer.append(...keys, query.element, ...names.map((name) => name.element), knob.element, queryName.element);
  const show = ({ query: at, largest }, said) => {
    for (const part of [query, queryName]) part.show(at);
    knob.show(at, said);
    [keys, names.map((name) => name.element)].forEach((group) =>
      group.forEach((element, i) => element.classList.toggle("largest", largest.includes(i))));
  };
  return { element: compass.element, show };
}

function buildKey(compass, given, key, i) {
  const shaft = arrow(compass, "key", { rim: BADGE });
  const tip = badge(compass, "key", String(i + 1), `${given.words.key} ${i + 1}: ${given.labels[i]}`, BADGE);
  shaft.show(key);
  tip.show(key);
  return make("g", { class: "key" }, shaft.element, tip.element);
}

function buildTable({ given, words }) {
  const by = (role, usual) => (given.by[role] ? fill(words.your, given.by[role]) : usual);
  // A query of length `reach` scores at most this; longer ones stretch the scale.
  const longest = given.reach * Math.max(...given.keys.map((key) => Math.hypot(...key)));
  const mine = "score" in given.by;
  const reach = mine ? 0 : longest || 1;
  const columns = [{ kind: "score", title: words.score, by: by("score", words.dot), reach, round: mine }];
  const weight = { kind: "weight", title: words.weight, by: by("weigh", words.softmax), share: true, sum: true };
  if (given.weighs) columns.push(weight);
  return barTable({ name: words.table, head: words.key, labels: given.labels, columns, words });
}

function moveTo(stage, point) {
  const { fine, reach } = stage.given;
  const query = [...point, ...stage.get("query").slice(2)];
  stage.move({ query: query.map((x) => clamp(snap(x, fine), -reach, reach)) });
}

/** What is largest now, in words. */
function says({ labels, words }, { weights, scores, largest, sentence }) {
  const [kind, numbers] = weights ? ["weight", weights] : ["score", scores];
  if (!numbers) return sentence;
  const first = largest.map((i) => labels[i]).join(words.comma);
  return fill(first ? words.largest : words.alike, words[kind], number(numbers[largest[0] ?? 0], DIGITS[kind]), first);
}

const where = ({ axes, words }, { query }) =>
  query.map((x, i) => `${axes[i]} ${number(x, DIGITS.query)}`).join(words.comma);

function hint({ axes, words }) {
  if (axes.length === 2) return words.hint;
  return words.hint + fill(words.not_drawn, axes.slice(0, 2).join(words.comma), axes.slice(2).join(words.comma));
}
