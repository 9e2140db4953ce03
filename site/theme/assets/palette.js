/* Puts the reader's last choice of light or dark on the page before it is painted. */
"use strict";
(() => {
  let color = null;
  try {
    color = (__md_get("__palette") || {}).color || null;
  } catch {
    /* storage refused: fall through to the system's preference */
  }
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const scheme = color ? color.scheme : dark ? "slate" : "default";
  document.body.setAttribute("data-md-color-scheme", scheme);
})();
