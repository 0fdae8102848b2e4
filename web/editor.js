// The SPARQL editor: the field of a query becomes an editor that colours, completes our terms and asks on Ctrl-Enter.
// The field stays what is sent, so that the form is the same with this script and without it.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, indentOnInput, LanguageSupport, syntaxHighlighting } from "@codemirror/language";
import { EditorState, Prec } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { styleTags, tags } from "@lezer/highlight";
import { SparqlLanguage } from "codemirror-lang-sparql";
import { completions } from "./completions.js";

// The colours are variables of the page's style, which knows light and dark.
const theme = EditorView.theme({
  "&": { color: "var(--ink)", background: "var(--paper)", border: "1px solid var(--edge)", borderRadius: "6px", fontSize: "14px" },
  "&.cm-focused": { outline: "3px solid var(--accent)", outlineOffset: "2px" },
  ".cm-scroller": { fontFamily: 'ui-monospace, "DejaVu Sans Mono", Consolas, "Noto Sans CJK SC", monospace', lineHeight: "1.5", minHeight: "16em", maxHeight: "70vh" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { background: "var(--card)", color: "var(--soft)", borderRight: "1px solid var(--line)" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--card) 60%, transparent)" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": { background: "var(--citation)" },
  "&.cm-focused .cm-matchingBracket, &.cm-focused .cm-nonmatchingBracket": { background: "var(--mark)" },
  ".cm-tooltip": { background: "var(--paper)", color: "var(--ink)", border: "1px solid var(--line)", borderRadius: "6px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "inherit", maxWidth: "min(560px, 94vw)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "3px 8px", overflow: "hidden", textOverflow: "ellipsis" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { background: "var(--mark)", color: "var(--ink)" },
  ".cm-completionDetail": { color: "var(--soft)", fontStyle: "normal" },
  ".cm-completionInfo": { padding: "6px 10px", maxWidth: "320px", fontFamily: "system-ui, sans-serif" },
});

// The grammar leaves names with a prefix and the word `a` without a colour.
const sparql = new LanguageSupport(SparqlLanguage.configure({ props: [styleTags({ "Pname_ln Pname_ns": tags.namespace, A_predicate: tags.keyword })] }));

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--code-word)", fontWeight: "600" },
  { tag: [tags.string, tags.annotation], color: "var(--code-string)" },
  { tag: [tags.variableName], color: "var(--code-variable)" },
  { tag: [tags.namespace, tags.url, tags.typeName], color: "var(--code-name)" },
  { tag: [tags.integer, tags.float, tags.bool], color: "var(--code-number)" },
  { tag: tags.comment, color: "var(--soft)" },
]);

/**
 * Put an editor before a field and hide the field, which keeps what is written.
 *
 * The editor stands in a shadow root: its style sheets are then adopted there, where the page's policy allows no style element.
 */
function edit(field, known) {
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  host.className = "code";
  const keep = () => { field.value = view.state.doc.toString(); };
  const ask = () => { keep(); if (field.value.trim()) field.form.requestSubmit(); return true; };
  const view = new EditorView({
    root,
    parent: root,
    doc: field.value,
    extensions: [
      Prec.highest(keymap.of([{ key: "Ctrl-Enter", run: ask }, { key: "Mod-Enter", run: ask }])),
      lineNumbers(), history(), drawSelection(), indentOnInput(), bracketMatching(), closeBrackets(), highlightActiveLine(), EditorView.lineWrapping,
      sparql, syntaxHighlighting(colours), theme,
      autocompletion({ override: [completions(known)], maxRenderedOptions: 60, icons: false }),
      EditorState.phrases.of({ Completions: field.dataset.completions }),
      EditorView.contentAttributes.of({ "aria-label": field.labels[0]?.textContent ?? "SPARQL", "aria-multiline": "true" }),
      EditorView.updateListener.of((update) => { if (update.docChanged) keep(); }),
      keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
    ],
  });
  field.before(host);
  field.hidden = true;
  field.required = false; // a field that is not shown cannot be pointed at
  field.form.addEventListener("submit", (event) => { if (!field.value.trim()) { event.preventDefault(); view.focus(); } });
  return view;
}

const field = document.querySelector("textarea[data-terms]");
if (field) {
  const none = { prefixes: {}, terms: [] };
  const known = fetch(field.dataset.terms).then((answer) => (answer.ok ? answer.json() : none), () => none);
  edit(field, known);
}
