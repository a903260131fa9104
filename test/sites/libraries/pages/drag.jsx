/** @jsxRuntime automatic @jsxImportSource react */
import { DndContext, useDraggable, useDroppable } from '@dnd-kit/core';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import Sortable from 'sortablejs';

const row = { padding: 12, margin: 4, background: '#dde', width: 200 };

function Card() {
  const { attributes, listeners, setNodeRef, transform } = useDraggable({ id: 'card' });
  const translate = transform ? `translate(${transform.x}px, ${transform.y}px)` : undefined;
  return (
    <div id="card" ref={setNodeRef} {...attributes} {...listeners} style={{ ...row, transform: translate }}>
      Card
    </div>
  );
}

function Column({ id }) {
  const { setNodeRef } = useDroppable({ id });
  return (
    <div id={id} ref={setNodeRef} style={{ ...row, height: 60, background: '#ded' }}>
      {id}
    </div>
  );
}

function App() {
  const [over, setOver] = useState('');
  return (
    <DndContext onDragEnd={(event) => setOver(event.over?.id ?? 'nowhere')}>
      <Card />
      <Column id="todo" />
      <Column id="done" />
      <output id="out">{over}</output>
    </DndContext>
  );
}

document.querySelector('#app').innerHTML = '<ul id=sortable></ul><ul id=fallback></ul><div id=dnd></div>';
for (const id of ['sortable', 'fallback']) {
  const list = document.querySelector(`#${id}`);
  list.style.cssText = 'list-style:none;padding:0;margin:8px';
  list.innerHTML = ['One', 'Two', 'Three'].map((name) => `<li id="${id}-${name}">${name}</li>`).join('');
  for (const item of list.children)
    Object.assign(item.style, { padding: '8px', background: '#edd', width: '200px' });
  new Sortable(list, { animation: 0, forceFallback: id === 'fallback' });
}
createRoot(document.querySelector('#dnd')).render(<App />);
