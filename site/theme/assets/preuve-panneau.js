/* The panel of a figure's proof: what it is, what it stands on, where that came from, what guards
   it. What stands around the figure, its column, its row's link and the page's address say what it
   stands on; the rest is in preuves.js. Texts are written as text, never as HTML. */
"use strict";
(() => {
  const root = new URL("..", document.currentScript.src);
  const language = { en: "en-GB" }[document.documentElement.lang] ?? document.documentElement.lang;
  let known = null;
  let words = null;
  window.ventes.preuves = (data) => {
    known = data;
    words = data.mots;
  };

  /* ---- Days, counted since 1970 ------------------------------------------------------------- */

  const DAY = 864e5;
  const toDay = (text) => Date.parse(text) / DAY;
  const iso = (day) => new Date(day * DAY).toISOString().slice(0, 10);
  const written = (day, options) =>
    new Intl.DateTimeFormat(language, { timeZone: "UTC", ...options })
      .format(day * DAY)
      .replace(/(^|\s)1 (?=\p{L})/u, language === "fr" ? "$11er " : "$&");
  const long = { day: "numeric", month: "long", year: "numeric" };
  const brief = { day: "numeric", month: "short", year: "numeric" };

  const startOf = (day, period) => {
    const date = new Date(day * DAY);
    if (period === "semaine") return day - ((date.getUTCDay() + 6) % 7);
    const month = period === "mois" ? date.getUTCMonth() : 0;
    return Date.UTC(date.getUTCFullYear(), month, 1) / DAY;
  };

  /* ---- What a figure stands on -------------------------------------------------------------- */

  const month = (name) => {
    const first = toDay(`${name}-01`);
    return `${iso(first)}/${iso(startOf(first + 31, "mois") - 1)}`;
  };

  const sheet = (path) => {
    const [, kind, name] = /\/(jours|mois|produits|magasins)\/([^/]+)\.html$/.exec(path) ?? [];
    if (kind === "jours") return { p: `${name}/${name}` };
    if (kind === "mois") return { p: month(name) };
    return { produits: { produit: name }, magasins: { magasin: name } }[kind];
  };

  const around = (element) => {
    const found = {};
    for (const name of ["p", "magasin", "produit"]) {
      const holder = element.closest(`[data-${name}]`);
      if (holder) found[name] = holder.dataset[name];
    }
    return found;
  };

  const scope = (element, head, entry) => {
    const cell = element.closest("td, th");
    const link = cell?.parentElement.cells[0].querySelector("a[href]");
    const frame = around(element);
    const { p, ...item } = {
      ...sheet(location.pathname),
      ...frame,
      ...head?.dataset,
      ...(link && sheet(link.pathname)),
      ...element.dataset,
    };
    if (!p) return { item };
    let [first, last] = p.split("/").map(toDay);
    if (frame.p) last = Math.min(last, toDay(frame.p.split("/")[1])); // a month that goes on
    if (entry.depuis) first = startOf(last, entry.depuis);
    if (entry.duree) first = last - entry.duree + 1;
    const days = every(first, last);
    return { days, item, before: reference(days, entry) };
  };

  /* The days that these are compared with, in order; one may stand for two. */
  const reference = (days, { depuis, recul }) => {
    if (!recul) return null;
    if (recul === YEAR) return days.map(yearBefore).sort((a, b) => a - b);
    if (recul > 0) return days.map((day) => day - recul);
    const start = startOf(days[0] - 1, depuis); // a shorter month before is taken whole
    return every(start, Math.min(start + days.length, days[0]) - 1);
  };

  /* A feast has its own day of the year before: preuves.js says which days are not 364 apart. */
  const YEAR = 364;
  const yearBefore = (day) => day - (known.reculs[day - toDay(known.debut)] ?? YEAR);

  /* ---- The panel ---------------------------------------------------------------------------- */

  const make = (tag, ...inside) => {
    const element = document.createElement(tag);
    element.append(...inside);
    return element;
  };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  const toLink = (path, text) => Object.assign(make("a", text), { href: new URL(path, root).href });
  const toTime = (day, options) =>
    Object.assign(make("time", written(day, options)), { dateTime: iso(day) });

  const period = (first, last) => {
    if (first === last) return [toTime(first, { weekday: "long", ...long })];
    const [start, middle, end] = words.plage.split(/\{(?:du|au)\}/);
    return [start, toTime(first, long), middle, toTime(last, long), end];
  };

  const stateOf = (day) => known.etats[day - toDay(known.debut)];
  const every = (first, last) => Array.from({ length: last - first + 1 }, (_none, n) => first + n);

  const missing = (all) => {
    const days = [...new Set(all)];
    const gone = days.filter((day) => "aq".includes(stateOf(day) ?? "?"));
    const said = gone.slice(0, 8).map((day) => {
      const why = stateOf(day) === "a" ? words.absent : words.quarantaine;
      return `${written(day, brief)} (${why})`;
    });
    if (gone.length > 8) said.push(fill(words.autres, { nombre: gone.length - 8 }));
    const early = days.filter((day) => day < toDay(known.debut)).length;
    if (early) said.push(fill(words.avant, { nombre: early }));
    return said.join(", ");
  };

  const perimeter = ({ days, before, item }) => {
    const list = make("dl");
    const add = (name, ...value) => list.append(make("div", make("dt", name), make("dd", ...value)));
    const stands = (name, all) => {
      add(name, ...period(all[0], all.at(-1)));
      const due = all.filter((day) => (stateOf(day) ?? "f") !== "f");
      const valid = due.filter((day) => "vz".includes(stateOf(day))).length;
      add(words.valides, fill(words.sur, { jours: valid, attendus: due.length }));
      const gone = missing(all);
      if (gone) add(words.manquent, gone);
      const twice = due.filter((day, place) => day === due[place - 1]);
      if (twice.length) add(words.deux_fois, twice.map((day) => written(day, brief)).join(", "));
    };
    if (days) stands(days.length === 1 ? words.jour : words.periode, days);
    if (before) stands(words.compare, before);
    for (const kind of ["magasin", "produit"]) {
      const name = item[kind];
      const named = known[`${kind}s`][name];
      if (named !== undefined) add(words[kind], toLink(`${kind}s/${name}.html`, named));
    }
    return list;
  };

  const SHOWN = 4;

  /* The deliveries of these days, the newest first. */
  const deliveries = (asked, item) => {
    const found = new Set();
    const start = toDay(known.debut);
    for (const [begin, end, number, stores] of known.sources) {
      if (stores && item.magasin && !stores.includes(item.magasin)) continue;
      const days = asked.filter((day) => start + begin <= day && day <= start + end);
      if (days.some((day) => "vz".includes(stateOf(day) ?? "?"))) found.add(number);
    }
    return [...found].sort((a, b) => b - a);
  };

  /* Those of the catalogues that the indicator reads. */
  const catalogues = (entry) =>
    Object.keys(known.catalogues)
      .filter((kind) => entry.controles.some((rule) => rule.startsWith(`${kind}_`)))
      .map((kind) => known.catalogues[kind]);

  const toCopy = (digest) => {
    const button = make("button", words.copier);
    button.type = "button";
    button.addEventListener("click", async () => {
      const selection = getSelection();
      selection.selectAllChildren(button.previousElementSibling);
      try {
        await navigator.clipboard.writeText(digest);
      } catch {
        document.execCommand("copy"); // a page opened from a folder has no clipboard
      }
      button.textContent = words.copie;
    });
    return button;
  };

  const delivery = (number, note = "") => {
    const [name, digest, received, rows, kept, rejected] = known.livraisons[number];
    const [day, hour] = received.split("T");
    const said = [
      note,
      fill(words.recue, { jour: written(toDay(day), brief), heure: hour }),
      fill(words.comptes, {
        lignes: window.ventes.whole(rows ?? 0),
        acceptees: window.ventes.whole(kept ?? 0),
        rejetees: window.ventes.whole(rejected ?? 0),
      }),
    ];
    const line = make("details", make("summary", words.empreinte));
    line.append(make("p", make("code", digest), " ", toCopy(digest)));
    return make("li", make("b", name), make("p", said.filter(Boolean).join(" · ")), line);
  };

  /* Where the days come from, and those that they are compared with: a list for each. */
  const sources = ({ days, before, item }, entry) => {
    const read = catalogues(entry).map((number) => delivery(number, words.catalogue));
    const windows = days ? [days, ...(before ? [before] : [])] : [];
    const lists = windows.flatMap((window) => {
      const items = deliveries(window, item).map((number) => delivery(number));
      const found = items.length ? folded(items) : [make("p", words.rien)];
      return before ? [make("h4", ...period(window[0], window.at(-1))), ...found] : found;
    });
    return read.length || lists.length ? [...folded(read), ...lists] : [make("p", words.rien)];
  };

  const folded = (items) => {
    if (!items.length) return [];
    const first = make("ul", ...items.slice(0, SHOWN));
    if (items.length <= SHOWN) return [first];
    const rest = fill(words.suite, { nombre: items.length - SHOWN });
    return [first, make("details", make("summary", rest), make("ul", ...items.slice(SHOWN)))];
  };

  const checks = (entry) => {
    const items = entry.controles.map((rule) => {
      const result = known.controles[rule];
      if (!result) return make("li", `○ ${fill(words.sans, { regle: rule })}`);
      const [sentence, passed, judged, faults] = result;
      const item = make("li", `${passed ? "✓" : "✗"} ${sentence} `);
      if (!passed) item.className = "v-alerte";
      const count = fill(words.fautives, { fautives: faults, jugees: window.ventes.whole(judged) });
      const small = passed ? words.reussi : `${words.echec} (${count})`;
      item.append(make("small", small));
      return item;
    });
    return items.length ? make("ul", ...items) : make("p", words.aucun);
  };

  /* A page writes cents; the proof, all the digits there are. */
  const exact = (element) =>
    element.querySelector("[data-exact]")?.dataset.exact ?? element.textContent.trim();

  const panel = Object.assign(document.createElement("dialog"), { className: "v-preuve" });
  panel.setAttribute("aria-labelledby", "preuve-titre");
  panel.addEventListener("click", (event) => {
    if (event.target === panel) panel.close(); // the veil around it
  });
  let opener = null;
  panel.addEventListener("close", () => opener?.focus());

  window.ventes.preuve = (element, head, from) => {
    const key = (head ?? element).dataset.i;
    const entry = known.indicateurs[key];
    const stood = scope(element, head, entry);
    const close = Object.assign(make("button", "×"), { type: "button", className: "v-preuve__fermer" });
    close.setAttribute("aria-label", words.fermer);
    close.addEventListener("click", () => panel.close());
    const title = Object.assign(make("h2", entry.nom), { id: "preuve-titre" });
    const figure = Object.assign(make("p", exact(element)), { className: "v-preuve__chiffre" });
    const links = make("p", toLink(`glossaire.html#${key}`, words.glossaire), " · ", toLink("qualite.html", words.qualite));
    links.className = "v-preuve__liens";
    const last = stood.days?.at(-1);
    if (last !== undefined && "vzq".includes(stateOf(last) ?? "?")) {
      links.prepend(toLink(`jours/${iso(last)}.html`, words.fiche), " · ");
    }
    const parts = [
      [words.calcul, make("p", entry.formule), ...(entry.reserve ? [make("p", entry.reserve)] : [])],
      [words.perimetre, perimeter(stood)],
      [words.source, ...sources(stood, entry)],
      [words.controles, checks(entry)],
    ];
    panel.replaceChildren(
      close,
      title,
      figure,
      ...parts.map(([name, ...inside]) => make("section", make("h3", name), ...inside)),
      links,
    );
    opener = from;
    document.body.append(panel);
    panel.showModal();
    panel.scrollTop = 0;
  };
})();
