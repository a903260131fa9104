import 'quill/dist/quill.snow.css';
import { registerRichText } from '@lexical/rich-text';
import { Editor } from '@tiptap/core';
import StarterKit from '@tiptap/starter-kit';
import { basicSetup, EditorView } from 'codemirror';
import { $getRoot, createEditor } from 'lexical';
import Quill from 'quill';

document.querySelector('#app').innerHTML = `
  <style>.box { border: 1px solid #999; min-height: 80px; width: 500px } p { margin: 4px }</style>
  <div id=quill></div><div id=tiptap class=box></div><div id=codemirror class=box></div>
  <div id=lexical class=box contenteditable=true></div>`;

const quill = new Quill('#quill', { theme: 'snow' });
const tiptap = new Editor({
  element: document.querySelector('#tiptap'),
  extensions: [StarterKit],
  content: '',
});
const codemirror = new EditorView({
  parent: document.querySelector('#codemirror'),
  extensions: [basicSetup],
});
const lexical = createEditor({ namespace: 'bench', onError: console.error });
lexical.setRootElement(document.querySelector('#lexical'));
registerRichText(lexical);

/** What each editor's own model holds: the document may show text that the model does not know of. */
window.texts = {
  quill: () => quill.getText(),
  quillHtml: () => quill.getSemanticHTML(),
  tiptap: () => tiptap.getText({ blockSeparator: '\n' }),
  tiptapHtml: () => tiptap.getHTML(),
  codemirror: () => codemirror.state.doc.toString(),
  lexical: () => lexical.getEditorState().read(() => $getRoot().getTextContent()),
};
