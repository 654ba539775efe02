// What every explorer's script may use: the maths of attention, numbers as text, and small drawing helpers.
// explorers/scripts.py puts this file and those that build on it in front of the explorer's own.

export const dot = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);

/**
 * Softmax of scores / temperature; the largest score is taken off first, so that no exponential overflows.
 * A hidden place holds -Infinity and gets 0; where all are hidden, all get 0.
 */
export function softmax(scores, temperature = 1) {
  const top = Math.max(...scores);
  if (top === -Infinity) return scores.map(() => 0);
  const powers = scores.map((score) => Math.exp((score - top) / temperature));
  const total = sum(powers);
  return powers.map((power) => power / total);
}

/** Weights (n) and values (n, d_v) to their weighted sum (d_v). */
export const weightedSum = (weights, values) => values[0].map((_, j) => dot(weights, values.map((row) => row[j])));

/** (n, d) and (d, m) to (n, m). */
export const matmul = (A, B) => A.map((row) => B[0].map((_, j) => row.reduce((total, x, i) => total + x * B[i][j], 0)));

export const transpose = (A) => A[0].map((_, j) => A.map((row) => row[j]));

/** Queries (n_q, d) and keys (n_k, d) to scores (n_q, n_k); divided by √d where `scaled`. */
export const scoreMatrix = (Q, K, scaled = false) =>
  Q.map((query) => K.map((key) => dot(query, key) / (scaled ? Math.sqrt(query.length) : 1)));

/** exp of the entropy (nats) of weights: over how many equal shares the budget is spread. */
export const effectiveNumber = (weights) => Math.exp(-sum(weights.map((w) => (w > 0 ? w * Math.log(w) : 0))));

export const sum = (numbers) => numbers.reduce((total, x) => total + x, 0);

/** The places of the largest number, ties included; none where all are alike. */
export function leaders(numbers) {
  const top = Math.max(...numbers) - 1e-9;
  const places = [...numbers.keys()].filter((i) => numbers[i] >= top);
  return places.length < numbers.length || numbers.length === 1 ? places : [];
}

/** 0, 1, …, n - 1. */
export const range = (n) => [...Array(n).keys()];

export const clamp = (x, low, high) => Math.min(Math.max(x, low), high);

/** The nearest multiple of `step`, free of binary dust such as 0.30000000000000004. */
export const snap = (x, step) => Number((Math.round(x / step) * step).toFixed(10));

/** 1, 2 or 5 times a power of ten: the first that is not below x. */
export function niceCeiling(x) {
  const power = 10 ** Math.floor(Math.log10(x));
  return [1, 2, 5, 10].map((lead) => lead * power).find((nice) => nice >= x * (1 - 1e-9));
}

/** A number as the course writes it: fixed digits, a real minus sign, never "-0.00". */
export function number(x, digits) {
  const text = Math.abs(x) < 1e5 ? x.toFixed(digits) : x.toExponential(2);
  return /^-0\.?0*$/.test(text) ? text.slice(1) : text.replaceAll("-", "−");
}

/** How many decimals a step of 1, 2 or 5 times a power of ten needs. */
export const digitsOf = (step) => Math.max(0, -Math.floor(Math.log10(step) + 1e-9));

/** "largest {0}: {1}" with its places filled. */
export const fill = (template, ...values) => template.replace(/\{(\d)\}/g, (_, i) => values[i]);

const SVG_TAGS = new Set("svg g line path circle ellipse rect polygon polyline text tspan title defs marker".split(" "));

/** An element with attributes and children; tags of SVG are made in its namespace. */
export function make(tag, attributes = {}, ...children) {
  const svg = SVG_TAGS.has(tag);
  const element = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  set(element, attributes);
  element.append(...children);
  return element;
}

/** Only what differs is set: whatever is set makes the browser lay the page out anew, and readers hear it again. */
export function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
  }
}

/** The text of an element, set where it differs. */
export function write(element, text) {
  if (element.textContent !== String(text)) element.textContent = text;
}

/** The path of an arrow from (x, y) over (dx, dy): a shaft `width` thick and a head, as one filled outline. */
export function arrowPath(x, y, dx, dy, width) {
  const length = Math.hypot(dx, dy);
  if (length < 0.5) return "";
  const head = Math.min(3.2 * width + 4, length);
  const at = (along, across) => `${x + (dx * along - dy * across) / length} ${y + (dy * along + dx * across) / length}`;
  const [shaft, wing] = [width / 2, width + 2.5];
  const corners = [[0, -shaft], [length - head, -shaft], [length - head, -wing], [length, 0]];
  const back = corners.slice(0, 3).reverse().map(([along, across]) => [along, -across]);
  return `M${[...corners, ...back].map((corner) => at(...corner)).join("L")}Z`;
}

/** A style sheet that hides the still picture, in the whole page, for as long as the live one is there. */
export const hideStill = (id) =>
  make("style", {}, `#${id}, .jp-OutputArea-child:has(> .jp-OutputArea-output #${id}) { display: none; }`);

/** An event that is ours alone: neither the page nor JupyterLab acts on it too. */
export function press(event, action) {
  event.preventDefault();
  event.stopImmediatePropagation();
  action();
}

/**
 * Calls `work` when it is asked for, as soon as the script that asks has ended, and once per animation frame at most.
 *
 * So the picture of a single key is drawn while the browser waits for its next frame, not when that has begun.
 */
export function oncePerFrame(work) {
  let [asked, drawn] = [false, false];
  const run = () => {
    [asked, drawn] = [false, true];
    requestAnimationFrame(() => {
      drawn = false;
      if (asked) run();
    });
    work();
  };
  return () => {
    if (!asked && !drawn) queueMicrotask(run);
    asked = true;
  };
}

/** Calls `work` so many milliseconds after it is first asked for, once for all that ask until then. */
export function seldom(work, milliseconds) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    setTimeout(() => {
      asked = false;
      work();
    }, milliseconds);
  };
}
