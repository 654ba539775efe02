import { fill, leaders, make, number, set, softmax, sum, write } from "./shared.js";
import { barTable, namedChoice } from "./parts.js";
import { ask, explorer } from "./explorer.js";

export default explorer({ name: "semantic", think, build });

/** The cosines come with the picture; the embeddings, 384 numbers a book, stay with Python. */
export function think(given, { question, description, temperature }, answer) {
  const scores = given.cosines[question][description];
  const order = [...scores.keys()].sort((i, j) => scores[j] - scores[i]);
  const weights = ask(given, answer, "lookup", () => softmax(scores, temperature));
  return {
    scores,
    order: order.slice(0, given.most),
    weights,
    rest: weights && sum(order.slice(given.most).map((i) => weights[i])),
    sum: weights && sum(weights),
  };
}

function build(stage) {
  const { given, words, move } = stage;
  const question = questionMenu(stage);
  const description = namedChoice({
    name: words.description,
    options: given.descriptions.map(({ text }) => text),
    onpick: (i) => move({ description: given.descriptions[i].name }),
  });
  const table = booksTable(stage);
  const show = (numbers) => {
    question.show(numbers.question);
    description.show(given.descriptions.findIndex(({ name }) => name === numbers.description));
    table.show(numbers);
  };
  return {
    elements: [question.element, description.element, table.element],
    show,
    says: (numbers) => saysMost(given, numbers),
    hint: (numbers) => saysMost(given, numbers) + saysRewritten(given, numbers),
  };
}

function questionMenu({ given, words, move }) {
  const options = given.questions.map((text, i) => make("option", { value: i }, text));
  const menu = make("select", { "aria-label": words.question, lang: "en" }, ...options);
  menu.addEventListener("change", () => move({ question: Number(menu.value) }));
  const element = make("label", { class: "named" }, make("span", { class: "by" }, words.question), menu);
  return { element, show: (question) => (menu.value = question) };
}

/** The books nearest to the question, and all others in one row; a pencil marks the book with another description. */
function booksTable({ given, words }) {
  const by = given.by.lookup ? fill(words.your, given.by.lookup) : words.softmax;
  const columns = [
    { kind: "score", title: words.score, by: words.cosine, digits: 3, reach: 1 },
    { kind: "weight", title: words.weight, by, digits: 4, share: true, sum: true },
  ];
  const labels = [...Array(given.most).fill(""), fill(words.rest, given.titles.length - given.most)];
  const built = barTable({ name: words.table, head: words.book, labels, columns, words, badges: false });
  const names = [...built.element.querySelectorAll("tbody .label")];
  const total = built.element.querySelector("tfoot .digits");
  const show = ({ scores, order, weights, rest, sum: all, description }) => {
    const { book } = rewrittenIn(given, description);
    order.forEach((i, row) => write(names[row], given.titles[i] + (i === book ? " ✎" : "")));
    const shown = weights && [...order.map((i) => weights[i]), rest];
    const largest = weights ? leaders(order.map((i) => weights[i])) : [];
    built.show({ score: order.map((i) => scores[i]), weight: shown }, { largest });
    if (weights) set(total, { title: number(all, 6) });
  };
  return { element: make("div", { class: "numbers" }, built.element), show };
}

const rewrittenIn = ({ descriptions }, description) => descriptions.find(({ name }) => name === description);

function saysMost({ words, titles, texts, descriptions }, { weights, sentence, description }) {
  if (!weights) return sentence;
  const most = leaders(weights);
  if (!most.length) return words.reads_alike;
  const [first] = most;
  const { book, rewritten } = rewrittenIn({ descriptions }, description);
  const told = fill(words.described, book === first ? rewritten : texts[first]);
  return fill(words.reads, most.map((i) => titles[i]).join(words.comma), number(weights[first], 3)) + told;
}

function saysRewritten(given, { weights, description }) {
  const { book, rewritten } = rewrittenIn(given, description);
  const told = weights && leaders(weights)[0] === book;
  return book === null || told ? "" : fill(given.words.rewritten, given.titles[book], rewritten);
}
