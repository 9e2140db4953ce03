/* A figure opens its proof, by mouse and by keyboard: a link that names its indicator (data-i), or
   a cell of a column that does. The panel and what it says are loaded when first asked for. */
"use strict";
(() => {
  const here = new URL(document.currentScript.src);

  const open = async (element, head, from) => {
    const { load } = window.ventes;
    await load(new URL(`preuve-panneau.js${here.search}`, here).href);
    const banner = document.querySelector(".v-bandeau").textContent; // new at each publication
    await load(new URL(`../preuves.js?${encodeURIComponent(banner)}`, here).href);
    window.ventes.preuve(element, head, from);
  };

  const headOf = (cell) => cell.closest("table").tHead?.rows[0].cells[cell.cellIndex];

  /* A cell of a column that names its indicator, and that says something. */
  const isProved = (cell) =>
    Boolean(cell?.matches("td") && !cell.closest("thead tr:first-child") && headOf(cell)?.dataset.i &&
      cell.textContent.trim());

  document.addEventListener("click", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const figure = event.target.closest("a[data-i]");
    if (figure) {
      event.preventDefault();
      open(figure, null, figure).catch(() => location.assign(figure.href));
      return;
    }
    const cell = event.target.closest("a, button") ? null : event.target.closest("td");
    if (isProved(cell) && !getSelection().toString()) openCell(cell);
  });

  document.addEventListener("pointerover", (event) => {
    const cell = event.target.closest("table[data-preuves] td");
    if (isProved(cell)) cell.classList.add("v-prouve");
  });

  const openCell = (cell) => {
    const back = document.activeElement === cell ? cell : cell.closest("table");
    open(cell, headOf(cell), back).catch(() => {});
  };

  /* A table is one tab stop; its arrows go from figure to figure. */
  const rowsOf = (table) => [...table.tHead.rows].slice(1).concat([...table.tBodies].flatMap((body) => [...body.rows]));
  const figuresOf = (row) => [...(row?.cells ?? [])].filter(isProved);

  const next = (table, cell, key) => {
    const rows = rowsOf(table);
    if (!cell) return rows.map((row) => figuresOf(row)[0]).find(Boolean);
    const line = figuresOf(cell.parentElement);
    const place = line.indexOf(cell);
    if (key === "ArrowLeft") return line[place - 1];
    if (key === "ArrowRight") return line[place + 1];
    if (key === "Home") return line[0];
    if (key === "End") return line.at(-1);
    const step = key === "ArrowUp" ? -1 : 1;
    for (let at = rows.indexOf(cell.parentElement) + step; rows[at]; at += step) {
      const found = rows[at].cells[cell.cellIndex];
      if (isProved(found)) return found;
    }
    return null;
  };

  const MOVES = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"];
  document.addEventListener("keydown", (event) => {
    const table = event.target.closest?.("table[data-preuves]");
    const cell = event.target.closest?.("td");
    if (!table || (event.target !== table && event.target !== cell)) return;
    const opens = event.key === "Enter" || event.key === " ";
    if (opens && cell) openCell(cell);
    const to = MOVES.includes(event.key) || (opens && !cell) ? next(table, cell, event.key) : null;
    if (opens || MOVES.includes(event.key)) event.preventDefault();
    if (!to) return;
    to.tabIndex = -1;
    to.focus();
  });

  const tables = [...document.querySelectorAll("table")].filter((table) =>
    table.tHead?.querySelector("[data-i]"),
  );
  for (const table of tables) {
    table.dataset.preuves = "";
    table.tabIndex = 0;
    table.setAttribute("aria-describedby", "preuve-aide");
  }
  const figures = document.querySelectorAll("a[data-i]");
  figures.forEach((figure) => figure.setAttribute("aria-haspopup", "dialog"));
  document.getElementById("preuve-aide").hidden = !tables.length && !figures.length;
})();
