import { clamp, fill, make, niceCeiling, number, press, set, sum, write } from "./shared.js";
import { action, scrollable, swatch } from "./parts.js";
import { explorer } from "./explorer.js";

const BIG_STEP = 10; // with shift held
const [PLAY, QUICKEST, SLOWEST] = [12_000, 50, 400]; // ms: the whole training, and the ends of one state
const [STILL, STILLS] = [1000, 20]; // for who wants no motion: ms a picture, and how many pictures
const WRITTEN = 0.095; // weights from here on have their number in the cell
const [WIDE, TALL, LEFT, RIGHT, TOP, FLOOR] = [400, 176, 36, 388, 12, 152]; // units of a curve's drawing

export default explorer({ name: "training", think, build });

/** All numbers of the state shown; what is no number is null. */
export function think({ steps, losses, accuracies, tables }, { at }) {
  const weights = tables[at];
  const matched = weights.map((row, i) => isMatched(row, i));
  const own = weights.map((row, i) => row[i]);
  const mean = own.every(Number.isFinite) ? sum(own) / own.length : null;
  return { step: steps[at], loss: losses[at], accuracy: accuracies[at], weights, matched, count: sum(matched.map(Number)), mean };
}

const isMatched = (row, i) => row.every(Number.isFinite) && row.every((x, j) => j === i || x < row[i]);

// The page

function build(stage) {
  const { given, words } = stage;
  const [desk, table] = [buildDesk(stage), buildTable(given)];
  const curves = [
    curve(stage, { title: words.loss, values: given.losses, guess: given.shelves && Math.log(given.shelves) }),
    curve(stage, { title: words.accuracy, values: given.accuracies, guess: given.shelves && 1 / given.shelves, top: 1 }),
  ];
  const verdict = buildVerdict(given);
  const right = make("div", { class: "beside" }, verdict.element, ...curves.map((one) => one.element));
  const element = make("div", { class: "training" }, table.element, right);
  const show = (numbers) => [desk, table, verdict, ...curves].forEach((part) => part.show(numbers, says(numbers)));
  const says = ({ count, loss, accuracy }) => fill(words.says, count, given.labels.length, written(loss), written(accuracy));
  return { elements: [desk.element, element], show, hint: (numbers) => hint(given, numbers) };
}

const written = (x) => (Number.isFinite(x) ? number(x, 3) : "–");

function hint({ words, labels, steps }, { at, count }) {
  if (at === 0) return words.hint_start;
  if (at < steps.length - 1) return words.hint_middle;
  return count === labels.length ? words.hint_found : fill(words.hint_lost, labels.length - count);
}

// Moving along the steps

function buildDesk(stage) {
  const { given, words, get, move } = stage;
  const last = given.steps.length - 1;
  const go = (at) => move({ at: clamp(at, 0, last), playing: false });
  const rail = stateSlider(words.step, last, go);
  const shown = make("output", { "aria-hidden": "true" });
  const back = action({ label: words.back, onpress: () => go(get("at") - 1) }).element;
  const on = action({ label: words.on, onpress: () => go(get("at") + 1) }).element;
  const play = action({ label: words.play, onpress: () => move(turned(get("playing"), get("at"), last)) }).element;
  const element = make("div", { class: "desk" });
  const label = make("span", { class: "plain", "aria-hidden": "true" }, words.step);
  element.append(label, shown, rail, make("div", { class: "buttons" }, back, play, on));
  const film = player(stage, element, last);
  const show = ({ at, step, playing }, said) => {
    rail.value = at;
    set(rail, { "aria-valuetext": `${words.step} ${step}; ${said}` });
    write(shown, step);
    write(play, playing ? words.pause : words.play);
    set(back, { "aria-disabled": at === 0 });
    set(on, { "aria-disabled": at === last });
    if (playing) film();
  };
  return { element, show };
}

/** Pressed at its end, a training plays again from the start. */
const turned = (playing, at, last) => ({ playing: !playing, at: !playing && at === last ? 0 : at });

function stateSlider(name, last, go) {
  const input = make("input", { type: "range", min: 0, max: last, step: 1, "aria-label": name });
  input.addEventListener("input", () => go(Number(input.value)));
  input.addEventListener("keydown", (event) => {
    const sign = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (sign) press(event, () => go(Number(input.value) + sign * (event.shiftKey ? BIG_STEP : 1)));
  });
  return input;
}

/** Moves on after a while, for as long as the training plays: smoothly, or in few still pictures where motion is unwanted. */
function player({ get, move }, element, last) {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  let waiting = 0;
  const step = () => {
    waiting = 0;
    if (!get("playing")) return;
    if (!element.isConnected) return move({ playing: false }); // scrolled far out: nothing would start it again
    const at = Math.min(get("at") + (calm.matches ? Math.ceil(last / STILLS) : 1), last);
    move({ at, playing: at < last });
  };
  return () => (waiting ||= setTimeout(step, calm.matches ? STILL : clamp(PLAY / last, QUICKEST, SLOWEST)));
}

// What has been learnt

