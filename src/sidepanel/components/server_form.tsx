import { useId, useState } from 'preact/hooks';
import { endpointUrl } from '../../protocol/endpoint.ts';
import { usePanel } from '../state/context.ts';
import type { TypedServer } from '../state/server_actions.ts';
import { whatIsSent } from '../words/server.ts';
import { Icon } from './icon.tsx';

/** A server's address, model and key; a test of them; and the button that makes it the one in use. */
export function ServerForm() {
  const { view, act } = usePanel();
  const { settings, endpointCheck: found } = view;
  const [typed, setTyped] = useState({
    url: settings?.endpoint?.url ?? '',
    model: settings?.endpoint?.model ?? '',
    profile: settings?.endpoint?.profile ?? 'fara-7b',
    key: '',
  });
  const names = useId();
  const address = addressOf(typed.url);
  const inUse = settings?.runsOn === 'server' && settings.endpoint?.url === address;
  const testing = view.pending.includes('checkServer');
  const busy = testing || view.pending.includes('server');
  // The key is that server's: another address does not get it.
  const kept = view.hasEndpointKey && sameOrigin(address, settings?.endpoint?.url);
  const ready = typed.url.trim() !== '' && typed.model.trim() !== '' && !busy;
  const set = (change: Partial<typeof typed>) => {
    if (found) act.forgetEndpointCheck();
    setTyped({ ...typed, ...change });
  };
  const server = (): TypedServer => {
    const { key, ...rest } = typed;
    return key === '' ? rest : { ...rest, key };
  };
  return (
    <form
      class="server"
      aria-label="Server"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) void act.useServer(server());
      }}
    >
      <label class="field">
        <b>Address</b>
        <input
          type="text"
          inputMode="url"
          autocomplete="off"
          spellcheck={false}
          placeholder="http://localhost:8000/v1"
          value={typed.url}
          onInput={(event) => set({ url: event.currentTarget.value })}
        />
      </label>
      <label class="field">
        <b>Name of the model there</b>
        <input
          type="text"
          autocomplete="off"
          spellcheck={false}
          list={names}
          placeholder="microsoft/Fara-7B"
          value={typed.model}
          onInput={(event) => set({ model: event.currentTarget.value })}
        />
        <datalist id={names}>
          {found?.models.map((name) => (
            <option value={name} key={name} />
          ))}
        </datalist>
      </label>
      <label class="field">
        <b>Kind of model</b>
        <select value={typed.profile} onChange={(event) => set({ profile: event.currentTarget.value })}>
          {view.profiles.map(({ id, name }) => (
            <option value={id} key={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <b>API key, if it needs one</b>
        <input
          type="password"
          autocomplete="off"
          placeholder={kept ? 'A key is kept' : ''}
          value={typed.key}
          onInput={(event) => set({ key: event.currentTarget.value })}
        />
      </label>
      {kept && (
        <button
          type="button"
          class="button small"
          disabled={busy}
          onClick={() => act.keepServer({ ...typed, key: '' })}
        >
          Forget the key
        </button>
      )}
      <p class="sent" data-known={address !== null}>
        {whatIsSent(address)}
      </p>
      <div class="answers">
        <button type="submit" class="button main" disabled={!ready}>
          {inUse ? 'Save' : 'Use this server'}
        </button>
        <button type="button" class="button" disabled={!ready} onClick={() => act.checkServer(server())}>
          {testing ? 'Testing …' : 'Test connection'}
        </button>
      </div>
      <p class="check-result" role="status" data-ok={found?.ok}>
        {found && <Icon name={found.ok ? 'check' : 'warn'} />}
        {found && <span>{found.message}</span>}
      </p>
    </form>
  );
}

/** The base address of what was typed; null while it is none. */
function addressOf(typed: string): string | null {
  try {
    return endpointUrl(typed);
  } catch {
    return null;
  }
}

function sameOrigin(one: string | null, other: string | undefined): boolean {
  return one !== null && other !== undefined && new URL(one).origin === new URL(other).origin;
}
