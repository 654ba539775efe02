import { clamp, effectiveNumber, fill, leaders, make, number, softmax, sum, write } from "./shared.js";
import { barTable, trackSlider } from "./parts.js";
import { ask, explorer } from "./explorer.js";

const REACHED = 5e-4; // a distance below shows as 0.000
const MOST_PARTS = 16; // of the effective number, drawn one by one
const DIGITS = { score: 2, weight: 3, effective: 2, distance: 3 };

export default explorer({ name: "budget", think, build });

/** All numbers of the picture. */
export function think(given, { scores, temperature }, answer) {
  const weights = ask(given, answer, "weigh", () => softmax(scores, temperature));
  const effective = weights && ask(given, answer, "effective", () => effectiveNumber(weights));
  const distance = weights && given.target && divergence(given.target, weights);
  return { weights, sum: weights && sum(weights), effective, distance };
}

/** Σ target · ln(target / weight) where target > 0; null where it is infinite or not defined. */
function divergence(target, weights) {
  const counted = [...target.keys()].filter((i) => target[i] > 0);
  if (counted.some((i) => weights[i] <= 0)) return null;
  return sum(counted.map((i) => target[i] * Math.log(target[i] / weights[i])));
}

function build(stage) {
  const parts = [buildTable(stage), buildReadouts(stage)];
  const show = (numbers) => parts.forEach((part) => part.show(numbers, says(stage.given, numbers)));
  const elements = [make("div", { class: "numbers" }, ...parts.map((part) => part.element))];
  return { elements, show, says: (numbers) => says(stage.given, numbers), hint: () => hint(stage.given) };
}

/** Each row: a score to drag, the weight that comes of it, and where the target is. */
function buildTable(stage) {
  const { given, words } = stage;
  const by = given.by.weigh ? fill(words.your, given.by.weigh) : words.softmax;
  const columns = [
    { kind: "score", title: words.score, reach: given.reach },
    { kind: "weight", title: words.weight, by, share: true, sum: true },
  ];
  const { labels } = given;
  const table = barTable({ name: words.table, head: words.key, labels, columns, words, badges: false });
  const rows = [...table.element.querySelectorAll("tbody tr")].map((row) => row.querySelectorAll("td"));
  const sliders = rows.map(([score], i) => scoreSlider(stage, score.querySelector(".track"), i));
  const goals = given.target ? rows.map(([, weight], i) => goal(weight, given.target[i], words)) : [];
  if (goals.length) table.element.querySelectorAll("thead th")[2].append(legend(words));
  const show = ({ scores, weights }, said) => {
    table.show({ score: scores, weight: weights }, { largest: weights ? leaders(weights) : [] });
    sliders.forEach((slider, i) => slider.show(scores[i], said));
    const known = weights ?? [];
    goals.forEach((mark) => mark.show(Math.min(0, ...known), Math.max(1, ...known)));
  };
  return { element: table.element, show };
}

function scoreSlider({ given, words, get, move }, track, i) {
  const onmove = (x) => move({ scores: get("scores").map((old, j) => (j === i ? x : old)) });
  const { step, fine, reach } = given;
  const ends = { low: -reach, high: reach, step, fine, digits: DIGITS.score };
  return trackSlider(track, { kind: "score", name: fill(words.score_of, given.labels[i]), ...ends, now: () => get("scores")[i], onmove });
}

const diamond = () => make("i", { class: "diamond", "aria-hidden": "true" });
const legend = (words) => make("span", { class: "by goal" }, diamond(), words.target);

/** The target of one weight: a mark on its track, and the number beside the weight's own. */
function goal(cell, target, words) {
  const mark = diamond();
  const unseen = make("span", { class: "unseen" }, ` ${words.target} `);
  cell.querySelector(".track").append(mark);
  cell.querySelector(".inner").append(make("span", { class: "goal" }, diamond(), unseen, number(target, DIGITS.weight)));
  return { show: (low, high) => (mark.style.left = `${(100 * (target - low)) / (high - low)}%`) };
}

/** The effective number, and how far the target is. */
function buildReadouts({ given, words }) {
  const n = given.labels.length;
  const by = given.by.effective ? fill(words.your, given.by.effective) : "";
  const effective = readout(words.effective, by);
  const parts = n <= MOST_PARTS ? given.labels.map(() => make("i", {})) : [];
  if (parts.length) effective.element.append(make("span", { class: "parts weight", "aria-hidden": "true" }, ...parts));
  const distance = given.target ? readout(words.distance) : null;
  const element = make("div", { class: "readouts" }, effective.element, ...(distance ? [distance.element] : []));
  const show = (numbers) => {
    const known = Number.isFinite(numbers.effective);
    effective.show(known ? fill(words.of, number(numbers.effective, DIGITS.effective), n) : "–");
    parts.forEach((part, i) => part.style.setProperty("--full", `${known ? 100 * clamp(numbers.effective - i, 0, 1) : 0}%`));
    distance?.show(distanceText(words, numbers));
    distance?.element.classList.toggle("reached", reached(numbers));
  };
  return { element, show };
}

function readout(title, by = "") {
  const value = make("b", { class: "value-shown" });
  const head = make("span", {}, title, ...(by ? [" ", make("span", { class: "by" }, by)] : []));
  return { element: make("div", { class: "readout" }, head, value), show: (text) => write(value, text) };
}

const reached = ({ distance }) => Number.isFinite(distance) && Math.abs(distance) < REACHED;

function distanceText(words, numbers) {
  if (!numbers.weights) return "–";
  if (numbers.distance === null) return `∞ ${words.infinite}`;
  return number(numbers.distance, DIGITS.distance) + (reached(numbers) ? ` ✓ ${words.reached}` : "");
}

/** What is largest now, and how far the target is, in words. */
function says({ labels, words, target }, numbers) {
  const { weights, sentence } = numbers;
  if (!weights) return sentence;
  const first = leaders(weights);
  const names = first.map((i) => labels[i]).join(words.comma);
  const largest = number(weights[first[0] ?? 0], DIGITS.weight);
  const said = fill(first.length ? words.largest : words.alike, words.weight, largest, names);
  return target ? `${said}; ${words.distance} ${distanceText(words, numbers)}` : said;
}

function hint({ target, tempered, words }) {
  if (target && tempered) return words.hint_target;
  return tempered ? words.hint_warm : words.hint;
}