/** Every question's weights; its translation is framed, and a row that has found it is ticked. */
function buildTable({ words, questions, labels }) {
  const cells = questions.map(() => labels.map(() => make("td", {}, make("span"))));
  const ticks = questions.map(() => make("td", { class: "tick" }));
  const lines = questions.map((question, i) => make("tr", {}, make("th", { scope: "row" }, question), ...cells[i], ticks[i]));
  const heads = labels.map((label) => make("th", { scope: "col" }, make("span", {}, label)));
  const head = make("tr", {}, make("td"), ...heads, make("td"));
  const table = make("table", { class: "words weight", "aria-label": words.table }, make("thead", {}, head), make("tbody", {}, ...lines));
  cells.forEach((line, i) => line[i].classList.add("own"));
  const caption = make("div", { class: "caption" }, swatch("weight", words.table), make("span", { class: "by" }, words.framed));
  const element = make("div", { class: "words-part" }, caption, scrollable(table, words.table));
  const show = ({ weights, matched }) => {
    cells.forEach((line, i) => {
      line.forEach((cell, j) => showWeight(cell, weights[i][j]));
      lines[i].classList.toggle("matched", matched[i]);
      if ((ticks[i].textContent !== "") !== matched[i]) tick(ticks[i], matched[i], words);
    });
  };
  return { element, show };
}

/** A cell is touched only where it changes: there are many of them, and the film is quick. */
function showWeight(cell, x) {
  const known = Number.isFinite(x);
  const [text, share] = [known ? number(x, 2) : "–", `${known ? Math.round(100 * x) : 0}%`];
  if (cell.firstChild.textContent === text) return;
  write(cell.firstChild, text);
  cell.style.setProperty("--share", share);
  cell.classList.toggle("faint", known && x < WRITTEN);
}

const tick = (cell, matched, words) =>
  cell.replaceChildren(...(matched ? [make("span", { role: "img", "aria-label": words.match }, "✓")] : []));

function buildVerdict({ words, labels }) {
  const [big, mean] = [make("b", { class: "big" }), make("div", { class: "by" })];
  const element = make("div", { class: "verdict" }, big, " ", make("span", {}, words.matched), mean);
  const show = ({ count, mean: x }) => {
    write(big, fill(words.of, count, labels.length));
    write(mean, fill(words.mean, written(x)));
  };
  return { element, show };
}

/**
 * A recorded number over the steps, with a mark at the step shown; one can point at any step. `guess` is what guessing
 * gets, a dashed line; `top` ends the scale.
 */
function curve({ given, words, move }, { title, values, guess, top = null }) {
  const { steps } = given;
  const [first, last] = [steps[0], steps.at(-1)];
  const high = top ?? scaleEnd(Math.max(1e-9, guess ?? 0, ...values.filter(Number.isFinite)));
  const x = (step) => LEFT + ((RIGHT - LEFT) * (step - first)) / (last - first || 1);
  const y = (value) => FLOOR - ((FLOOR - TOP) * clamp(value, 0, high)) / high;
  const line = make("path", { class: "line", d: pathOf(steps.map(x), values, y) });
  const [mark, dot] = [make("line", { class: "mark", y1: TOP - 6, y2: FLOOR }), make("circle", { r: 7, class: "dot" })];
  const svg = make("svg", { viewBox: `0 0 ${WIDE} ${TALL}`, role: "img", "aria-label": title });
  svg.append(...frame(first, last, high), ...(guess ? guessing(y(guess), fill(words.guessing, number(guess, guess < 1 ? 3 : 2))) : []));
  svg.append(line, mark, dot);
  pointable(svg, (share) => move({ at: nearest(steps, first + share * (last - first)), playing: false }));
  const big = make("b", { class: "big" });
  const element = make("div", { class: "curve" }, make("div", { class: "headed" }, make("span", {}, title), big), svg);
  const show = ({ at }) => {
    const known = Number.isFinite(values[at]);
    write(big, written(values[at]));
    set(mark, { x1: x(steps[at]), x2: x(steps[at]) });
    set(dot, { cx: x(steps[at]), cy: known ? y(values[at]) : FLOOR, display: known ? "inline" : "none" });
  };
  return { element, show };
}

/** Halves up to 10, then 1, 2 or 5 times a power of ten: a loss that explodes goes far. */
const scaleEnd = (most) => (most > 0.5 && most < 10 ? Math.ceil(2 * most) / 2 : niceCeiling(most));

/** The line through all numbers, broken where there is none. */
function pathOf(xs, values, y) {
  const known = values.map((value) => Number.isFinite(value));
  return xs.map((x, i) => (known[i] ? `${known[i - 1] ? "L" : "M"}${x.toFixed(1)} ${y(values[i]).toFixed(1)}` : "")).join("");
}

const textAt = (x, y, text, anchor) => make("text", { x, y, "text-anchor": anchor }, text);

const frame = (first, last, high) => [
  make("path", { class: "axes", d: `M${LEFT} ${TOP}V${FLOOR}H${RIGHT}` }),
  textAt(LEFT - 6, TOP + 9, String(high), "end"),
  textAt(LEFT - 6, FLOOR + 4, "0", "end"),
  textAt(LEFT, FLOOR + 19, first, "middle"),
  textAt(RIGHT, FLOOR + 19, last, "end"),
];

const guessing = (y, text) => [
  make("line", { class: "guess", x1: LEFT, x2: RIGHT, y1: y, y2: y }),
  make("text", { class: "guess-text", x: RIGHT, y: y - 6, "text-anchor": "end" }, text),
];

const nearest = (steps, step) => steps.reduce((best, x, i) => (Math.abs(x - step) < Math.abs(steps[best] - step) ? i : best), 0);

/** By mouse or finger anywhere on a drawing; the slider above is the way by keyboard. */
function pointable(svg, onpoint) {
  let held = false;
  const follow = (event) => {
    const box = svg.getBoundingClientRect();
    onpoint(clamp((((event.clientX - box.left) / box.width) * WIDE - LEFT) / (RIGHT - LEFT), 0, 1));
  };
  svg.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    svg.setPointerCapture(event.pointerId);
    held = true;
    follow(event);
  });
  svg.addEventListener("pointermove", (event) => held && follow(event));
  for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) svg.addEventListener(name, () => (held = false));
}
