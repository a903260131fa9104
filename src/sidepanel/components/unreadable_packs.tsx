import { usePanel } from '../state/context.ts';
import { bytesInWords } from '../words/format.ts';
import { DeleteButtons } from './delete_buttons.tsx';

/** What lies in the store and cannot be used: it can at least be removed. */
export function UnreadablePacks() {
  const { view, act } = usePanel();
  const { store } = view;
  if (!store || store.unreadable.length === 0) return null;
  return (
    <section class="unfinished" aria-label="Unreadable models">
      {store.unreadable.map(({ id, bytes, problem }) => (
        <div class="installed" key={id}>
          <p>
            <b>{id}</b>
            <small>Cannot be read: {problem}</small>
          </p>
          <DeleteButtons
            verb="Remove"
            name={id}
            size={bytesInWords(bytes)}
            disabled={store.job !== null}
            onDelete={() => act.removeModel(id)}
          />
        </div>
      ))}
    </section>
  );
}
