/* A file that a reader takes away: as report/downloads.py writes its own. */
"use strict";
(() => {
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

  /* Args: columns [title, row => cell]; rows. */
  const csv = (columns, rows) => {
    const lines = [columns.map(([title]) => title)];
    rows.forEach((row) => lines.push(columns.map(([, cell]) => quoted(cell(row)))));
    return `\ufeff${lines.map((line) => `${line.join(";")}\r\n`).join("")}`;
  };

  const save = (name, columns, rows) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([csv(columns, rows)], { type: "text/csv" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };

  window.ventes.fichier = { amount, safe, save };
})();
