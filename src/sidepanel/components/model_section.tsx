import { useEffect, useRef, useState } from 'preact/hooks';
import { usePanel } from '../state/context.ts';
import { ClickTest } from './click_test.tsx';
import { DownloadForm } from './download_form.tsx';
import { FolderCard } from './folder_card.tsx';
import { InstalledModels } from './installed_models.tsx';
import { MemoryNeedsNote } from './memory_needs_note.tsx';
import { StoreJobCard } from './store_job_card.tsx';
import { StoreOutcomeNote } from './store_outcome_note.tsx';
import { UnfinishedImports } from './unfinished_imports.tsx';
import { UnreadablePacks } from './unreadable_packs.tsx';

/** Which model runs, and loading weights from a folder of this computer or a repository. */
export function ModelSection() {
  const { view, act } = usePanel();
  const { store, folder } = view;
  const input = useRef<HTMLInputElement>(null);
  /** The interrupted import whose folder is asked for; null: a new folder. */
  const continued = useRef<{ id: string; fineTune: boolean } | null>(null);
  const { openStore } = act;
  const [over, setOver] = useState(false);
  const choose = (one: { id: string; fineTune: boolean } | null) => {
    continued.current = one;
    input.current?.click();
  };
  useEffect(() => {
    // Folders instead of files; Preact's types do not know the attribute.
    if (input.current) input.current.webkitdirectory = true;
    void openStore();
  }, [openStore]);

  return (
    <section
      class={over ? 'models dropping' : 'models'}
      aria-label="Model"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (event.dataTransfer && !store?.job) void act.dropFolder([...event.dataTransfer.items]);
      }}
    >
      <InstalledModels />
      <MemoryNeedsNote />
      <ClickTest />
      <UnreadablePacks />
      <UnfinishedImports onChooseAgain={(id, fineTune) => choose({ id, fineTune })} />
      {store?.job && <StoreJobCard job={store.job} />}
      {store?.outcome && folder === null && <StoreOutcomeNote outcome={store.outcome} />}
      {folder !== null && <FolderCard key={folder.folder.name} choice={folder} />}
      {folder === null && !store?.job && (
        <button
          type="button"
          class="button"
          disabled={store === null}
          onClick={() => act.pickFolder(() => choose(null))}
        >
          Load weights…
        </button>
      )}
      {folder === null && !store?.job && (
        <p class="quiet small">Choose the folder of a model, or drop it here.</p>
      )}
      {folder === null && store !== null && !store.job && <DownloadForm />}
      <input
        ref={input}
        type="file"
        hidden
        onChange={({ currentTarget }) => {
          const files = currentTarget.files ?? [];
          const { current } = continued;
          if (current === null) act.chooseFolder(files);
          else act.continueImport(current.id, current.fineTune, files);
          continued.current = null;
          // The same folder can be chosen again, after it was repaired.
          currentTarget.value = '';
        }}
      />
    </section>
  );
}
