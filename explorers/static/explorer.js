// The life of an explorer on the page: state in, picture out, sliders and messages. An explorer's own script gives
// `think` (the maths of a state) and `build` (the picture's elements, once) to `explorer(…)` and exports what it returns.

import { clamp, fill, hideStill, make, number, oncePerFrame, press, seldom, set, snap, write } from "./shared.js";

const PATIENCE = 600; // ms without an answer of the kernel before the picture says that it waits
const BIG_STEP = 10; // with shift held
const FOLLOW = 100; // ms until the sliders below go where the picture was moved
const DUST = 1e-9; // sliders compute min + n * step, and miss a decimal by less

/** What the learner's function for `role` said (null for nothing), or, where there is none, what `own()` computes. */
export const ask = (given, answer, role, own) => (role in given.by ? (answer.heard?.[role] ?? null) : own());

/**
 * The `initialize` and `render` of a widget.
 *
 * `think(given, state, answer)`: the numbers of a state, by name; it touches no page.
 * `build(stage)`: `{ elements, show(numbers), says(numbers), hint(numbers) }`; `says` is what a screen reader hears after
 * each move, `hint` the line below while nothing is wrong; both may be missing.
 * `resets`: moved traits after whose change the last answer of the learner's functions fits no longer.
 */
export function explorer({ name, think, build, resets = [] }) {
  return {
    initialize: ({ model }) => joinSliders(model),
    render: ({ model, el }) => {
      const stage = stageOf(model);
      const notice = make("p", { class: "notice", role: "status" });
      const picture = build(stage);
      const { language } = stage.given;
      const attributes = { class: `attention-explorer ${name}-explorer`, lang: language };
      const root = make("div", { ...attributes, "data-lm-suppress-shortcuts": "true" });
      root.append(hideStill(model.get("still_id")), ...picture.elements, notice);
      el.append(root);
      return keepShowing({ model, stage, picture, root, notice, think: numbersOf(model, think, resets) });
    },
  };
}

/** What `build` gets: what is given, the words, the state now, and the way to change it. */
function stageOf(model) {
  const given = model.get("given");
  return {
    given,
    words: given.words,
    get: (trait) => model.get(trait),
    /** Change moved traits: `{ trait: value, … }`. The kernel hears of it once. */
    move: (changes) => {
      model.set(changes);
      model.save_changes();
    },
  };
}

const stateOf = (model) => Object.fromEntries(model.get("given").moved.map((trait) => [trait, model.get(trait)]));
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** The state and its numbers, `sentence` (what was wrong, "" for nothing) and `fresh` (the answer is for this state). */
function numbersOf(model, think, resets) {
  return () => {
    const [given, state] = [model.get("given"), stateOf(model)];
    let answer = model.get("answer");
    const asks = Object.keys(given.by).length > 0;
    const fresh = !asks || given.moved.every((trait) => same(state[trait], answer.state?.[trait]));
    if (!fresh && resets.some((trait) => !same(state[trait], answer.state?.[trait]))) answer = {};
    return { ...state, ...think(given, state, answer), sentence: answer.sentence ?? "", fresh };
  };
}

function keepShowing({ model, stage, picture, root, notice, think }) {
  let late = 0;
  let [sliders, said] = [[], ""];
  const draw = () => {
    const numbers = think();
    clearTimeout(late);
    if (!numbers.fresh) late = setTimeout(() => tell(root, notice, stage, picture, numbers, true), PATIENCE);
    picture.show(numbers);
    tell(root, notice, stage, picture, numbers, false);
    said = numbers.sentence || (picture.says?.(numbers) ?? "");
    sayValues(sliders, stage, said);
    root.dataset.state = JSON.stringify(numbers);
    root.dataset.step = Number(root.dataset.step ?? 0) + 1;
  };
  const redraw = oncePerFrame(draw);
  for (const trait of [...stage.given.moved, "answer"]) model.on(`change:${trait}`, redraw);
  // A slider that follows says its bare number again.
  const sayAgain = () => queueMicrotask(() => sayValues(sliders, stage, said));
  stage.given.sliders.forEach((_, i) => model.on(`change:slider_${i}`, sayAgain));
  draw();
  adoptSliders(root, stage, (handles) => {
    sliders = handles;
    draw();
  });
  return () => clearTimeout(late);
}

