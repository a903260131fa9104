import { useState } from 'preact/hooks';
import { Icon, Mark } from './icon.tsx';
import { ModelChip } from './model_chip.tsx';
import { SettingsPane } from './settings_pane.tsx';

/** Name, model state, and the settings that open below. */
export function Header() {
  const [open, setOpen] = useState(false);
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
      <div id="settings" hidden={!open}>
        {open && <SettingsPane />}
      </div>
    </header>
  );
}
