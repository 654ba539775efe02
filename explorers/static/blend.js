import { clamp, fill, leaders, make, number, set, snap, softmax, sum, weightedSum } from "./shared.js";
import {
  arrow, badge, barTable, halves, handle, nameBeside, namedChoice, plane, stack, stackEnds, swatch,
} from "./parts.js";
import { ask, explorer } from "./explorer.js";

const NOT_ONE = 1e-4;
const OUTSIDE = 1e-6; // further from the hull than binary dust
const STEP = 0.1; // of the arrow keys, in the plane's numbers
const EDGE = 0.96; // of the plane: an output beyond stands there
const NEWTON = { rounds: 40, enough: 1e-4, longest: 0.5 };
const STAR = "M0 -11L3 -3.5L11 -3.5L4.8 1.5L7 9.5L0 4.8L-7 9.5L-4.8 1.5L-11 -3.5L-3 -3.5Z";

export default explorer({ name: "blend", think, build });

/** All numbers of the picture. */
export function think(given, { dials, weighed }, answer) {
  const weights = weighed ? ask(given, answer, "weigh", () => softmax(dials)) : dials;
  const output = weights && ask(given, answer, "blend", () => weightedSum(weights, given.values));
  const own = () => weights.map((weight, i) => given.values[i].map((x) => weight * x));
  return {
    weights,
    sum: weights && sum(weights),
    parts: weights && ask(given, answer, "parts", own),
    output,
    distance: output && distance(output, given.hull),
  };
}

/** How far a point lies outside a polygon, its corners in counter-clockwise order; 0 inside. */
function distance([x, y], corners) {
  const sides = corners.map(([startX, startY], i) => {
    const [endX, endY] = corners[(i + 1) % corners.length];
    return [endX - startX, endY - startY, x - startX, y - startY];
  });
  if (corners.length > 2 && sides.every(([a, b, dx, dy]) => a * dy - b * dx >= 0)) return 0;
  return Math.min(...sides.map(([a, b, dx, dy]) => {
    const along = clamp((dx * a + dy * b) / Math.max(a * a + b * b, 1e-12), 0, 1);
    return Math.hypot(dx - along * a, dy - along * b);
  }));
}

function build(stage) {
  const { given, words } = stage;
  const picture = buildPlane(stage);
  const table = buildTable(stage);
  const stacks = buildStacks(stage);
  const maker = given.by.weigh ? fill(words.your, given.by.weigh) : words.softmax;
  const onpick = (i) => stage.move({ weighed: i === 0 });
  const choice = given.free ? null : namedChoice({ name: words.made_by, options: [maker, words.raw], onpick });
  const right = make("div", { class: "numbers" }, ...(choice ? [choice.element] : []), table.element, stacks.element);
  const show = (numbers) => {
    choice?.show(numbers.weighed ? 0 : 1);
    for (const part of [picture, table, stacks]) part.show(numbers);
  };
  const told = (sentence) => (numbers) => sentence(given, numbers);
  return { elements: [halves(picture.element, right)], show, says: told(says), hint: told(hint) };
}

// The plane

function buildPlane(stage) {
  const { given, words } = stage;
  const on = plane({ name: words.plane, reach: given.reach, axes: given.axes });
  const outline = make("path", { class: "hull", d: `M${given.hull.map((corner) => on.place(corner).join(" ")).join("L")}Z` });
  const links = given.values.map(() => arrow(on, "weight", { width: 1.6 }));
  const chain = make("svg", { class: "chain", width: on.size, height: on.size }, ...links.map((link) => link.element));
  const { points, names } = buildPoints(given, on);
  const output = buildOutput(stage, on);
  on.layer.append(outline, ...points, chain, ...names, ...output.elements);
  const show = (numbers) => {
    const { weights, parts, distance: far } = numbers;
    layChain(links, parts);
    output.show(numbers);
    outline.classList.toggle("left", far > OUTSIDE);
    const largest = weights ? leaders(weights) : [];
    points.forEach((point, i) => point.classList.toggle("largest", largest.includes(i)));
  };
  return { element: on.element, show };
}

