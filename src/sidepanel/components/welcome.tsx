import { usePanel } from '../state/context.ts';
import { Icon } from './icon.tsx';

/** Before the first task: what this is, and what it needs. */
export function Welcome() {
  const { view, act } = usePanel();
  const server = view.settings?.runsOn === 'server';
  return (
    <section class="welcome" aria-label="Welcome">
      <h2>What should it do on this page?</h2>
      <p>
        A model {server ? 'on your server' : 'on this computer'} looks at the tab and clicks, types and
        scrolls for you. It asks before it orders, pays or sends anything.{' '}
        {!server && 'Nothing leaves your machine.'}
      </p>
      {view.access === false && (
        <div class="card">
          <h3>
            <Icon name="lock" /> Access to pages
          </h3>
          <p>To see and use a page, Sidefara needs your permission. You can take it back at any time.</p>
          <button type="button" class="button main" onClick={act.allowAccess}>
            Allow access to sites
          </button>
        </div>
      )}
    </section>
  );
}
