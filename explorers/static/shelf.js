import { clamp, fill, leaders, make, number, sum, write } from "./shared.js";
import { swatch, toggle, trackSlider } from "./parts.js";
import { ask, explorer } from "./explorer.js";

const [ALIKE, IN_PROPORTION, THE_BEST, EQUAL] = [0, 1, 2, 3]; // of the strictness, where its rules meet
const NEAR = 1e-9;
const WRONG = 1e-4; // shares whose sum is further from 1 are marked
const MOST = 2; // pages at most, for shares that sum to more than 1

export default explorer({ name: "shelf", think, build });

/** All numbers of the picture. */
export function think(given, { question, strictness }, answer) {
  const common = given.labels.map((label) => label.filter((word) => question.includes(word)).length);
  const scores = ask(given, answer, "score", () => common);
  const closeness = common.map((both, i) => {
    const either = question.length + given.labels[i].length - both;
    return either ? both / either : 1;
  });
  const raised = scores && points(scores, closeness, strictness);
  const shrug = Boolean(raised) && strictness > THE_BEST && !raised.some((x) => x);
  const shares = shrug ? raised : raised && ask(given, answer, "share", () => inProportion(raised));
  return { scores, points: raised, shares, sum: shares && sum(shares), shrug };
}

/** What is shared out in proportion; explorers/shelf.py tells the rules. */
function points(scores, closeness, strictness) {
  if (strictness === ALIKE) return scores.map(() => 1);
  if (strictness <= IN_PROPORTION) return scores.map((score) => score + (1 / strictness - 1));
  if (strictness < THE_BEST) return scores.map((score) => Math.sign(score) * Math.abs(score) ** (1 / (THE_BEST - strictness)));
  const top = Math.max(...scores) - NEAR;
  return scores.map((score, i) => Number(score >= top && closeness[i] >= strictness - THE_BEST - NEAR));
}

function inProportion(numbers) {
  const total = sum(numbers);
  return numbers.map((x) => (total ? x / total : 1 / numbers.length));
}

function build(stage) {
  const parts = [buildQuestion(stage), buildShelf(stage), buildPage(stage), buildStrictness(stage)];
  const show = (numbers) => parts.forEach((part) => part.show(numbers));
  const says = (numbers) => saysOf(stage.given, numbers);
  return { elements: parts.map((part) => part.element), show, says, hint: ({ strictness }) => rule(stage.words, strictness) };
}

/** The words that can be asked for, as buttons that stay pressed. */
function buildQuestion({ given, words, get, move }) {
  const press = (word, pressed) =>
    move({ question: given.vocabulary.filter((other) => (other === word ? pressed : get("question").includes(other))) });
  const buttons = given.vocabulary.map((word) => toggle({ label: word, onpress: (pressed) => press(word, pressed) }));
  const group = make("div", { role: "group", "aria-label": words.question, class: "words" });
  group.append(...buttons.map((button) => button.element));
  const element = make("div", { class: "question" }, make("b", { class: "swatch query" }, words.question), group);
  const show = ({ question }) => buttons.forEach((button, i) => button.show(question.includes(given.vocabulary[i])));
  return { element, show };
}

/** The slider of the strictness, with its landmarks. */
function buildStrictness({ given, words, get, move }) {
  const stops = [words.stop_alike, words.stop_proportion, words.stop_best, words.stop_equal];
  const marks = stops.map((stop) => make("span", { class: "stop" }, stop));
  const line = make("div", { class: "line" }, ...stops.map((_, i) => make("i", { style: `left: ${(100 * i) / EQUAL}%` })));
  const value = make("span", { class: "digits" });
  const ends = { low: ALIKE, high: EQUAL, step: given.step, now: () => get("strictness") };
  const slider = trackSlider(line, { name: words.strictness, ...ends, onmove: (strictness) => move({ strictness }) });
  const head = make("div", { class: "head", "aria-hidden": "true" }, make("b", {}, words.strictness), value);
  const names = make("div", { class: "stops", "aria-hidden": "true" }, ...marks);
  const element = make("div", { class: "strictness" }, head, line, names);
  const show = (numbers) => {
    const { strictness } = numbers;
    write(value, number(strictness, 2));
    slider.show(strictness, [rule(words, strictness), saysOf(given, numbers)].join(" "));
    marks.forEach((mark, i) => mark.classList.toggle("here", Math.abs(strictness - i) < NEAR));
  };
  return { element, show };
}

