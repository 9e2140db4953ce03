/* The order of the page Stock: the reader's delay, days, season and supplier, kept in the page's
   address after the #; what is ticked and typed stays in the page. Names are written as text. */
"use strict";
(() => {
  const { copy, euros, fichier, regle, whole } = window.ventes;
  const form = document.querySelector("[data-commande]");
  if (!form) return;
  const DRAWN = 50; // lines of an urgency, until more are asked for
  const MOST = 99999;
  const URGENT = ["aujourdhui", "semaine"];
  const part = (name) => document.querySelector(`[data-part="${name}"]`);
  const table = document.getElementById("commande");
  const width = table.tHead.rows[0].cells.length;
  const bodies = [...table.tBodies];
  const { delai, jours, saison, fournisseur } = form.elements;
  const ticks = new Map();
  const typed = new Map();
  const unfolded = new Set(); // urgencies drawn to the end
  let products, suppliers, week, words, mots, costs, choice, lines;

  /* ---- The choice and the address ---------------------------------------------------------- */

  const asked = (text, input) => {
    const [least, most] = [Number(input.min), Number(input.max)];
    return /^\d{1,3}$/.test(text ?? "") && text >= least && text <= most ? Number(text) : Number(input.defaultValue);
  };

  const read = () => {
    const given = new URLSearchParams(location.hash.slice(1));
    const wanted = given.get("fournisseur");
    return {
      delai: asked(given.get("delai"), delai),
      jours: asked(given.get("jours"), jours),
      saison: given.get("saison") !== "non",
      fournisseur: suppliers.includes(wanted) ? wanted : null,
    };
  };

  const address = () => {
    const kept = new URLSearchParams({ delai: choice.delai, jours: choice.jours });
    if (!choice.saison) kept.set("saison", "non");
    if (choice.fournisseur !== null) kept.set("fournisseur", choice.fournisseur);
    return `#${kept}`;
  };

  /* ---- The lines --------------------------------------------------------------------------- */

  const line = (product) => {
    const pace = choice.saison ? product.paces[0] : product.paces.at(-1);
    if (!pace) return null;
    const usual = regle.quantity(product.stock, pace.speed, choice.delai, choice.jours);
    if (!usual && !typed.has(product.id)) return null;
    const urgency = regle.urgency(product.stock, pace.speed, choice.delai, week);
    return {
      ...product, ...pace, usual, urgency,
      get quantity() { return typed.get(product.id) ?? usual; },
      get ticked() { return ticks.get(product.id) ?? URGENT.includes(urgency); },
    };
  };

  const amount = (one) => (one.cost === null ? null : one.quantity * one.cost);
  const ordered = () => lines.filter((one) => one.ticked && one.quantity > 0);
  /* The same, each supplier's lines together, by name; products without one last. */
  const bySupplier = () => ordered().sort((a, b) => suppliers.indexOf(a.supplier) - suppliers.indexOf(b.supplier));

  const sum = (chosen) => {
    const articles = chosen.reduce((all, one) => all + one.quantity, 0);
    const said = [mots.say(words.somme, {
      produits: mots.count(chosen.length, "produit"), articles: mots.count(articles, "article"),
    })];
    const known = chosen.filter((one) => one.cost !== null);
    if (known.length) {
      const total = known.reduce((all, one) => all + amount(one), 0);
      said.push(mots.say(words.montant, { montant: mots.money(total) }));
    }
    if (costs && known.length < chosen.length) {
      said.push(mots.say(words.sans_cout, { produits: mots.count(chosen.length - known.length, "produit") }));
    }
    return said.join(" · ");
  };

  /* ---- Showing them ------------------------------------------------------------------------ */

  const made = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  const say = () => {
    const chosen = ordered();
    part("somme").textContent = chosen.length ? sum(chosen) : words.rien;
    part("imprimer").disabled = part("copier").disabled = !chosen.length;
    bodies.forEach((body) => {
      const own = lines.filter((one) => one.urgency === body.dataset.urgence);
      const count = own.filter((one) => one.ticked).length;
      const all = body.querySelector(".v-groupe input");
      all.checked = own.length > 0 && count === own.length;
      all.indeterminate = count > 0 && count < own.length;
    });
  };

  const row = (one) => {
    const tick = made("input", { type: "checkbox", checked: one.ticked });
    tick.setAttribute("aria-label", mots.say(words.commander, { nom: one.nom }));
    const name = made("a", { href: `produits/${one.fiche}.html`, textContent: one.nom });
    const head = made("th", { scope: "row" }, made("label", { className: "v-coche" }, tick), name);
    if (one.ref) head.append(" ", made("span", { className: "v-ref", textContent: one.ref }));

    const field = made("input", { type: "number", inputMode: "numeric", min: 0, max: MOST, value: one.quantity });
    field.setAttribute("aria-label", mots.say(words.quantite, { nom: one.nom }));
    const worth = made("td", { className: "v-nombre v-large" });
    const shown = () => {
      field.classList.toggle("est-change", typed.has(one.id));
      element.classList.toggle("est-decoche", !one.ticked);
      worth.textContent = euros(amount(one));
      tick.checked = one.ticked;
    };
    tick.addEventListener("change", () => {
      ticks.set(one.id, tick.checked);
      shown();
      say();
    });
    field.addEventListener("input", () => {
      if (field.value === "") typed.delete(one.id);
      else if (field.validity.valid) {
        typed.set(one.id, Number(field.value));
        ticks.set(one.id, Number(field.value) > 0);
      }
      shown();
      say();
    });
    field.addEventListener("change", () => { field.value = one.quantity; });
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      const fields = [...table.querySelectorAll("tbody input[type=number]")];
      fields[fields.indexOf(field) + 1]?.select();
    });

    const element = made("tr", {}, head);
    [[whole(one.stock)], [one.vitesse, true], [one.season, true], [one.cover], [one.out]].forEach(([text, wide]) => {
      element.append(made("td", { className: wide ? "v-nombre v-large" : "v-nombre", textContent: text }));
    });
    element.append(made("td", { className: "v-nombre" }, field));
    if (costs) element.append(worth);
    shown();
    return element;
  };

  const fill = (body) => {
    const key = body.dataset.urgence;
    const own = lines.filter((one) => one.urgency === key);
    const drawn = unfolded.has(key) ? own : own.slice(0, DRAWN);
    body.hidden = !own.length;
    body.replaceChildren(body.rows[0], ...drawn.map(row));
    if (drawn.length < own.length) {
      const more = made("button", { type: "button", textContent: mots.say(words.autres, { nombre: whole(own.length - DRAWN) }) });
      more.addEventListener("click", () => {
        unfolded.add(key);
        fill(body);
        body.rows[DRAWN + 1].querySelector("input").focus();
      });
      body.append(made("tr", {}, made("td", { colSpan: width, className: "v-pages" }, more)));
    }
    document.querySelector(`.v-une [data-compte="${key}"]`).textContent = mots.count(own.length, "produit");
  };

  const show = () => {
    delai.value = choice.delai;
    jours.value = choice.jours;
    if (saison) saison.value = choice.saison ? "oui" : "non";
    if (fournisseur) fournisseur.selectedIndex = 1 + suppliers.indexOf(choice.fournisseur);
    const kept = choice.fournisseur === null ? products : products.filter((one) => one.supplier === choice.fournisseur);
    lines = kept.map(line).filter(Boolean).sort((a, b) => a.place - b.place);
    bodies.forEach(fill);
    part("vide").hidden = lines.length > 0;
    say();
  };

  const change = (changes) => {
    choice = { ...choice, ...changes };
    history.pushState(null, "", address());
    show();
  };

  /* ---- Taking it away ---------------------------------------------------------------------- */

  const now = new Date();
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) / 864e5;
  const title = () => mots.say(words.titre, { jour: mots.names.jour(today) });
  const shop = document.querySelector(".v-entete__nom").textContent.trim();
  const from = (name) => (name ? mots.say(words.fournisseur, { nom: name }) : words.sans_fournisseur);

  /* Args: what to do with each supplier, then with each of its lines. */
  const each = (begin, told) => {
    let last = null;
    bySupplier().forEach((one) => {
      if (fournisseur && one.supplier !== last) begin(one.supplier);
      last = one.supplier;
      told(one);
    });
  };

  const text = () => {
    const said = [title(), shop];
    each((name) => said.push("", from(name)), (one) => {
      said.push(mots.say(words.ligne, { quantite: whole(one.quantity), nom: one.ref ? `${one.nom} (${one.ref})` : one.nom }));
    });
    return [...said, "", sum(ordered()), ""].join("\n");
  };

  const print = () => {
    const rows = [];
    const cells = costs ? 5 : 3;
    const head = (name) => rows.push(made("tr", { className: "v-groupe" }, made("th", { colSpan: cells, textContent: from(name) })));
    each(choice.fournisseur === null ? head : () => {}, (one) => {
      const texts = [one.id, one.nom, whole(one.quantity)];
      if (costs) texts.push(euros(one.cost), euros(amount(one)));
      rows.push(made("tr", {}, ...texts.map((shown, place) =>
        made("td", { textContent: shown, className: place > 1 ? "v-nombre" : "" }))));
    });
    part("boutique").textContent = shop;
    part("titre").textContent = title();
    part("nom_fournisseur").textContent = choice.fournisseur === null ? "" : from(choice.fournisseur);
    part("total").textContent = sum(ordered());
    part("bon").querySelector("tbody").replaceChildren(...rows);
    part("bon").hidden = false;
    addEventListener("afterprint", () => (part("bon").hidden = true), { once: true });
    window.print();
  };

  const save = () => fichier.save(`commande-${new Date(today * 864e5).toISOString().slice(0, 10)}.csv`, [
    ["ID_produit", (one) => fichier.safe(one.id)],
    ["nom", (one) => fichier.safe(one.nom)],
    ...(fournisseur ? [["fournisseur", (one) => fichier.safe(one.supplier)]] : []),
    ["stock", (one) => `${one.stock}`],
    ["a_commander", (one) => `${one.quantity}`],
    ...(costs ? [["cout", (one) => fichier.amount(one.cost)]] : []),
  ], ordered());

  /* ---- Beginning --------------------------------------------------------------------------- */

  const listen = () => {
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", ({ target }) => {
      if (!target.validity.valid) return;
      if (target === fournisseur) change({ fournisseur: suppliers[target.selectedIndex - 1] ?? null });
      else if (target.name === "saison") change({ saison: target.value === "oui" });
      else change({ [target.name]: Number(target.value) });
    });
    bodies.forEach((body) => {
      const all = made("input", { type: "checkbox" });
      const name = body.querySelector("b");
      const label = made("label", { className: "v-coche" }, all);
      name.replaceWith(label);
      label.append(" ", name);
      all.addEventListener("change", () => {
        lines.filter((one) => one.urgency === body.dataset.urgence).forEach((one) => ticks.set(one.id, all.checked));
        fill(body);
        say();
      });
    });
    part("imprimer").addEventListener("click", print);
    part("copier").addEventListener("click", () => {
      const count = mots.count(ordered().length, "produit");
      const told = (said) => {
        part("somme").textContent = said;
        setTimeout(say, 4000);
      };
      copy(text()).then(() => told(mots.say(words.copiee, { produits: count })), () => told(words.non_copiee));
    });
    part("csv").addEventListener("click", (event) => {
      event.preventDefault();
      save();
    });
    addEventListener("popstate", () => {
      if (location.hash && !location.hash.includes("=")) return; // to a place of the page
      choice = read();
      show();
    });
  };

  window.ventes.commande = (data) => {
    words = data.mots;
    mots = window.ventes.mots(words);
    week = data.semaine;
    products = data.produits.map(([id, nom, fiche, supplier, stock, vitesse, cost, ...paces]) => ({
      id, nom, fiche, supplier, stock, vitesse, cost, ref: nom === id ? "" : id,
      paces: paces.map((pace) => {
        if (!pace) return null;
        const [place, sold, days, season, cover, out] = pace;
        return { place, speed: [BigInt(sold), BigInt(days)], season, cover, out };
      }),
    }));
    costs = data.couts;
    suppliers = [...new Set(products.map((one) => one.supplier))];
    suppliers.sort((a, b) => (a === "") - (b === "") || a.localeCompare(b, document.documentElement.lang));
    fournisseur?.append(...suppliers.map((name) => new Option(name || words.sans_fournisseur)));
    choice = read();
    listen();
    show();
  };
  window.ventes.load(new URL(form.dataset.commande, location.href.split(/[?#]/)[0]).href);
})();
