// What may come next in a query: prefixes, terms of the ontology, variables that stand in it, words of SPARQL.
import { syntaxTree } from "@codemirror/language";

const WORDS = (
  "SELECT DISTINCT WHERE OPTIONAL FILTER BIND VALUES UNION MINUS GRAPH CONSTRUCT DESCRIBE ASK PREFIX FROM NAMED ORDER BY GROUP HAVING LIMIT OFFSET ASC DESC AS IN NOT EXISTS UNDEF " +
  "COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT BOUND COALESCE IF STR LANG LANGMATCHES DATATYPE IRI CONCAT STRLEN SUBSTR CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER REPLACE REGEX " +
  "UCASE LCASE YEAR MONTH DAY ABS CEIL FLOOR ROUND NOW ISIRI ISLITERAL ISBLANK ISNUMERIC SAMETERM true false"
).split(" ");
/** How many are offered at most. */
const MOST = 60;
/** Where nothing is completed. */
const QUIET = /Comment|String|IriRef/;

/** The source of completions for what the server tells: `{prefixes: {pg: "https://…"}, terms: [{name, label, note, kind}]}`, in a promise. */
export function completions(known) {
  return async (context) => {
    const typed = context.matchBefore(/[?$]?[\p{L}\p{N}_:.-]*/u);
    if (QUIET.test(syntaxTree(context.state).resolveInner(context.pos, -1).name) || (typed.text === "" && !context.explicit)) return null;
    const before = context.state.sliceDoc(Math.max(0, typed.from - 40), typed.from);
    const options = /^[?$]/.test(typed.text) ? variables(context, typed) : named(typed.text, before, await known);
    return options.length ? { from: typed.from, options: options.slice(0, MOST), filter: false } : null;
  };
}

function variables(context, typed) {
  const text = context.state.sliceDoc(0, typed.from) + " " + context.state.sliceDoc(context.pos);
  const found = new Set(text.match(/[?$][\p{L}\p{N}_]+/gu));
  return [...found].filter((name) => name.startsWith(typed.text)).sort().map((label) => ({ label, type: "variable" }));
}

function named(typed, before, { prefixes, terms }) {
  if (/\bPREFIX\s+$/i.test(before)) return declarations(typed, prefixes);
  // After `a` stands a class; elsewhere a class is seldom wanted first.
  const classes = /(^|[\s;])(a|rdf:type)\s+$/.test(before);
  const ranked = terms.map((term) => ({ term, rank: rank(term, typed) + (classes && term.kind !== "class" ? 10 : 0) })).filter(({ rank }) => rank < 4 || (rank >= 10 && rank < 14));
  ranked.sort((one, other) => one.rank - other.rank);
  const words = typed ? WORDS.filter((word) => word.toLowerCase().startsWith(typed.toLowerCase())) : [];
  return [
    ...Object.keys(prefixes).filter((name) => typed && !typed.includes(":") && name.startsWith(typed)).map((name) => ({ label: `${name}:`, detail: prefixes[name], type: "namespace" })),
    ...words.map((label) => ({ label, type: "keyword" })),
    ...ranked.map(({ term }) => ({ label: term.name, detail: term.label || term.note, info: term.label && term.note ? term.note : undefined, type: term.kind })),
  ];
}

function declarations(typed, prefixes) {
  return Object.entries(prefixes).filter(([name]) => `${name}:`.startsWith(typed)).map(([name, iri]) => ({ label: `${name}: <${iri}>`, type: "namespace" }));
}

/** How well a term meets what was typed: by its whole name, its name without prefix, anywhere in it, by its label or, where it has none, its note; 9 for not at all. */
function rank({ name, label, note }, typed) {
  const wanted = typed.toLowerCase(), whole = name.toLowerCase();
  if (whole.startsWith(wanted)) return 0;
  if (whole.slice(whole.indexOf(":") + 1).startsWith(wanted)) return 1;
  if (wanted.length > 1 && whole.includes(wanted)) return 2;
  return wanted && (label || note).toLowerCase().includes(wanted) ? 3 : 9;
}