function buildShelf({ given, words }) {
  const by = (role, usual) => (given.by[role] ? fill(words.your, given.by[role]) : usual);
  const total = make("span", { class: "total" });
  const legend = make("div", { class: "legend" });
  legend.append(swatch("score", words.score, by("score", words.in_common)), swatch("weight", words.share, by("share", "")), total);
  const books = given.titles.map((title, i) => buildBook(title, given.labels[i], words));
  const shelf = make("ol", { class: "shelf", "aria-label": words.shelf, role: "list" }, ...books.map((book) => book.element));
  const show = ({ question, scores, shares, shrug, sum: all }) => {
    const wrong = shares && !shrug && Math.abs(all - 1) > WRONG;
    write(total, `${words.shares_sum} ${percent(all)}${wrong ? ` ⚠ ${words.not_whole}` : ""}`);
    total.classList.toggle("wrong", Boolean(wrong));
    const first = shares ? leaders(shares) : [];
    books.forEach((book, i) => book.show(question, scores?.[i], shares?.[i], first.includes(i)));
  };
  return { element: make("div", { class: "numbers" }, legend, shelf), show };
}

/** A book: its share above, its lit spine, its score and the words of its label below the board. */
function buildBook(title, label, words) {
  const share = make("b", { class: "percent" });
  const spine = make("span", { class: "spine weight" }, make("span", {}, title));
  const score = make("span", { class: "swatch score" });
  const asked = label.map(() => make("span", { class: "tick" }));
  const lines = label.map((word, i) => make("li", {}, asked[i], word));
  const element = make("li", { class: "book" }, make("span", { class: "stand" }, share, spine), score);
  element.append(make("ul", { role: "list" }, ...lines));
  const show = (question, points, part, largest) => {
    const light = clamp(part ?? 0, 0, 1);
    element.style.setProperty("--light", light.toFixed(4));
    element.classList.toggle("bright", light > 0.39); // black is legible from here, white up to here
    element.classList.toggle("largest", largest);
    write(share, percent(part));
    write(score, `${words.score} ${Number.isFinite(points) ? number(points, Number.isInteger(points) ? 0 : 2) : "–"}`);
    label.forEach((word, i) => {
      const there = question.includes(word);
      lines[i].classList.toggle("asked", there);
      asked[i].replaceChildren(...(there ? [make("span", { role: "img", "aria-label": words.asked }, "✓"), " "] : []));
    });
  };
  return { element, show };
}

/** One page on which every book's sentence takes as much room as its share says. */
function buildPage({ given, words }) {
  const slices = given.titles.map((title, i) => {
    const part = make("b", { class: "part" });
    const text = make("span", {}, part, " ", make("b", {}, title), given.words.colon, given.contents[i]);
    return { element: make("li", { class: "slice" }, text), part };
  });
  const page = make("ol", { class: "page", role: "list", "aria-label": words.page }, ...slices.map((slice) => slice.element));
  const edge = make("li", { class: "edge", "aria-hidden": "true" }, "100%");
  page.append(edge);
  const shrug = make("p", { class: "shrug" }, words.shrug);
  const element = make("div", { class: "numbers" }, make("b", { class: "page-title" }, words.page), page, shrug);
  const show = (numbers) => {
    shrug.hidden = !numbers.shrug;
    page.hidden = numbers.shrug;
    edge.hidden = !(numbers.sum > 1 + WRONG);
    let room = MOST;
    slices.forEach((slice, i) => {
      const share = clamp(numbers.shares?.[i] ?? 0, 0, room);
      room -= share;
      slice.element.hidden = share === 0;
      slice.element.style.setProperty("--share", share.toFixed(4));
      write(slice.part, percent(numbers.shares?.[i]));
    });
  };
  return { element, show };
}

/** A share as the course writes it: 40%, 33.3%. */
function percent(share) {
  if (!Number.isFinite(share)) return "–";
  const hundredth = 100 * share;
  if (hundredth > 0 && hundredth < 0.05) return "<0.1%";
  return `${number(hundredth, Math.abs(hundredth - Math.round(hundredth)) < 0.05 ? 0 : 1)}%`;
}

/** The rule in force, as a sentence with its number. */
function rule(words, strictness) {
  const short = (x) => number(x, 2).replace(/\.?0+$/, "");
  if (strictness === ALIKE) return words.rule_alike;
  if (strictness < IN_PROPORTION) return fill(words.rule_gift, short(1 / strictness - 1));
  if (strictness === IN_PROPORTION) return words.rule_proportion;
  if (strictness < THE_BEST) return fill(words.rule_power, short(1 / (THE_BEST - strictness)));
  if (strictness === THE_BEST) return words.rule_best;
  if (strictness < EQUAL) return fill(words.rule_close, short(100 * (strictness - THE_BEST)));
  return words.rule_equal;
}

/** What is largest now, in words. */
function saysOf({ titles, words }, { shares, scores, shrug, sentence }) {
  if (shrug) return words.shrug;
  const [name, numbers] = shares ? [words.share, shares] : [words.score, scores];
  if (!numbers) return sentence;
  const first = leaders(numbers);
  const written = shares ? percent(numbers[first[0] ?? 0]) : number(numbers[first[0] ?? 0], 0);
  const template = first.length ? words.largest : words.alike;
  return fill(template, name, written, first.map((i) => titles[i]).join(words.comma));
}