/** The values, and their names where there is room. */
function buildPoints({ labels, values }, on) {
  const points = values.map((value, i) => {
    const mark = badge(on, "value", String(i + 1), labels[i]);
    mark.show(value);
    return make("g", {}, mark.element);
  });
  on.taken.push(...values.map(on.place).map(([x, y]) => [x - 10, y - 10, x + 10, y + 10]));
  const names = labels.map((label, i) => {
    const name = nameBeside(on, label);
    const box = name.show(values[i]);
    if (box) on.taken.push(box);
    return name.element;
  });
  return { points, names };
}

/** The star and its name; where the output is beyond the plane, it stands at the edge and says so. */
function buildOutput(stage, on) {
  const { given, words } = stage;
  const pull = make("line", { class: "pull" });
  const knob = buildKnob(stage, on, pull);
  const look = { distance: 17, always: true, kind: "here" };
  const [near, beyond] = [words.output, words.beyond].map((text) => nameBeside(on, text, look));
  const show = (numbers) => {
    const { output, distance: far } = numbers;
    const at = output ? withinEdge(output, given.reach) : [0, 0];
    for (const name of [near, beyond]) name.show(at);
    (output && at !== output ? near : beyond).element.style.display = "none";
    knob.show(at, says(given, numbers));
    const [x1, y1] = on.place(at);
    set(pull, { x1, y1 });
    knob.element.classList.toggle("outside", far > OUTSIDE);
  };
  return { elements: [pull, knob.element, near.element, beyond.element], show };
}

/** The output to drag; while one pulls, a line goes from it to the pointer, which it follows as far as it can. */
function buildKnob(stage, on, pull) {
  const { given, words } = stage;
  const weighed = () => stage.get("weighed");
  let held = null; // the dials when the drag began: whoever comes back finds them as they were
  on.svg.addEventListener("pointerdown", () => (held = stage.get("dials")), true);
  const now = () => outputOf(given, stage.get("dials"), weighed());
  const onmove = (target) => {
    const [x2, y2] = on.place(target);
    set(pull, { x2, y2 });
    const from = on.svg.classList.contains("dragging") ? held : stage.get("dials");
    stage.move({ dials: (weighed() ? tilted : shifted)(given, from, target) });
  };
  const knob = handle(on, { kind: "value", name: words.handle, words, step: STEP, onmove, now });
  knob.element.append(make("path", { class: "star", d: STAR }));
  return knob;
}

/** The parts, one laid to the tip of the other, from the origin. */
function layChain(links, parts) {
  let from = [0, 0];
  links.forEach((link, i) => {
    const to = parts ? from.map((x, k) => x + parts[i][k]) : from;
    link.show(to, from);
    from = to;
  });
}

function withinEdge(point, reach) {
  const far = Math.max(...point.map(Math.abs)) / (reach * EDGE);
  return far > 1 ? point.map((x) => x / far) : point;
}

// From where the output shall be to what makes it be there

const outputOf = ({ values }, dials, weighed) => weightedSum(weighed ? softmax(dials) : dials, values);

/**
 * Scores whose weights bring the output to the target, or as near as weights can: each score gets θ · value more, with the
 * θ that Newton's method finds (least log Σ exp(score + θ · value) − θ · target).
 */
function tilted(given, scores, target) {
  const tilt = ([x, y]) => scores.map((score, i) => score + x * given.values[i][0] + y * given.values[i][1]);
  let theta = [0, 0];
  for (let round = 0; round < NEWTON.rounds; round++) {
    const step = newtonStep(given.values, softmax(tilt(theta)), target);
    const length = Math.hypot(...step);
    if (length < NEWTON.enough) break;
    theta = theta.map((x, k) => x + step[k] * Math.min(1, NEWTON.longest / length));
  }
  return withinSliders(given, levelled(given, tilt(theta)));
}

