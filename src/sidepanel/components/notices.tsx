import { usePanel } from '../state/context.ts';
import { Icon } from './icon.tsx';

/** What stands above everything: a call that failed, or no answer from the extension at all. */
export function Notices() {
  const { view, act } = usePanel();
  if (view.connection === 'lost')
    return (
      <div class="notice bad" role="alert">
        <Icon name="warn" />
        <p>
          <b>The extension’s background does not answer.</b> Try again; if that does not help, turn Sidefara
          off and on at chrome://extensions.
        </p>
        <button type="button" class="button small" onClick={() => location.reload()}>
          Try again
        </button>
      </div>
    );
  if (view.notice === null) return null;
  return (
    <div class="notice bad" role="alert">
      <Icon name="warn" />
      <p>{view.notice}</p>
      <button type="button" class="icon-button" aria-label="Dismiss message" onClick={act.dismissNotice}>
        <Icon name="cross" />
      </button>
    </div>
  );
}
