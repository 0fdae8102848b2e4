/* Marks by series: programmes or indicators; what is looked at, which filters hold, and what is chosen. All of it stands in the address. */
(function (view) {
  "use strict";

  const { marks, series, ends } = view.page;
  view.count = series.length;
  view.nameOf = view.labelOf = view.numberOf = (i) => series[i];
  view.namesOf = () => "";
  view.isDocument = () => false;

  const coded = (column) => (i) => column.names[column.of[i]];
  const facts = Object.fromEntries(["sort", "place", "level", "document", "title", "comparator", "unit"].map((name) => [name, coded(marks[name])]));
  const mark = (i) => ({ i, when: marks.when[i], value: marks.value[i], maximum: marks.maximum[i], ...Object.fromEntries(Object.entries(facts).map(([name, of]) => [name, of(i)])) });

  const state = { series: 0, chosen: null, hidden: { level: new Set(), sort: new Set() }, place: "" };
  view.state = state;
  view.marksOf = (one) => Array.from({ length: ends[one + 1] - ends[one] }, (_, k) => mark(ends[one] + k));
  view.mark = mark;
  /* The sentences that one mark stands for: those of a figure, or all in which a document names a programme. */
  view.together = (i) => (view.page.kind === "targets" ? [mark(i)] : view.marksOf(state.series).filter((one) => one.document === facts.document(i) && one.place === facts.place(i)));
  view.filtered = () => state.place !== "" || view.marksOf(state.series).some((one) => state.hidden.level.has(one.level) || state.hidden.sort.has(one.sort));
  /* The marks of the series that pass the filters. */
  view.seenMarks = () => view.marksOf(state.series).filter((one) => !state.hidden.level.has(one.level) && !state.hidden.sort.has(one.sort) && (!state.place || one.place === state.place));

  /* The number of a day, a month or a year in days since 1970, its beginning; null where there is none. */
  view.dayOf = (when) => {
    const parts = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?/.exec(when);
    return parts ? Date.UTC(Number(parts[1]), Number(parts[2] || 1) - 1, Number(parts[3] || 1)) / 86400000 : null;
  };

  view.read = () => {
    const parts = new URLSearchParams(location.hash.slice(1));
    state.series = Math.max(0, series.indexOf(parts.get("s")));
    const chosen = Number(parts.get("m"));
    state.chosen = parts.has("m") && Number.isInteger(chosen) && chosen >= 0 && ends[state.series] + chosen < ends[state.series + 1] ? ends[state.series] + chosen : null;
    for (const [name, set] of Object.entries(state.hidden)) {
      set.clear();
      for (const key of (parts.get("no-" + name) || "").split(",").filter(Boolean)) set.add(key);
    }
    state.place = parts.get("place") || "";
    view.speaks(parts.get("lang"));
  };

  /* Write the address, as a new step for the back button. */
  view.remember = () => {
    const parts = new URLSearchParams();
    if (view.count) parts.set("s", series[state.series]);
    if (state.chosen !== null) parts.set("m", state.chosen - ends[state.series]);
    for (const [name, set] of Object.entries(state.hidden)) if (set.size) parts.set("no-" + name, [...set].sort().join(","));
    if (state.place) parts.set("place", state.place);
    if (view.language !== view.opens) parts.set("lang", view.language);
    // A page in the frame of a notebook has no address of its own.
    if (location.protocol !== "about:") history.pushState(null, "", "#" + parts);
  };
})(window.policygraph);
