import browser from 'webextension-polyfill';
import { HUGGING_FACE } from '../protocol/hub.ts';

/** Screenshots of a tab need access to all sites (or a click on the toolbar icon for each of them). */
const ALL_SITES = { origins: ['<all_urls>'] };

/** Whether the person has granted access to the pages the agent is to look at. */
export const hasHostAccess = (): Promise<boolean> => browser.permissions.contains(ALL_SITES);

/** Asks for it. Must be called from within a click or key handler; resolves to whether it is granted. */
export const requestHostAccess = (): Promise<boolean> => browser.permissions.request(ALL_SITES);

/** Match pattern of all of a server: the browser grants by scheme and host, whatever the port. */
function serverOf(url: string): { origins: string[] } {
  const { protocol, hostname } = new URL(url);
  return { origins: [`${protocol}//${hostname}/*`] };
}

/** Whether the person has allowed the extension to talk to the server at this address. */
export const hasServerAccess = (url: string): Promise<boolean> => browser.permissions.contains(serverOf(url));

/** Asks for it. Must be called from within a click or key handler; resolves to whether it is granted. */
export const requestServerAccess = (url: string): Promise<boolean> =>
  browser.permissions.request(serverOf(url));

/**
 * Asks for a server to download weights from; huggingface.co hands large files on to servers below hf.co. From within
 * a handler, too.
 */
export const requestDownloadAccess = (base: string): Promise<boolean> => {
  const { origins } = serverOf(base);
  return browser.permissions.request({
    origins: base === HUGGING_FACE ? [...origins, 'https://*.hf.co/*'] : origins,
  });
};
