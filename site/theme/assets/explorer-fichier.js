/* The file of what Explorer shows. */
"use strict";
(() => {
  const { cube, fichier } = window.ventes;
  const { amount, safe } = fichier;

  /* Args: how rows are grouped; the rows. */
  window.ventes.telecharger = (par, rows, name) => {
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
    fichier.save(name, columns, rows);
  };
})();