function newtonStep(values, weights, target) {
  const centre = weightedSum(weights, values);
  const apart = values.map((value) => value.map((x, k) => x - centre[k]));
  const spread = (j, k) => sum(weights.map((weight, i) => weight * apart[i][j] * apart[i][k])) + (j === k ? 1e-3 : 0);
  const [a, b, c] = [spread(0, 0), spread(0, 1), spread(1, 1)];
  const [x, y] = target.map((goal, k) => goal - centre[k]);
  return [(c * x - b * y) / (a * c - b * b), (a * y - b * x) / (a * c - b * b)];
}

/** Softmax does not mind if all scores move alike: they move into the sliders' reach, the largest before the others. */
function levelled({ low, high }, scores) {
  const [least, most] = [Math.min(...scores), Math.max(...scores)];
  const shift = most > high || most - least > high - low ? most - high : Math.min(0, least - low);
  return scores.map((score) => score - shift);
}

/** Free weights that bring the output to the target, changed as little as possible (least squares). */
function shifted(given, weights, target) {
  const { values } = given;
  const product = (j, k) => sum(values.map((value) => value[j] * value[k])) + (j === k ? 1e-9 : 0);
  const [a, b, c] = [product(0, 0), product(0, 1), product(1, 1)];
  const now = weightedSum(weights, values);
  const [x, y] = target.map((goal, k) => goal - now[k]);
  const [u, v] = [(c * x - b * y) / (a * c - b * b), (a * y - b * x) / (a * c - b * b)];
  return withinSliders(given, weights.map((weight, i) => weight + u * values[i][0] + v * values[i][1]));
}

const withinSliders = ({ low, high, fine }, dials) => dials.map((x) => clamp(snap(x, fine), low, high));

// The numbers

function buildTable({ given, words }) {
  const score = { kind: "score", title: words.score, reach: given.high };
  const weight = { kind: "weight", title: words.weight, share: true, sum: true };
  const columns = given.free ? [weight] : [score, weight];
  const head = { head: words.value, headKind: "value" };
  const table = barTable({ name: words.table, ...head, labels: given.labels, columns, words });
  const show = ({ dials, weights }) =>
    table.show({ score: dials, weight: weights }, { largest: weights ? leaders(weights) : [] });
  return { element: table.element, show };
}

function buildStacks({ given, words }) {
  const { axes, by, labels, values } = given;
  const stacks = axes.map((title) => stack({ title, names: labels.map((_, i) => String(i + 1)), wrong: words.parts }));
  const functions = [by.blend, by.parts].filter(Boolean).map((name) => fill(words.your, name)).join(words.comma);
  const element = make("div", { class: "output" }, swatch("value", words.parts_by, functions));
  element.append(...stacks.map((one) => one.element));
  const ends = [Math.min(0, ...values.flat()), Math.max(0, ...values.flat())];
  const show = ({ weights, parts, output }) => {
    const part = (i, k) =>
      fill(words.part, labels[i], number(weights[i], 3), number(values[i][k], 2), number(parts[i][k], 3));
    const scale = stackEnds(ends, parts, output);
    stacks.forEach((one, k) => one.show(output?.[k], parts?.map((row) => row[k]), scale, (i) => part(i, k)));
  };
  return { element, show };
}

// Words

function says({ words }, { output, distance: far, sentence }) {
  if (!output) return sentence;
  const where = far > OUTSIDE ? words.outside : words.inside;
  return fill(words.at, output.map((x) => number(x, 2)).join(words.comma), where);
}

function hint(given, numbers) {
  const { words } = given;
  if (!numbers.output) return "";
  return numbers.distance > OUTSIDE ? fill(words.left, why(given, numbers)) : words.pull;
}

/** Which of the two promises was broken: a sum of 1, nothing negative. */
function why({ words, labels }, { weights, sum: total }) {
  if (Math.abs(total - 1) > NOT_ONE) return fill(words.why_sum, number(total, 3));
  const negative = weights.findIndex((weight) => weight < 0);
  return negative < 0 ? words.why_function : fill(words.why_negative, labels[negative]);
}
