import { useEffect } from 'preact/hooks';
import { isPlaced } from '../../protocol/placed.ts';
import { usePanel } from '../state/context.ts';
import { AllowFolder } from './allow_folder.tsx';

/** The button that allows the chosen model's folder again, where that is what it lacks. */
export function AllowChosenFolder() {
  const { view, act } = usePanel();
  const { openStore } = act;
  const chosen = view.settings?.model ?? null;
  const placed = chosen !== null && isPlaced(chosen);
  useEffect(() => {
    if (placed) void openStore();
  }, [openStore, placed]);
  const pack = placed ? view.store?.placed.find(({ id }) => id === chosen) : undefined;
  return pack?.access === 'ask' ? <AllowFolder id={pack.id} folder={pack.folder} /> : null;
}
