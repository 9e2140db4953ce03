/* The one script of the report: charts when they come into view, tables that sort, filter and page.
   Nothing is fetched: data and Plotly are script files beside the page, so all of it works from
   a folder (file://) and under a policy without inline script. */
"use strict";
(() => {
  const assets = new URL(".", document.currentScript.src);
  const words = document.currentScript.dataset; // given by main.html, in the page's language
  const language = document.documentElement.lang;
  const body = document.body;
  const loaded = new Map();

  const load = (source) => {
    if (!loaded.has(source)) {
      loaded.set(
        source,
        new Promise((resolve, reject) => {
          const script = document.createElement("script");
          script.src = source;
          script.onload = resolve;
          script.onerror = reject;
          document.head.append(script);
        }),
      );
    }
    return loaded.get(source);
  };

  /* ---- Charts ------------------------------------------------------------------------------ */

  let specs = {};
  let darker = {};
  let lines = null;
  const rest = {};
  window.ventes = {
    graphiques(figures, colours) {
      specs = { ...specs, ...figures };
      darker = { ...darker, ...colours };
    },
    lignes(data) {
      lines = data;
    },
    suite(id, rows) {
      rest[id] = rows;
    },
    load,
  };

  const isDark = () => body.getAttribute("data-md-color-scheme") === "slate";

  /* Charts are drawn with light colours; in the dark each is replaced by its counterpart. */
  const recoloured = (value, underColour) => {
    if (typeof value === "string") {
      return underColour && isDark() ? (darker[value.toLowerCase()] ?? value) : value;
    }
    if (Array.isArray(value)) return value.map((item) => recoloured(item, underColour));
    if (value && typeof value === "object") {
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [
          key,
          recoloured(item, underColour || key.endsWith("color")),
        ]),
      );
    }
    return value;
  };

  const options = (spec) => ({
    displaylogo: false,
    locale: language,
    responsive: true,
    showSendToCloud: false,
    modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"],
    ...spec.config,
  });

  const phone = matchMedia("(max-width: 44em)");

  const draw = async (figure) => {
    const spec = specs[figure.dataset.graphique];
    const target = figure.querySelector(".v-graphique__trace");
    if (!spec || !target) return;
    const layout = recoloured(spec.layout, false);
    layout.autosize = true;
    delete layout.width;
    layout.height = target.clientHeight || layout.height;
    if (layout.meta?.etroit && phone.matches) layout.xaxis.range = layout.meta.etroit;
    await window.Plotly.react(target, recoloured(spec.data, false), layout, options(spec));
    figure.classList.add("est-trace");
  };

  const loadBeside = (name) => load(new URL(name, location.href.split(/[?#]/)[0]).href);
  const loadData = () => loadBeside(document.querySelector("[data-donnees]").dataset.donnees);

  /* Plotly takes a second of a phone's time: it waits for a sign that someone is there. Until
     then the painted picture says the same. */
  const reader = new Promise((resolve) => {
    for (const sign of ["pointermove", "pointerdown", "keydown", "scroll"]) {
      addEventListener(sign, resolve, { once: true, passive: true });
    }
  });

  const start = async (figure) => {
    await reader;
    await load(new URL("plotly/plotly-basic.min.js", assets).href);
    if (language !== "en") await load(new URL(`plotly/${language}.js`, assets).href); // built in
    await loadData();
    await draw(figure);
  };

  const seen = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        seen.unobserve(entry.target);
        const { lignes, suite } = entry.target.dataset;
        const begin = lignes !== undefined ? showLines : suite ? showRest : start;
        begin(entry.target).catch(() => {
          /* the painted picture and the table under it stay */
        });
      }
    },
    { rootMargin: "200px" },
  );

  new MutationObserver(() => {
    document.querySelectorAll(".v-graphique.est-trace").forEach(draw);
  }).observe(body, { attributeFilter: ["data-md-color-scheme"] });

  /* A grid of days that is wider than its frame opens on the newest. */
  for (const grid of document.querySelectorAll(".v-tableau:has(.v-matrice, .v-grille)")) {
    grid.scrollLeft = grid.scrollWidth;
  }

  /* ---- Numbers and words ------------------------------------------------------------------- */

  const whole = new Intl.NumberFormat(language);
  const decimalMark = (1.1).toLocaleString(language)[1];
  const minus = (text) => text.replace("-", "−");
  /* Whole 1/1000 units: no more decimals than there are. */
  const quantity = (e3) => minus(whole.format(e3 / 1000));

  /* Whole 1/10 000 € to the cent, a half to the even one, without their sign of euro. */
  const euros = (e4) => {
    if (e4 === null) return "—";
    const left = Math.abs(e4) % 100;
    const under = (Math.abs(e4) - left) / 100;
    const cents = under + (left > 50 || (left === 50 && under % 2 === 1) ? 1 : 0);
    const units = whole.format(Math.floor(cents / 100));
    return `${e4 < 0 && cents ? "−" : ""}${units}${decimalMark}${String(cents % 100).padStart(2, "0")}`;
  };

  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  /* ---- Tables ------------------------------------------------------------------------------ */

  const compare = new Intl.Collator(language, { numeric: true }).compare;
  const number = (text) => (text === "inf" ? Number.MAX_VALUE : Number(text));
  const PRINTED = 100; // rows, on paper

  const order = (x, y, numeric, sign) => {
    if (x === "" || y === "") return (x === "") - (y === ""); // unknown stays last both ways
    return sign * (numeric ? number(x) - number(y) : compare(x, y));
  };

  /* A row as tables see it: its element, what a column sorts by, what a search looks in. */
  const record = (row) => ({
    row: () => row,
    key: (column) => row.cells[column].dataset.v ?? row.cells[column].textContent.trim(),
    text: () => row.textContent,
  });

  const newPager = (turn) => {
    const pager = document.createElement("p");
    pager.className = "v-pages";
    const step = (word, by) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = word;
      button.addEventListener("click", () => turn(by));
      return button;
    };
    const place = document.createElement("span");
    pager.append(step(`‹ ${words.avant}`, -1), place, step(`${words.apres} ›`, 1));
    return pager;
  };

  /* Makes a table sort, filter and page. Gives ways to fill and arrange it; it says `arrange`
     when a reader has sorted or filtered it. */
  const setUp = (table) => {
    const tbody = table.tBodies[0];
    const heads = [...table.tHead.rows[0].cells];
    let size = Number(table.dataset.page || 0);
    const filter = table.id && document.querySelector(`input[data-filtre="${table.id}"]`);
    const pager = size ? newPager((by) => show(page + by)) : null;
    let records = [];
    let shown = [];
    let texts = null;
    let page = 0;

    const made = (cells) => {
      const row = document.createElement("tr");
      cells.forEach(([html, value], column) => {
        const cell = document.createElement(column ? "td" : "th");
        if (!column) cell.scope = "row";
        if (heads[column].className) cell.className = heads[column].className;
        if (value !== undefined) cell.dataset.v = value;
        cell.innerHTML = html;
        row.append(cell);
      });
      return record(row);
    };
    const unread = (cells) => {
      let known = null;
      const read = () => (known ??= made(cells));
      return {
        row: () => read().row(),
        key: (column) => read().key(column),
        text: () => read().text(),
      };
    };

    const show = (wanted) => {
      const pages = Math.max(1, Math.ceil(shown.length / (size || shown.length || 1)));
      page = Math.min(wanted, pages - 1);
      const kept = size ? shown.slice(page * size, (page + 1) * size) : shown;
      const rows = kept.map((one) => one.row());
      const same = rows.length === tbody.rows.length && rows.every((row, n) => row === tbody.rows[n]);
      if (!same) tbody.replaceChildren(...rows); // else whoever is in a row stays there
      if (!pager) return;
      pager.hidden = pages === 1;
      pager.querySelector("span").textContent = words.page
        .replace("{page}", page + 1)
        .replace("{pages}", pages);
      const [back, next] = pager.querySelectorAll("button");
      back.disabled = page === 0;
      next.disabled = page >= pages - 1;
    };

    const search = () => {
      const sought = fold(filter?.value ?? "").split(/\s+/).filter(Boolean);
      if (sought.length) texts ??= new Map(records.map((one) => [one, fold(one.text())]));
      shown = records.filter((one) => sought.every((word) => texts.get(one).includes(word)));
      show(0);
    };

    const sort = (column, up) => {
      heads.forEach((head) => head.removeAttribute("aria-sort"));
      heads[column].setAttribute("aria-sort", up ? "ascending" : "descending");
      const numeric = heads[column].dataset.type === "nombre";
      const keys = new Map(records.map((one) => [one, one.key(column)]));
      records.sort((a, b) => order(keys.get(a), keys.get(b), numeric, up ? 1 : -1));
      search();
    };

    const said = () => table.dispatchEvent(new Event("arrange"));

    /* Paper has no next page: a table that is not too long is printed whole. */
    const usual = size;
    addEventListener("beforeprint", () => {
      if (!size || shown.length > PRINTED) return;
      const back = page;
      size = 0;
      show(0);
      addEventListener("afterprint", () => ((size = usual), show(back)), { once: true });
    });

    heads.forEach((head, column) => {
      head.querySelector("button")?.addEventListener("click", () => {
        const was = head.getAttribute("aria-sort");
        sort(column, was ? was !== "ascending" : head.dataset.type !== "nombre");
        said();
      });
    });
    filter?.closest("[hidden]")?.removeAttribute("hidden");
    filter?.addEventListener("input", () => {
      search();
      said();
    });
    if (pager) table.parentElement.after(pager);

    const fill = (given) => {
      records = given;
      texts = null;
      search();
    };
    /* More rows, each a list of cells (HTML and what it sorts by); most are never looked at, so
       a row is made when it is. */
    const add = (more) => {
      records = [...records, ...more.map(unread)];
      texts = null;
      const sorted = heads.findIndex((head) => head.hasAttribute("aria-sort"));
      if (sorted < 0) search();
      else sort(sorted, heads[sorted].getAttribute("aria-sort") === "ascending");
    };
    fill([...tbody.rows].map(record));
    return { fill, add, sort, search, shown: () => shown };
  };
  const grids = new Map();
  document.querySelectorAll('table[data-triable=""]').forEach((table) => {
    grids.set(table, setUp(table));
  });

  /* What scrolls can be reached and scrolled by the keyboard too. */
  const overflowing = new ResizeObserver((entries) => {
    for (const { target: box } of entries) {
      const hides = box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight;
      if (hides) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  });
  document.querySelectorAll(".v-tableau").forEach((box) => overflowing.observe(box));

  /* The other rows of a long table, written like those of the page. */
  const showRest = async (table) => {
    await loadBeside(table.dataset.suite);
    grids.get(table).add(rest[table.id]);
  };

  /* ---- A day's sales lines: written as text, never as HTML --------------------------------- */

  const showLines = async (section) => {
    await loadData();
    const table = section.querySelector("table");
    const [stores, products, quantities, prices, amounts, tickets] = lines.colonnes;
    const rows = stores.map((store, place) => {
      const row = document.createElement("tr");
      const add = (text, value) => {
        const cell = row.insertCell();
        cell.textContent = text;
        if (value !== undefined) {
          cell.className = "v-nombre";
          cell.dataset.v = value ?? "";
        }
      };
      add(lines.magasins[store]);
      add(lines.produits[products[place]]);
      add(quantity(quantities[place]), quantities[place]);
      add(euros(prices[place]), prices[place]);
      add(euros(amounts[place]), amounts[place]);
      if (tickets) add(tickets[place]);
      return row;
    });
    table.tBodies[0].append(...rows);
    table.hidden = false;
    setUp(table);
  };

  document
    .querySelectorAll("[data-graphique], [data-lignes], [data-suite]")
    .forEach((part) => seen.observe(part));

  /* ---- Taking away: a text copied, the morning sent on ------------------------------------- */

  /* A page of an office's own server is no "secure context": there is no clipboard but the old way. */
  const copy = async (said) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(said);
    const box = document.createElement("textarea");
    box.value = said;
    box.className = "v-hors-ecran";
    body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    if (!done) throw new Error("copy");
  };

  const share = document.querySelector("[data-partage]");
  share?.removeAttribute("hidden");
  share?.addEventListener("click", () => {
    const { partage: text, copie, echec } = share.dataset;
    const url = location.href.split("#")[0];
    if (navigator.share) {
      navigator.share({ title: document.title, text, url }).catch(() => {
        /* the reader thought better of it */
      });
      return;
    }
    const told = (said) => (share.textContent = said);
    copy(`${text}\n${url}`).then(() => told(copie), () => told(echec));
  });

  Object.assign(window.ventes, { copy, grids, fold, euros, quantity, whole: (value) => minus(whole.format(value)) });

  /* ---- ‹ › between days with the arrow keys ------------------------------------------------ */

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest("input, select, textarea, table, .v-graphique")) return;
    const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
    const link = rel && document.querySelector(`.v-voisins a[rel="${rel}"]`);
    if (link) location.assign(link.href);
  });

  /* Paper has no fold: what is closed on screen opens for print. */
  addEventListener("beforeprint", () => {
    document.querySelectorAll("details[data-imprime]").forEach((part) => (part.open = true));
  });
})();
