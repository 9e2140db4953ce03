/* What Explorer adds up: a month's cells (day, store, product), read once from the script beside
   the page, and their sums. Amounts are whole 1/10 000 €, quantities 1/1000 unit; the page exists only where the sums of
   the whole history stay under 2^53, so every sum made here is exact, to the last digit. */
"use strict";
(() => {
  const folder = location.href.split(/[?#]/)[0];
  const months = new Map(); // "AAAA-MM" → its tables: one, or two that cannot be crossed

  const DAY = 864e5;
  const number = (iso) => Date.parse(`${iso}T00:00:00Z`) / DAY;
  const iso = (day) => new Date(day * DAY).toISOString().slice(0, 10);
  const weekday = (day) => (day + 3) % 7; // Monday is 0; day 0 was a Thursday
  const monthOf = (day) => iso(day).slice(0, 7);

  /* The group of a day, or of the place of a store; what belongs to products is grouped cell by cell. */
  const GROUPS = {
    jour: (day) => day,
    semaine: (day) => day - weekday(day),
    mois: (day) => number(`${monthOf(day)}-01`),
    jour_semaine: weekday,
    magasin: (_day, store) => store,
  };

  const sum = (cle) => ({ cle, lignes: 0, quantite: 0, ca: 0, retours: 0, jours: 0, dernier: null });

  const add = (into, table, cell, day) => {
    into.lignes += table.lignes[cell];
    into.quantite += table.quantite_e3[cell];
    into.ca += table.ca_e4[cell];
    into.retours += table.retours_e4[cell];
    if (into.dernier !== day) {
      into.dernier = day; // cells come in the order of days
      into.jours += 1;
    }
  };

  /* The table of a month that can answer: null when only a crossed one could. */
  const tableFor = (tables, choice, ofProduct) => {
    if (tables.length === 1) return tables[0];
    const stores = choice.magasins.size > 0 || choice.par === "magasin";
    const products = choice.produits.size > 0 || ofProduct !== null;
    return stores && products ? null : tables[products ? 1 : 0];
  };

  const scan = (table, first, choice, ofProduct, groupOf, total) => {
    const kept = (wanted) => (id) => wanted.size === 0 || wanted.has(id);
    const stores = table.ids_magasins.map(kept(choice.magasins));
    const products = table.ids_produits.map(
      (id) => kept(choice.produits)(id) && (ofProduct ? groupOf(ofProduct(id)) : true),
    );
    let cell = 0;
    table.jours.forEach((number, run) => {
      const end = cell + table.cellules[run];
      const day = first + number - 1;
      const store = table.magasins[run];
      if (day < choice.du || day > choice.au || !stores[store]) {
        cell = end;
        return;
      }
      const group = ofProduct ? null : groupOf(GROUPS[choice.par](day, table.ids_magasins[store]));
      for (; cell < end; cell += 1) {
        const product = products[table.produits[cell]];
        if (!product) continue;
        add(group ?? product, table, cell, day);
        add(total, table, cell, day);
      }
    });
  };

  /* Every month between two days that has sales. */
  const needed = (choice, files) =>
    Object.keys(files)
      .filter((month) => month >= monthOf(choice.du) && month <= monthOf(choice.au))
      .sort();

  /* A mean in 1/10 000 € out of 1/1000 units, rounded half-even to the cent; null where there is nothing to divide. */
  const mean = (e4, e3) => {
    if (e3 <= 0) return null;
    const [amount, by] = [BigInt(Math.abs(e4)) * 1000n, BigInt(e3) * 100n];
    const twice = (amount % by) * 2n;
    const up = twice > by || (twice === by && (amount / by) % 2n === 1n);
    return Math.sign(e4) * Number(amount / by + (up ? 1n : 0n)) * 100;
  };

  /* Tenths of a percent that sum to 1 000: the largest remainders get what is left. */
  const shares = (groups, total) => {
    if (total <= 0) return groups.map(() => "");
    const whole_ = BigInt(total);
    const parts = groups.map((group) => {
      const scaled = BigInt(group.ca) * 1000n;
      const rest = ((scaled % whole_) + whole_) % whole_;
      return { tenths: Number((scaled - rest) / whole_), rest };
    });
    const left = 1000 - parts.reduce((sum, { tenths }) => sum + tenths, 0);
    [...parts].sort((a, b) => (a.rest < b.rest) - (a.rest > b.rest)).slice(0, left)
      .forEach((one) => (one.tenths += 1));
    return parts.map(({ tenths }) => tenths);
  };

  window.ventes.mois = (month, text) => months.set(month, JSON.parse(text));
  window.ventes.cube = {
    number,
    iso,
    weekday,
    group: (par, day) => GROUPS[par](day),
    mean,
    shares,

    load(choice, files) {
      const missing = needed(choice, files).filter((month) => !months.has(month));
      return Promise.all(
        missing.map((month) => window.ventes.load(new URL(files[month], folder).href)),
      );
    },

    /* The sums of a choice {du, au (days), magasins, produits (sets of ids, empty for all), par}:
       {total, groupes} in no order, or {trop: month} for a month that is too large to cross.
       ofProduct gives the group of a product's id; null where days or stores are grouped. */
    sums(choice, files, ofProduct) {
      const groups = new Map();
      const groupOf = (key) => {
        if (!groups.has(key)) groups.set(key, sum(key));
        return groups.get(key);
      };
      const total = sum(null);
      for (const month of needed(choice, files)) {
        const table = tableFor(months.get(month), choice, ofProduct);
        if (!table) return { trop: month };
        scan(table, number(`${month}-01`), choice, ofProduct, groupOf, total);
      }
      return { total, groupes: [...groups.values()].filter((group) => group.lignes) };
    },
  };
})();
