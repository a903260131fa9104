import { useEffect, useRef, useState } from 'preact/hooks';
import { HUGGING_FACE } from '../../protocol/hub.ts';
import { usePanel } from '../state/context.ts';

/** A repository to download weights from. Nothing is sent anywhere before its size is asked for here. */
export function DownloadForm() {
  const { view, act } = usePanel();
  const [open, setOpen] = useState(false);
  const [repository, setRepository] = useState('microsoft/Fara-7B');
  const [server, setServer] = useState(HUGGING_FACE);
  const first = useRef<HTMLInputElement>(null);
  const asking = view.pending.includes('repository');
  useEffect(() => {
    if (open) first.current?.focus();
  }, [open]);
  if (!open)
    return (
      <button type="button" class="button" onClick={() => setOpen(true)}>
        Download from Hugging Face…
      </button>
    );
  return (
    <form
      class="recipe"
      aria-label="Download"
      onSubmit={(event) => {
        event.preventDefault();
        void act.lookAtRepository(repository, server);
      }}
    >
      <label class="field">
        <b>Repository</b>
        <input
          ref={first}
          type="text"
          autocomplete="off"
          spellcheck={false}
          value={repository}
          onInput={(event) => setRepository(event.currentTarget.value)}
        />
      </label>
      <details class="about">
        <summary>Advanced</summary>
        <label class="field">
          <b>Server address</b>
          <input
            type="text"
            inputMode="url"
            autocomplete="off"
            spellcheck={false}
            value={server}
            onInput={(event) => setServer(event.currentTarget.value)}
          />
          <small class="quiet">Hugging Face itself, or a mirror of it.</small>
        </label>
      </details>
      <p class="quiet small">
        You see the exact size before anything is downloaded. The server learns your network address and what
        you download; nothing else is sent.
      </p>
      <div class="answers">
        <button
          type="submit"
          class="button main"
          disabled={asking || repository.trim() === '' || server.trim() === ''}
        >
          {asking ? 'Asking …' : 'Show size'}
        </button>
        <button type="button" class="button" onClick={() => setOpen(false)}>
          Not now
        </button>
      </div>
    </form>
  );
}
