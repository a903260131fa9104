import { useEffect, useState } from 'preact/hooks';
import { isWorking } from '../../protocol/task.ts';
import { usePanel } from '../state/context.ts';
import { Icon, Mark } from './icon.tsx';
import { ModelChip } from './model_chip.tsx';
import { ServerMark } from './server_mark.tsx';
import { SettingsPane } from './settings_pane.tsx';

/** Name, model state, and the settings that open below. */
export function Header() {
  const [open, setOpen] = useState(false);
  const { task } = usePanel().view;
  const working = task !== null && isWorking(task.status);
  // They stand in the task's place: a task that starts to work is to be seen.
  useEffect(() => {
    if (working) setOpen(false);
  }, [working]);
  return (
    <header class="header">
      <div class="header-bar">
        <Mark />
        <h1>Sidefara</h1>
        <ModelChip />
        <button
          type="button"
          class="icon-button"
          aria-label="Settings"
          aria-expanded={open}
          aria-controls="settings"
          onClick={() => setOpen(!open)}
        >
          <Icon name="settings" />
        </button>
      </div>
      <ServerMark />
      <div id="settings" hidden={!open}>
        {open && <SettingsPane />}
      </div>
    </header>
  );
}
