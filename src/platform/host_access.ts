import browser from 'webextension-polyfill';

/** Screenshots of a tab need access to all sites (or a click on the toolbar icon for each of them). */
const ALL_SITES = { origins: ['<all_urls>'] };

/** Whether the person has granted access to the pages the agent is to look at. */
export const hasHostAccess = (): Promise<boolean> => browser.permissions.contains(ALL_SITES);

/** Asks for it. Must be called from within a click or key handler; resolves to whether it is granted. */
export const requestHostAccess = (): Promise<boolean> => browser.permissions.request(ALL_SITES);
