// The editor of the inspector page: JSON in CodeMirror, with problems at their places.

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { HighlightStyle, bracketMatching, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import {
  EditorView,
  drawSelection,
  highlightActiveLine,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";

// Colours are the page's variables, so that light and dark are decided in one place.
const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--code-key)" },
  { tag: tags.string, color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--code-number)" },
  { tag: tags.punctuation, color: "var(--muted)" },
]);

/**
 * Make an editor.
 *
 * @param {{parent: Element, label: string, nonce: string, readOnly?: boolean,
 *   changed?: (text: string) => void}} options `changed` is called with the text that
 *   a person or `setText` has put there.
 */
export function createEditor({ parent, label, nonce, readOnly = false, changed }) {
  const extensions = [
    EditorView.cspNonce.of(nonce),
    EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false" }),
    EditorView.lineWrapping,
    lineNumbers(),
    drawSelection(),
    bracketMatching(),
    json(),
    syntaxHighlighting(colours),
    keymap.of([...defaultKeymap, ...historyKeymap, ...lintKeymap]),
    readOnly
      ? EditorState.readOnly.of(true)
      : [
          history(),
          highlightActiveLine(),
          lintGutter(),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) changed?.(update.state.doc.toString());
          }),
        ],
  ];
  const view = new EditorView({ parent, extensions });
  const setText = (text) => {
    view.setState(EditorState.create({ doc: text, extensions }));
    if (!readOnly) changed?.(view.state.doc.toString());
  };
  return {
    setText,
    text: () => view.state.doc.toString(),
    focus: () => view.focus(),
    /** Show problems: `{from, to, severity, message}`, in UTF-16 units. */
    show: (problems) => {
      const end = view.state.doc.length;
      const inside = problems.map((each) => ({
        from: Math.min(each.from, end),
        to: Math.min(each.to, end),
        severity: each.severity,
        message: each.message,
      }));
      view.dispatch(setDiagnostics(view.state, inside));
    },
    /** Put the cursor at a place and bring it into view. */
    goTo: (position) => {
      const anchor = Math.min(position, view.state.doc.length);
      view.dispatch({
        selection: { anchor },
        effects: EditorView.scrollIntoView(anchor, { y: "center" }),
      });
      view.focus();
    },
  };
}
