import { usePanel } from '../state/context.ts';

/** Asks the browser for a folder whose permission has ended. */
export function AllowFolder({ id, folder }: { id: string; folder: string }) {
  const { view, act } = usePanel();
  return (
    <button
      type="button"
      class="button small"
      aria-label={`Allow the folder again: ${folder}`}
      disabled={view.pending.includes('model')}
      onClick={() => act.allowFolder(id)}
    >
      Allow the folder again
    </button>
  );
}
