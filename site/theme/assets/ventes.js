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
  window.ventes = {
    graphiques(figures, colours) {
      specs = { ...specs, ...figures };
      darker = { ...darker, ...colours };
    },
    lignes(data) {
      lines = data;
    },
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

  const draw = async (figure) => {
    const spec = specs[figure.dataset.graphique];
    const target = figure.querySelector(".v-graphique__trace");
    if (!spec || !target) return;
    const layout = recoloured(spec.layout, false);
    layout.autosize = true;
    delete layout.width;
    layout.height = target.clientHeight || layout.height;
    await window.Plotly.react(target, recoloured(spec.data, false), layout, options(spec));
    figure.classList.add("est-trace");
  };

  const loadData = () => {
    const holder = document.querySelector("[data-donnees]");
    return load(new URL(holder.dataset.donnees, location.href.split(/[?#]/)[0]).href);
  };

  const start = async (figure) => {
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
        const begin = "lignes" in entry.target.dataset ? showLines : start;
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

  /* ---- Tables ------------------------------------------------------------------------------ */

  const compare = new Intl.Collator(language, { numeric: true }).compare;
  const keyOf = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.v ?? cell.textContent.trim();
  };

  const number = (text) => (text === "inf" ? Number.MAX_VALUE : Number(text));

  const order = (a, b, column, numeric, sign) => {
    const [x, y] = [keyOf(a, column), keyOf(b, column)];
    if (x === "" || y === "") return (x === "") - (y === ""); // unknown stays last both ways
    return sign * (numeric ? number(x) - number(y) : compare(x, y));
  };

  const setUp = (table) => {
    const tbody = table.tBodies[0];
    const rows = [...tbody.rows];
    const size = Number(table.dataset.page || 0);
    const state = { shown: rows, page: 0 };
    const pager = size && rows.length > size ? document.createElement("p") : null;

    const show = () => {
      const pages = Math.max(1, Math.ceil(state.shown.length / (size || state.shown.length || 1)));
      state.page = Math.min(state.page, pages - 1);
      const from = pager ? state.page * size : 0;
      const kept = pager ? state.shown.slice(from, from + size) : state.shown;
      tbody.replaceChildren(...kept);
      if (pager) {
        pager.querySelector("span").textContent = words.page
          .replace("{page}", state.page + 1)
          .replace("{pages}", pages);
        const [back, next] = pager.querySelectorAll("button");
        back.disabled = state.page === 0;
        next.disabled = state.page >= pages - 1;
      }
    };

    if (pager) {
      pager.className = "v-pages";
      const step = (word, by) => {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = word;
        button.addEventListener("click", () => {
          state.page += by;
          show();
        });
        return button;
      };
      const place = document.createElement("span");
      pager.append(step(`‹ ${words.avant}`, -1), place, step(`${words.apres} ›`, 1));
      table.parentElement.after(pager);
    }

    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = head.querySelector("button");
      if (!button) return;
      button.addEventListener("click", () => {
        const numeric = head.dataset.type === "nombre";
        const was = head.getAttribute("aria-sort");
        const up = was ? was !== "ascending" : !numeric;
        [...head.parentElement.cells].forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        const sorted = (list) => [...list].sort((a, b) => order(a, b, column, numeric, up ? 1 : -1));
        rows.splice(0, rows.length, ...sorted(rows));
        state.shown = sorted(state.shown);
        state.page = 0;
        show();
      });
    });

    const fold = (text) =>
      text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    const filter = table.id && document.querySelector(`input[data-filtre="${table.id}"]`);
    if (filter) {
      filter.closest("[hidden]")?.removeAttribute("hidden");
      const texts = new Map(rows.map((row) => [row, fold(row.textContent)]));
      filter.addEventListener("input", () => {
        const sought = fold(filter.value).split(/\s+/).filter(Boolean);
        state.shown = rows.filter((row) => sought.every((word) => texts.get(row).includes(word)));
        state.page = 0;
        show();
      });
    }
    if (pager) show();
  };
  document.querySelectorAll('table[data-triable=""]').forEach(setUp);

  /* ---- A day's sales lines: written as text, never as HTML --------------------------------- */

  const whole = new Intl.NumberFormat(language);
  const euros = new Intl.NumberFormat(language, {
    minimumFractionDigits: 2,
    maximumFractionDigits: 4,
  });
  const minus = (text) => text.replace("-", "−");

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
      const money = (e4) => (e4 === null ? "—" : minus(euros.format(e4 / 10000)));
      add(lines.magasins[store]);
      add(lines.produits[products[place]]);
      add(minus(whole.format(quantities[place])), quantities[place]);
      add(money(prices[place]), prices[place]);
      add(money(amounts[place]), amounts[place]);
      if (tickets) add(tickets[place]);
      return row;
    });
    table.tBodies[0].append(...rows);
    table.hidden = false;
    setUp(table);
  };

  document.querySelectorAll("[data-graphique], [data-lignes]").forEach((part) => seen.observe(part));

  /* ---- ‹ › between days with the arrow keys ------------------------------------------------ */

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest("input, select, textarea, table, .v-graphique")) return;
    const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
    const link = rel && document.querySelector(`.v-voisins a[rel="${rel}"]`);
    if (link) location.assign(link.href);
  });

  /* On a phone the menu scrolls: show where we are. */
  const menu = document.querySelector(".v-entete__liens");
  const here = menu?.querySelector("[aria-current]");
  if (here) menu.scrollLeft = here.offsetLeft - menu.offsetLeft - 16;

  /* Paper has no fold: what is closed on screen opens for print. */
  addEventListener("beforeprint", () => {
    document.querySelectorAll("details[data-imprime]").forEach((part) => (part.open = true));
  });
})();
