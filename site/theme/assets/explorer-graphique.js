/* Explorer's picture: bars over time, or the first names of a ranking. Drawn at once, in the
   theme's colours, as the painted charts of the other pages (report/charts/painted.py): shapes stretch to the
   frame, words keep their size. The table under it gives every figure. */
"use strict";
(() => {
  const RANKED = 12;
  const TOP = 8.5;
  const DEPTH = 80; // percent of the frame's height that bars take
  const EURO = 10000;
  const MARKS = 4;
  const { euros } = window.ventes;

  const svg = (name, attributes, ...inside) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
    element.append(...inside);
    return element;
  };

  const text = (x, y, words, anchor) =>
    svg("text", { x, y, dy: 4, "text-anchor": anchor, class: "v-mot" }, words);

  /* Round amounts (1/10 000 €) that hold the values and zero, lowest first: the very rule of the
     other pages' charts (report/charts/ticks.py). Whole numbers, so that both round alike. */
  const amounts = (values) => {
    const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
    let step = EURO;
    for (let turn = 0; MARKS * step < high - low; turn += 1) step *= turn % 3 === 1 ? 2.5 : 2;
    const [first, last] = [Math.floor(low / step), Math.ceil(high / step)];
    return Array.from({ length: last - first + 1 }, (_, place) => (first + place) * step);
  };

  /* Args: the frame; slots [{mots, bref, ca (null: no data), etat}] in the order of time; how an
     amount is written on the axis; what to do with the slot pointed at (null: none). */
  const bars = (frame, slots, money, read) => {
    const scale = amounts(slots.map((slot) => slot.ca ?? 0));
    const marked = scale.map(money);
    const gutter = 12 + 8 * Math.max(...marked.map((words) => words.length));
    const [low, high] = [scale[0], scale.length > 1 ? scale.at(-1) : EURO];
    const y = (value) => ((high - value) / (high - low)) * 1000;
    const width = 10 * slots.length;
    const inner = svg("svg", {
      x: 0, y: `${TOP}%`, width: "100%", height: `${DEPTH}%`, class: "v-etire",
      viewBox: `0 0 ${width} 1000`, preserveAspectRatio: "none",
    });
    const path = (kind, parts) =>
      inner.append(svg("path", { class: `v-trait--${kind}`, d: parts.join("") }));
    const column = (kept) =>
      slots.flatMap((slot, place) => (kept(slot) ? [`M${10 * place} 0h10v1000h-10z`] : []));
    path("ferme", column((slot) => slot.etat === "f"));
    path("manquant", column((slot) => "aq".includes(slot.etat || "-")));
    path("repere", scale.map((mark) => `M0 ${y(mark)}H${width}`));
    const gap = slots.length > 120 ? 0 : 1; // a year of days has no room between bars
    path("barre", slots.map((slot, place) =>
      slot.ca ? `M${10 * place + gap} ${y(0)}V${y(slot.ca)}h${10 - 2 * gap}V${y(0)}z` : ""));
    path("zero", [`M0 ${y(0)}H${width}`]);
    const pointed = svg("rect", { class: "v-vise", y: 0, width: 0, height: 1000 });
    inner.append(pointed);

    const outer = svg("svg", { class: "v-peint", width: "100%", height: "100%", "aria-hidden": "true" });
    outer.style.paddingLeft = `${gutter}px`;
    outer.append(inner, ...scale.map((mark, place) =>
      text(-6, `${TOP + (DEPTH * y(mark)) / 1000}%`, marked[place], "end")));
    const room = frame.clientWidth - gutter;
    const step = Math.ceil(slots.length / Math.max(1, Math.floor(room / 88)));
    slots.forEach((slot, place) => {
      const across = (100 * (place + 0.5)) / slots.length;
      if (place % step === 0 && (step === 1 || across < 94)) {
        outer.append(text(`${across}%`, "97%", slot.bref, "middle"));
      }
    });

    outer.addEventListener("pointermove", (event) => {
      const box = inner.getBoundingClientRect();
      const place = Math.floor(((event.clientX - box.left) / box.width) * slots.length);
      pointed.setAttribute("x", 10 * place);
      pointed.setAttribute("width", slots[place] ? 10 : 0);
      read(slots[place] ?? null);
    });
    outer.addEventListener("pointerleave", () => {
      pointed.setAttribute("width", 0);
      read(null);
    });
    frame.replaceChildren(outer);
  };

  /* Args: the frame; rows [{nom, ca, couleur}], largest first. */
  const ranks = (frame, rows) => {
    const kept = rows.slice(0, RANKED);
    const values = kept.map((row) => row.ca);
    const [high, low] = [Math.max(0, ...values), Math.min(0, ...values)];
    const part = (value) => `${(100 * value) / (high - low || 1)}%`;
    const list = document.createElement("ol");
    list.className = "v-rangs";
    list.setAttribute("aria-hidden", "true");
    list.append(...kept.map((row) => {
      const item = document.createElement("li");
      const [name, bar, amount] = ["span", "i", "b"].map((tag) => document.createElement(tag));
      name.textContent = row.nom;
      amount.textContent = euros(row.ca);
      bar.style.width = part(Math.abs(row.ca));
      bar.style.marginLeft = part(Math.min(0, row.ca) - low);
      if (row.couleur) bar.style.background = `var(--c-${row.couleur})`;
      const track = document.createElement("span");
      track.append(bar);
      item.append(name, track, amount);
      return item;
    }));
    frame.replaceChildren(list);
    return kept.length;
  };

  window.ventes.dessin = { amounts, bars, ranks };
})();
