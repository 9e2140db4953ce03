/* The file of what Explorer shows: as report/downloads.py writes its own. */
"use strict";
(() => {
  const { cube } = window.ventes;

  /* A text that no spreadsheet takes for a formula. */
  const safe = (value) => {
    const text = [...value].filter((letter) => letter >= " " || letter === "\t").join("");
    const stripped = text.replace(/^[ \t\u00a0\u202f\u3000]+/, "");
    const starts = /^[=+\-@\t\r\n|%]/.test(value) || /^[=+\-@|%＝＋－＠]/.test(stripped);
    return stripped && starts ? `'${text}` : text;
  };
  const quoted = (text) => (/[;"\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const amount = (e4) => {
    if (e4 === null) return "";
    const rest = Math.abs(e4) % 10000;
    const decimals = String(rest).padStart(4, "0").replace(/00$/, "");
    return `${e4 < 0 ? "-" : ""}${(Math.abs(e4) - rest) / 10000}.${decimals}`;
  };

  /* Args: how rows are grouped; the rows. */
  const csv = (par, rows) => {
    const keys = {
      jour: [["date", (row) => cube.iso(row.cle)]],
      semaine: [["semaine", (row) => cube.iso(row.cle)]],
      mois: [["mois", (row) => cube.iso(row.cle).slice(0, 7)]],
      jour_semaine: [["jour_semaine", (row) => row.nom]],
      magasin: [["ID_magasin", (row) => safe(row.cle)], ["nom", (row) => safe(row.nom)]],
      rayon: [["rayon", (row) => safe(row.cle)]],
      fournisseur: [["fournisseur", (row) => safe(row.cle)]],
      produit: [["ID_produit", (row) => safe(row.cle)], ["nom", (row) => safe(row.nom)]],
    }[par];
    const columns = [
      ...keys,
      ["ca", (row) => amount(row.ca)],
      ["part", (row) => (row.part === "" ? "" : `${row.part / 10}`)],
      ["quantite", (row) => `${row.quantite / 1000}`],
      ["pvm", (row) => amount(row.pvm)],
      ["lignes", (row) => `${row.lignes}`],
      ["retours", (row) => amount(row.retours)],
      ["jours", (row) => `${row.jours}`],
    ];
    const lines = [columns.map(([name]) => name)];
    rows.forEach((row) => lines.push(columns.map(([, cell]) => quoted(cell(row)))));
    return `\ufeff${lines.map((line) => `${line.join(";")}\r\n`).join("")}`;
  };

  window.ventes.telecharger = (par, rows, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([csv(par, rows)], { type: "text/csv" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
})();
