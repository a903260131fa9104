import { pageBrowser } from '../../../src/background/page_browser.ts';

/** The agent's port on a real tab, as the service worker has it; evaluated in a page of the extension. */
declare global {
  interface Window {
    tabPort: typeof pageBrowser;
  }
}

window.tabPort = pageBrowser;
