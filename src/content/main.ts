import '../protocol/jitless.ts';
import browser, { type Runtime } from 'webextension-polyfill';
import { contentMethods } from '../protocol/content.ts';
import { handleMessages } from '../protocol/messages.ts';
import { removeCursor } from './cursor.ts';
import { type Account, createHandlers, openAccount } from './handlers.ts';
import { followFocus } from './page/focus_events.ts';
import { hoverStyles } from './pointer/hover_styles.ts';
import { closePopup } from './popup/popup.ts';
import { createStateProbe } from './state.ts';

/** What an earlier injection of this script left behind, in this very page. */
interface Installed {
  account: Account;
  stop(): void;
}
const page = globalThis as typeof globalThis & { sidefaraContent?: Installed };

// Injected again (the extension was reloaded, or two calls met): the newest answers, the account is kept.
page.sidefaraContent?.stop();
const account = page.sidefaraContent?.account ?? openAccount();
const probe = createStateProbe();

/** Only this extension's own contexts may give orders, no page and no other content script. */
const allows = (_method: string, sender: Runtime.MessageSender): boolean =>
  sender.id === browser.runtime.id && sender.tab === undefined;

const following = new AbortController();
followFocus(following.signal);
const listener = handleMessages('content', contentMethods, createHandlers(probe, account), allows);
browser.runtime.onMessage.addListener(listener);

page.sidefaraContent = {
  account,
  stop() {
    probe.stop();
    following.abort();
    removeCursor();
    closePopup();
    hoverStyles([]);
    try {
      browser.runtime.onMessage.removeListener(listener);
    } catch {
      // The extension this listener belonged to is gone, and the listener with it.
    }
  },
};