/** The line below: what is wrong, that the kernel is awaited, or what one can do. */
function tell(root, notice, { given, words }, picture, numbers, late) {
  const functions = Object.values(given.by).join(words.comma);
  const apart = given.apart ? fill(words.apart, given.apart) : "";
  const hint = [apart, picture.hint?.(numbers) ?? ""].join(" ").trim();
  const text = late ? fill(words.waiting, functions) : numbers.sentence || hint;
  root.classList.toggle("waiting", late);
  notice.classList.toggle("problem", Boolean(numbers.sentence) && !late);
  write(notice, text);
}

// Sliders

const slidersValue = ({ trait, index }, model) => (index === null ? model.get(trait) : model.get(trait)[index]);

function withValue({ trait, index, fine, low, high }, model, x) {
  const value = clamp(fine ? snap(x, fine) : x, low, high);
  return { [trait]: index === null ? value : model.get(trait).map((old, i) => (i === index ? value : old)) };
}

/** Keeps each slider's scalar and its trait one: whichever moves, the other follows, and the kernel hears once. */
function joinSliders(model) {
  const { sliders } = model.get("given");
  const spread = () => {
    const apart = sliders.map((slider, i) => [`slider_${i}`, slidersValue(slider, model)]);
    model.set(Object.fromEntries(apart.filter(([scalar, x]) => Math.abs(model.get(scalar) - x) > DUST)));
  };
  sliders.forEach((slider, i) => {
    const scalar = `slider_${i}`;
    model.on(`change:${scalar}`, () => model.set(withValue(slider, model, model.get(scalar))));
  });
  // Ten times a second: eight sliders that follow each step of a drag cost more than the picture itself.
  const soon = seldom(spread, FOLLOW);
  for (const trait of new Set(sliders.map((slider) => slider.trait))) model.on(`change:${trait}`, soon);
}

/** Names the sliders below the picture (ipywidgets has no trait for it), once they are on the page. */
function adoptSliders(root, stage, adopted, tries = 300) {
  const { sliders } = stage.given;
  const frame = root.closest(".attention-frame");
  const handles = [...(frame?.querySelectorAll(".attention-desk :is(.noUi-handle, input[type=range])") ?? [])];
  if (handles.length < sliders.length) {
    if (tries) requestAnimationFrame(() => adoptSliders(root, stage, adopted, tries - 1));
    return;
  }
  if (frame) frame.dataset.lmSuppressShortcuts = "true";
  handles.forEach((handle, i) => {
    set(handle, { "aria-label": sliders[i].name });
    stepByKeys(handle, sliders[i], stage);
  });
  adopted(handles);
}

/** The arrow keys go one step, with shift ten; the slider's own steps are finer. Home and End go to the ends. */
function stepByKeys(handle, slider, stage) {
  const signs = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: BIG_STEP, PageDown: -BIG_STEP };
  handle.addEventListener("keydown", (event) => {
    const { log, low, high, step } = slider;
    const ends = { Home: low, End: high };
    if (!(event.key in signs) && !(event.key in ends)) return;
    press(event, () => {
      const steps = signs[event.key] * (event.shiftKey ? BIG_STEP : 1);
      const now = slidersValue(slider, stage);
      stage.move(withValue(slider, stage, ends[event.key] ?? (log ? now * 10 ** (step * steps) : now + step * steps)));
    });
  }, true);
}

function sayValues(handles, stage, said) {
  handles.forEach((handle, i) => {
    const slider = stage.given.sliders[i];
    const value = number(slidersValue(slider, stage), slider.digits);
    set(handle, { "aria-valuetext": said ? `${value}; ${said}` : value });
  });
}
