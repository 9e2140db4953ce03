"""The indicators of the report, each defined once: pure functions of frames.

What goes in: arithmetic on the frames of a `Snapshot`, exact (whole 1/10 000 € and `Fraction`);
the reference day J and the windows are always parameters. What stays out: SQL, clocks, wording
(but `indicators.toml`), formats and rounding for display. A value that cannot be computed is None
(NA in a frame), never 0 and never hidden.

Rooms: `registry` (what `indicators.toml` says of each, thresholds included), `days` (states, J,
windows), `revenue` (totals, cumuls, rolling), `extremes` (best days, weekday profile, anomaly),
`comparisons` (J-7, M-1, N-1 comparable), `reporting` (CA beside N-1, cumulated), `shares`,
`ranking`, `pvm`, `stock`, `stores`, `quality`.
"""
