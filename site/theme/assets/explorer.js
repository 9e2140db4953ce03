/* Explorer: the reader's choice, kept in the page's address, and what it adds up to.
   The choice is after the # so that it also works on file://; every change is a step back. */
"use strict";
(() => {
  const { cube, dessin, euros, quantity, whole, telecharger } = window.ventes;
  const form = document.querySelector("[data-explorer]");
  if (!form) return;
  const result = document.querySelector("[data-resultat]");
  const part = (name) => result.querySelector(`[data-part="${name}"]`);
  const table = document.getElementById("explorer");
  const search = document.getElementById("filtre-explorer");
  const COLUMNS = ["nom", "ca", "part", "quantite", "pvm", "lignes", "retours", "jours"];
  const TIMES = ["jour", "semaine", "mois", "jour_semaine"];
  const OF_PRODUCTS = { produit: "id", rayon: "rayon", fournisseur: "fournisseur" };
  let shop, words, mots, grid, choosers, choice;

  /* ---- The choice and the address ---------------------------------------------------------- */

  const PERIODS = {
    "7j": (last) => [last - 6, last],
    "28j": (last) => [last - 27, last],
    mois: (last) => [cube.group("mois", last), last],
    annee: (last) => [cube.number(`${cube.iso(last).slice(0, 4)}-01-01`), last],
    tout: () => [cube.number(shop.premier), cube.number(shop.dernier)],
  };
  const period = (name) => {
    const [from, to] = PERIODS[name](cube.number(shop.jour));
    return [Math.max(from, cube.number(shop.premier)), to];
  };

  const asDay = (text, otherwise) => {
    if (!/^\d{4}-\d\d-\d\d$/.test(text ?? "") || Number.isNaN(cube.number(text))) return otherwise;
    const [first, last] = PERIODS.tout();
    return Math.min(Math.max(cube.number(text), first), last);
  };

  const read = () => {
    const given = new URLSearchParams(location.hash.slice(1));
    const [from, to] = period("28j");
    const par = words.titres[given.get("par")] ? given.get("par") : "jour";
    const tri = given.get("tri") ?? "";
    return {
      du: asDay(given.get("du"), from),
      au: asDay(given.get("au"), to),
      magasins: new Set(given.getAll("magasin")),
      produits: new Set(given.getAll("produit")),
      par,
      tri: COLUMNS.includes(tri.replace("-", "")) ? tri : TIMES.includes(par) ? "nom" : "-ca",
      cherche: given.get("cherche") ?? "",
    };
  };

  const address = () => {
    const kept = new URLSearchParams({ du: cube.iso(choice.du), au: cube.iso(choice.au) });
    choice.magasins.forEach((id) => kept.append("magasin", id));
    choice.produits.forEach((id) => kept.append("produit", id));
    kept.append("par", choice.par);
    kept.append("tri", choice.tri);
    if (choice.cherche) kept.append("cherche", choice.cherche);
    return `#${kept}`;
  };

  const change = (changes) => {
    choice = { ...choice, ...changes };
    history.pushState(null, "", address());
    show();
  };

  /* ---- What the choice adds up to ---------------------------------------------------------- */

  const item = (key) => {
    const found = shop[`${choice.par}s`]?.get(key);
    return found ?? { id: key, nom: key || words.sans[choice.par], ref: "", fiche: null };
  };

  const href = (key) => {
    if (choice.par === "jour") return `jours/${cube.iso(key)}.html`;
    const folder = { magasin: "magasins", produit: "produits" }[choice.par];
    const sheet = folder && item(key).fiche;
    return sheet ? `${folder}/${sheet}.html` : null;
  };

  const rows = ({ total, groupes }) => {
    groupes.sort((a, b) => (a.cle < b.cle ? -1 : 1));
    const parts = cube.shares(groupes, total.ca);
    return groupes.map((group, place) => {
      const timed = mots.names[choice.par];
      const one = timed ? null : item(group.cle);
      const row = {
        ...group,
        nom: timed ? timed(group.cle) : one.nom,
        ref: one?.ref ?? "",
        part: parts[place],
        pvm: cube.mean(group.ca, group.quantite),
        couleur: one?.couleur,
      };
      const keys = [timed ? group.cle : row.nom, ...COLUMNS.slice(1).map((name) => row[name] ?? "")];
      return { ...row, row: () => element(row), key: (column) => keys[column],
               text: () => `${row.nom} ${row.ref}` };
    });
  };

  const tenths = (value) => (value === "" ? "—" : euros(value * 1000).slice(0, -1));

  const element = (row) => {
    const line = document.createElement("tr");
    const head = document.createElement("th");
    head.scope = "row";
    const target = href(row.cle);
    const name = document.createElement(target ? "a" : "span");
    name.textContent = row.nom;
    if (target) name.href = target;
    head.append(name);
    if (row.ref) {
      const ref = document.createElement("span");
      ref.className = "v-ref";
      ref.textContent = ` ${row.ref}`;
      head.append(ref);
    }
    line.append(head);
    const shown = [
      euros(row.ca), tenths(row.part), quantity(row.quantite), euros(row.pvm), whole(row.lignes),
      euros(row.retours), whole(row.jours),
    ];
    shown.forEach((text, place) => {
      const cell = line.insertCell();
      cell.className = place > 3 ? "v-nombre v-large" : "v-nombre";
      cell.textContent = text;
    });
    return line;
  };

  /* ---- Showing it -------------------------------------------------------------------------- */

  const named = (ids, items, all) =>
    ids.size ? [...ids].map((id) => items.get(id)?.nom ?? id).join(", ") : all;

  const title = () => {
    const period = mots.period(choice.du, choice.au);
    return [period, named(choice.magasins, shop.magasins, words.tous_magasins),
            named(choice.produits, shop.produits, words.tous_produits)].join(" · ");
  };

  const state = (day) => shop.etats[day - cube.number(shop.premier)];

  const note = () => {
    const missing = [];
    for (let day = choice.du; day <= choice.au; day += 1) {
      if ("aq".includes(state(day) ?? "-")) missing.push(day);
    }
    const shown = missing.slice(0, 5).map(mots.short).join(", ") + (missing.length > 5 ? "…" : "");
    const said = [];
    if (missing.length) {
      const days = `${mots.count(missing.length, "jour")} (${shown})`;
      said.push(mots.say(words.manquants, { jours: days }));
    }
    const running = cube.number(shop.jour) + 1;
    if (choice.au >= running && state(running) === "v") {
      said.push(mots.say(words.en_cours, { jour: mots.short(running) }));
    }
    return said.join(" ");
  };

  const figures = (total) => {
    const fill = (name, text, small) => {
      const place = result.querySelector(`[data-chiffre="${name}"]`);
      place.firstChild.textContent = text;
      if (small) place.lastChild.textContent = small;
    };
    const returned = mots.money(total.retours);
    const pvm = cube.mean(total.ca, total.quantite);
    fill("ca", mots.money(total.ca), total.retours ? mots.say(words.dont_retours, { montant: returned }) : "\u00a0");
    fill("quantite", quantity(total.quantite));
    fill("lignes", whole(total.lignes));
    fill("pvm", pvm === null ? "—" : mots.money(pvm));
    const days = mots.count(choice.au - choice.du + 1, "jour");
    fill("jours", whole(total.jours), mots.say(words.sur_jours, { jours: days }));
  };

  /* Every day, week or month of the period, those without a sale too. */
  const slots = (found) => {
    const known = new Map(found.map((row) => [row.cle, row]));
    const keys = new Set();
    for (let day = choice.du; day <= choice.au; day += 1) keys.add(cube.group(choice.par, day));
    return [...keys].sort((a, b) => a - b).map((key) => ({
      mots: mots.names[choice.par](key),
      bref: mots.under[choice.par](key),
      ca: known.get(key)?.ca ?? null,
      etat: choice.par === "jour" ? state(key) : "",
    }));
  };

  const draw = (found) => {
    const frame = part("graphique");
    part("graphique-titre").textContent = mots.say(words.par, { groupe: words.titres[choice.par].toLowerCase() });
    const reading = part("graphique-lecture");
    let unit = words.euros;
    frame.classList.toggle("v-graphique__cadre--rangs", !TIMES.includes(choice.par));
    if (TIMES.includes(choice.par)) {
      dessin.bars(frame, slots(found), mots.round, (slot) => {
        const amount = slot && (slot.ca === null ? "—" : mots.money(slot.ca));
        reading.textContent = slot ? `${slot.mots}\u00a0: ${amount}` : unit;
      });
    } else {
      const ranked = [...found].sort((a, b) => b.ca - a.ca || (a.cle < b.cle ? -1 : 1));
      const drawn = dessin.ranks(frame, ranked);
      if (drawn < found.length) {
        unit = mots.say(words.premiers, { nombre: drawn, total: whole(found.length) });
      }
    }
    reading.textContent = unit;
    frame.setAttribute("aria-label", `${part("graphique-titre").textContent}, ${unit}`);
  };

  const tell = (text) => {
    part("message").hidden = !text;
    part("message").firstElementChild.textContent = text;
    part("chiffres").hidden = Boolean(text);
    if (text) part("annonce").textContent = text;
  };

  const controls = () => {
    form.elements.du.value = cube.iso(choice.du);
    form.elements.au.value = cube.iso(choice.au);
    form.elements.par.value = choice.par;
    choosers.magasins.set(choice.magasins);
    choosers.produits.set(choice.produits);
    form.querySelectorAll("[data-periode]").forEach((button) => {
      const [from, to] = period(button.dataset.periode);
      button.setAttribute("aria-pressed", from === choice.du && to === choice.au);
    });
    search.value = choice.cherche;
    part("titre").textContent = title();
    table.tHead.rows[0].cells[0].querySelector("button").textContent = words.titres[choice.par];
  };

  const answer = () => {
    if (choice.au < choice.du) return tell(words.a_l_envers);
    const of = OF_PRODUCTS[choice.par];
    const sums = cube.sums(choice, shop.mois, of ? (id) => shop.produits.get(id)?.[of] ?? "" : null);
    if (sums.trop) return tell(mots.say(words.trop, { mois: mots.month(cube.number(`${sums.trop}-01`)) }));
    if (!sums.total.lignes) return tell(words.sans_vente);
    const found = rows(sums);
    tell("");
    figures(sums.total);
    draw(found);
    grid.fill(found);
    grid.sort(COLUMNS.indexOf(choice.tri.replace("-", "")), !choice.tri.startsWith("-"));
    part("annonce").textContent = mots.say(words.annonce, {
      groupes: mots.count(found.length, choice.par), ca: mots.money(sums.total.ca),
    });
  };

  let asked = 0; // a late answer to an earlier choice is not shown

  const show = async () => {
    const mine = (asked += 1);
    performance.mark("explorer");
    result.setAttribute("aria-busy", "true");
    controls();
    part("note").textContent = note();
    // the figures shown so far keep their place, paler: a page that jumps is hard to read
    const waiting = setTimeout(() => { part("annonce").textContent = words.attente; }, 300);
    const read = await cube.load(choice, shop.mois).then(() => true, () => false);
    clearTimeout(waiting);
    if (mine !== asked) return;
    if (read) answer();
    else tell(words.illisible);
    performance.measure("explorer", "explorer");
    result.setAttribute("aria-busy", "false");
  };

  /* ---- Beginning --------------------------------------------------------------------------- */

  const sorted = () => {
    const heads = [...table.tHead.rows[0].cells];
    const by = heads.findIndex((head) => head.hasAttribute("aria-sort"));
    const down = heads[by].getAttribute("aria-sort") === "descending";
    choice = { ...choice, tri: `${down ? "-" : ""}${COLUMNS[by]}`, cherche: search.value };
    history.replaceState(null, "", address());
    part("annonce").textContent = mots.count(grid.shown().length, choice.par);
  };

  const listen = () => {
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", ({ target }) => {
      if (target.name === "par") {
        change({ par: target.value, tri: TIMES.includes(target.value) ? "nom" : "-ca", cherche: "" });
      }
      if (target.type === "date" && target.value && target.validity.valid) change({ [target.id]: cube.number(target.value) });
    });
    form.querySelectorAll("[data-periode]").forEach((button) => {
      button.addEventListener("click", () => {
        const [du, au] = period(button.dataset.periode);
        change({ du, au });
      });
    });
    table.addEventListener("arrange", sorted);
    part("telecharger").addEventListener("click", () => {
      const name = `explorer-${choice.par}-${cube.iso(choice.du)}-${cube.iso(choice.au)}.csv`;
      telecharger(choice.par, grid.shown(), name);
    });
    addEventListener("popstate", () => {
      choice = read();
      show();
    });
    let width = innerWidth;
    addEventListener("resize", () => {
      if (innerWidth !== width && !part("chiffres").hidden) answer();
      width = innerWidth;
    });
  };

  window.ventes.explorer = (data) => {
    const items = (list, ...told) => list.map(([id, nom, fiche, ...rest]) => ({
      id, nom, fiche, ref: nom === id ? "" : id, ...Object.fromEntries(told.map((key, place) => [key, rest[place]])),
    }));
    const magasins = items(data.magasins, "couleur");
    const produits = items(data.produits, "rayon", "fournisseur");
    const known = (list) => new Map(list.map((one) => [one.id, one]));
    shop = { ...data, magasins: known(magasins), produits: known(produits) };
    words = data.mots;
    mots = window.ventes.mots(words);
    grid = window.ventes.grids.get(table);
    const fold = (name) => form.querySelector(`[data-choix="${name}"]`);
    choosers = {
      magasins: window.ventes.choix(fold("magasin"), magasins, words, (ids) => change({ magasins: ids })),
      produits: window.ventes.choix(fold("produit"), produits, words, (ids) => change({ produits: ids })),
    };
    choice = read();
    listen();
    show();
  };
  window.ventes.load(new URL(form.dataset.explorer, location.href.split(/[?#]/)[0]).href);
})();
