/* Search: products, stores, days, months, pages and words of the glossary, by what their names
   begin with. Accents and case do not count; a date (2026-11-20, 20/11, 11/2026) finds its days.
   The entries are a script beside (`recherche-index.js`), loaded at the first use, so that a page
   opened from a folder finds too. All text from the data is written as text. */
"use strict";
{
  const MOST = 6; // results shown of each group
  const GROUPS = ["produits/", "magasins/", "annees/", "mois/", "jours/", ""];

  const fold = (text) =>
    text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()
      .replace(/œ/g, "oe").replace(/æ/g, "ae").replace(/ß/g, "ss")
      .replace(/\bn-1\b/g, "n1").replace(/\b1er\b/g, "1");
  const wordsOf = (text) => fold(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);

  /* The start of the ISO day that a query names, as a test of an entry's; null for other queries. */
  const dayOf = (query) => {
    const two = (part) => part.padStart(2, "0");
    let found = query.match(/^(\d{4})[-/](\d{1,2})(?:[-/](\d{1,2}))?$/);
    if (found) return new RegExp(`^${found[1]}-${two(found[2])}${found[3] ? `-${two(found[3])}$` : "(?:-|$)"}`);
    found = query.match(/^(\d{1,2})[-/.](\d{4})$/);
    if (found) return new RegExp(`^${found[2]}-${two(found[1])}(?:-|$)`);
    found = query.match(/^(\d{1,2})[-/.](\d{1,2})(?:[-/.](\d{2}|\d{4}))?$/);
    if (found) return new RegExp(`^${found[3] ? found[3].padStart(4, "20") : "\\d{4}"}-${two(found[2])}-${two(found[1])}$`);
    return null;
  };

  const read = ([location, title, text]) => ({
    location, title, text,
    group: GROUPS.findIndex((folder) => location.startsWith(folder)),
    when: location.match(/(\d{4}(?:-\d\d){0,2})\.html$/)?.[1] ?? "",
    named: wordsOf(title), said: wordsOf(text),
  });

  /* Whether a word of an entry is what was typed: its beginning, its singular; a day, a month or a
     ticket of two digits is a whole number. */
  const begins = (one, word) =>
    /^\d{1,2}$/.test(word)
      ? /^\d+$/.test(one) && Number(one) === Number(word)
      : one.startsWith(word) || (/^.{3,}[sx]$/.test(word) && one.startsWith(word.slice(0, -1)));

  /* How well an entry answers, 0 when it does not: each word begins one of the entry's, and counts
     more in the title, and whole. */
  const worth = (entry, words) => {
    let sum = 0;
    for (const word of words) {
      let best = 0;
      for (const one of entry.named) if (begins(one, word)) best = Math.max(best, one === word ? 4 : 3);
      if (best < 3) for (const one of entry.said) if (begins(one, word)) best = Math.max(best, one === word ? 2 : 1);
      if (!best) return 0;
      sum += best;
    }
    return sum + (entry.named[0]?.startsWith(words[0]) ? 1 : 0);
  };

  /* The entries that answer, best first, in the order of the index among equals; by group. */
  const answer = (entries, query) => {
    const day = dayOf(query.trim());
    const words = wordsOf(query);
    const found = day
      ? entries.filter((entry) => day.test(entry.when))
      : entries.map((entry) => [worth(entry, words), entry]).filter(([points]) => points)
          .sort(([one], [other]) => other - one).map(([, entry]) => entry);
    return GROUPS.map((_folder, place) => found.filter((entry) => entry.group === place));
  };

  const form = document.querySelector(".v-recherche");
  const field = form.querySelector("input");
  const panel = form.querySelector(".v-recherche__trouves");
  const status = form.querySelector("[role=status]");
  const opener = document.querySelector(".v-recherche__ouvrir");
  const titles = JSON.parse(form.dataset.groupes);
  const root = new URL(form.dataset.racine, location.href);
  let entries = null;

  const load = () => {
    if (entries) return;
    entries = [];
    const script = document.createElement("script");
    script.src = new URL("recherche-index.js", root).href;
    script.onload = () => {
      entries = window.rechercheIndex.map(read);
      show();
    };
    document.head.append(script);
  };

  const element = (name, text, className) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  };

  const item = (entry) => {
    const link = element("a");
    link.href = new URL(entry.location, root).href;
    link.append(element("span", entry.title), element("small", entry.text));
    const line = element("li");
    line.append(link);
    return line;
  };

  const show = () => {
    const query = field.value.trim();
    panel.replaceChildren();
    panel.hidden = !query || document.activeElement === document.body;
    status.textContent = query ? "" : form.dataset.aide;
    if (!query || !entries.length) return;
    const groups = answer(entries, query);
    const count = groups.reduce((sum, group) => sum + group.length, 0);
    groups.forEach((group, place) => {
      if (!group.length) return;
      const list = element("ul");
      list.append(...group.slice(0, MOST).map(item));
      const rest = group.length - MOST;
      if (rest > 0) list.append(element("li", form.dataset.autres.replace("{nombre}", rest), "v-note"));
      panel.append(element("h2", titles[place]), list);
    });
    status.textContent = count
      ? form.dataset[count > 1 ? "plusieurs" : "un"].replace("{nombre}", count)
      : form.dataset.rien.replace("{mots}", query);
    if (!count) panel.append(element("p", status.textContent), element("p", form.dataset.aide, "v-note"));
  };

  const open = (shown) => {
    form.classList.toggle("est-ouverte", shown);
    opener.setAttribute("aria-expanded", shown);
    if (shown) field.focus();
    else panel.hidden = true;
  };

  opener.hidden = false;
  opener.addEventListener("click", () => open(!form.classList.contains("est-ouverte")));
  field.addEventListener("focus", () => { load(); show(); });
  field.addEventListener("input", show);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    panel.querySelector("a")?.click();
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget) && event.relatedTarget) open(false);
  });
  document.addEventListener("pointerdown", (event) => {
    if (!form.contains(event.target) && !opener.contains(event.target)) open(false);
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, select, textarea");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      open(true);
    }
    if (!form.contains(event.target)) return;
    const links = [...panel.querySelectorAll("a")];
    const place = links.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && links.length && !panel.hidden) {
      event.preventDefault();
      (links[place + step] ?? (step < 0 ? field : links.at(-1))).focus();
    } else if (event.key === "Escape") {
      field.focus();
      open(false);
      field.select();
    }
  });
}
