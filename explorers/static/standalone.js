// An explorer on a page without a kernel: a model that keeps its state by itself, and the browser's own sliders.

import { make, number, write } from "./shared.js";

/** Shows a widget (what `explorer(…)` returned) in `host`, from the state that Python wrote down. */
export function standAlone(widget, state, host) {
  const model = modelOf(state);
  const el = make("div", {});
  const { sliders } = model.get("given");
  const desk = make("div", { class: "attention-desk" }, ...sliders.map((slider, i) => sliderOf(model, slider, i)));
  const frame = make("div", { class: "attention-frame" }, el, ...(sliders.length ? [desk] : []));
  host.replaceChildren(frame);
  widget.initialize({ model });
  widget.render({ model, el });
}

/** As much of a widget's model as an explorer uses: values, and who wants to hear of their changes. */
function modelOf(state) {
  const values = { ...state };
  const heard = {};
  return {
    get: (name) => values[name],
    set: (changes, value) => {
      const all = typeof changes === "string" ? { [changes]: value } : changes;
      const changed = Object.keys(all).filter((name) => JSON.stringify(values[name]) !== JSON.stringify(all[name]));
      for (const name of changed) values[name] = all[name];
      for (const name of changed) for (const call of heard[`change:${name}`] ?? []) call();
    },
    on: (event, call) => (heard[event] ??= []).push(call),
    off: () => {},
    save_changes: () => {},
  };
}

function sliderOf(model, { name, low, high, fine, log, digits }, i) {
  const [onto, back] = log ? [Math.log10, (x) => 10 ** x] : [Number, Number];
  const ends = { min: onto(low), max: onto(high), step: log ? "any" : fine };
  const input = make("input", { type: "range", ...ends });
  const shown = make("output", {});
  const follow = () => {
    input.value = onto(model.get(`slider_${i}`));
    write(shown, number(model.get(`slider_${i}`), digits));
  };
  input.addEventListener("input", () => model.set(`slider_${i}`, back(Number(input.value))));
  model.on(`change:slider_${i}`, follow);
  follow();
  return make("label", { class: "own-slider" }, make("span", {}, name), input, shown);
}
