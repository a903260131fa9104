import { forgetClipboard } from '../../../src/background/clipboard.ts';
import { unguardTab } from '../../../src/background/guard/guard.ts';
import { moveToOwnWindow, returnFromOwnWindow } from '../../../src/background/own_window.ts';
import { pageBrowser } from '../../../src/background/page_browser.ts';

const tabPort = {
  ...pageBrowser,
  letGo: unguardTab,
  forget: forgetClipboard,
  moveOut: moveToOwnWindow,
  moveBack: returnFromOwnWindow,
};

/** The agent's port on a real tab, as the service worker has it; evaluated in a page of the extension. */
declare global {
  interface Window {
    tabPort: typeof tabPort;
  }
}

window.tabPort = tabPort;
