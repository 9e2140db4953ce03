/* The words of Explorer and of the order: days and amounts as the rest of the site writes them, in
   the page's language. */
"use strict";
(() => {
  const { euros, whole } = window.ventes;
  const language = document.documentElement.lang;
  const region = language === "en" ? "en-GB" : language;

  const say = (word, values) =>
    word.replace(/\{(\w+)\}/g, (_whole, name) => values[name]);
  const isOne = (number) => new Intl.PluralRules(region).select(number) === "one";
  /* An amount with its sign of euro, where no heading gives it. */
  const money = (e4) =>
    language === "fr" ? `${euros(e4)}\u202f€` : euros(e4).replace(/^(−?)/, "$1€");

  const written = (options) => {
    const format = new Intl.DateTimeFormat(region, { ...options, timeZone: "UTC" });
    return (day) => {
      const text = format.format(day * 864e5);
      return language === "fr" ? text.replace(/(^|\s)1(?=\s|$)/, "$11er") : text;
    };
  };
  const long = written({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
  const medium = written({ day: "numeric", month: "short", year: "numeric" });
  const short = written({ day: "numeric", month: "short" });
  const plain = written({ day: "numeric", month: "long", year: "numeric" });
  const dayMonth = written({ day: "numeric", month: "long" });
  const dayOnly = written({ day: "numeric" });
  const month = written({ month: "long", year: "numeric" });
  const shortMonth = written({ month: "short", year: "2-digit" });
  const weekday = written({ weekday: "long" });
  const MONDAY = 4; // a Monday, in days

  /* Args: the words of the page's data. */
  window.ventes.mots = (words) => ({
    say,
    money,
    round: (e4) => money(e4).replace(/[.,]00(?=\D*$)/, ""),
    count: (number, noun) =>
      say(words.noms[isOne(number) ? 0 : 1][noun].replace(" ", "\u00a0"), { nombre: whole(number) }),
    short,
    month,

    /* "Du 1er au 17 novembre 2025": no word said twice. */
    period(from, to) {
      const [first, last] = [from, to].map(window.ventes.cube.iso);
      if (first === last) return say(words.le, { du: plain(from) });
      const same = (length) => first.slice(0, length) === last.slice(0, length);
      const begin = same(7) ? dayOnly : same(4) ? dayMonth : plain;
      return say(words.du_au, { du: begin(from), au: plain(to) });
    },

    /* How the groups of time are named, at length and under the picture. */
    names: {
      jour: long,
      semaine: (day) => say(words.semaine_du, { jour: medium(day) }),
      mois: month,
      jour_semaine: (place) => weekday(MONDAY + place),
    },
    under: {
      jour: short,
      semaine: short,
      mois: shortMonth,
      jour_semaine: (place) => weekday(MONDAY + place),
    },
  });
})();
