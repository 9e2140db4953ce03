/* What to order, and when: as indicators/stock.py works it out; a test compares the two. Speeds are
   fractions [numerator, denominator] of BigInt: nothing is rounded before the last whole article. */
"use strict";
window.ventes.regle = {
  /* Args: articles held; speed, articles an open day; open days until the delivery, to cover. */
  quantity(stock, [sold, days], delay, cover) {
    const left = BigInt(stock) * days - sold * BigInt(delay);
    const missing = sold * BigInt(cover) - (left > 0n ? left : 0n);
    return missing > 0n ? Number((missing + days - 1n) / days) : 0;
  },
  /* Args: the same; open days of a week. */
  urgency(stock, [sold, days], delay, week) {
    const lacks = (until) => BigInt(stock) * days < sold * BigInt(until);
    if (stock <= 0 || lacks(delay)) return "aujourdhui";
    return lacks(delay + week) ? "semaine" : "attendre";
  },
};
