/* Several of many: a fold with a search box and boxes to tick. At most fifty are drawn at once, so
   five thousand products cost no more than fifty. Names are written as text. */
"use strict";
(() => {
  const DRAWN = 50;
  const { fold } = window.ventes;

  /* Args: the fold; items [{id, nom, ref}]; the words; what to do when the choice changes.
     Returns {set(ids)}: shows a choice made elsewhere. */
  window.ventes.choix = (fold_, items, words, changed) => {
    const [box, list, note, said] = ["input[type=search]", "ul", ".v-note", "summary b"].map((part) =>
      fold_.querySelector(part),
    );
    const texts = new Map(items.map((item) => [item, fold(`${item.nom} ${item.ref}`)]));
    const names = new Map(items.map((item) => [item.id, item.nom]));
    let chosen = new Set();

    const say = () => {
      const shown = [...chosen].map((id) => names.get(id) ?? id);
      said.textContent = shown.length ? shown.slice(0, 2).join(", ") : words.tous;
      if (shown.length > 2) said.textContent += ` + ${shown.length - 2}`;
      fold_.querySelector("[data-vider]").disabled = !shown.length;
    };

    const line = (item) => {
      const row = document.createElement("li");
      const label = document.createElement("label");
      const tick = document.createElement("input");
      tick.type = "checkbox";
      tick.checked = chosen.has(item.id);
      tick.addEventListener("change", () => {
        chosen = new Set(chosen);
        chosen[tick.checked ? "add" : "delete"](item.id);
        say();
        changed(chosen);
      });
      const name = document.createElement("span");
      name.textContent = item.nom;
      const ref = document.createElement("small");
      ref.textContent = item.ref;
      label.append(tick, name, ref);
      row.append(label);
      return row;
    };

    const draw = () => {
      const sought = fold(box.value).split(/\s+/).filter(Boolean);
      const found = items.filter((item) => sought.every((word) => texts.get(item).includes(word)));
      if (!sought.length) found.sort((a, b) => chosen.has(b.id) - chosen.has(a.id));
      list.replaceChildren(...found.slice(0, DRAWN).map(line));
      note.textContent = !found.length ? words.aucun_nom : found.length > DRAWN
        ? words.restent.replace("{nombre}", DRAWN).replace("{total}", window.ventes.whole(found.length))
        : "";
    };

    const close = () => {
      if (!fold_.open) return;
      fold_.open = false;
      fold_.querySelector("summary").focus();
    };

    box.addEventListener("input", draw);
    fold_.addEventListener("toggle", () => {
      if (!fold_.open) return;
      box.value = "";
      draw();
      box.focus();
    });
    fold_.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step || !fold_.open) return;
      event.preventDefault();
      const places = [box, ...list.querySelectorAll("input")];
      places[places.indexOf(document.activeElement) + step]?.focus();
    });
    document.addEventListener("click", (event) => {
      if (!fold_.contains(event.target)) fold_.open = false;
    });
    fold_.querySelector("[data-fermer]").addEventListener("click", close);
    fold_.querySelector("[data-vider]").addEventListener("click", () => {
      chosen = new Set();
      say();
      draw();
      box.focus();
      changed(chosen);
    });

    return {
      set(ids) {
        const ours = ids === chosen; // drawn already: drawing again would lose the focus
        chosen = ids;
        say();
        if (fold_.open && !ours) draw();
      },
    };
  };
})();
