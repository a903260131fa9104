import browser from 'webextension-polyfill';
import { MARK } from './mark.ts';

const SCRIPT = 'guard';
const RULE = 1;

/**
 * Has the guard run before any script of the pages this tab goes to, which `tabs.onUpdated` is too late for. A script
 * can be registered only for the pages of every tab; a rule for headers can be for one tab. So the rule puts a mark on
 * what this tab receives, and the script does nothing where it sees none. Both end with the browser at the latest.
 */
export async function giveHeadStart(tabId: number): Promise<void> {
  await browser.declarativeNetRequest.updateSessionRules({
    removeRuleIds: [RULE],
    addRules: [
      {
        id: RULE,
        condition: { tabIds: [tabId], resourceTypes: ['main_frame', 'sub_frame'] },
        action: {
          type: 'modifyHeaders',
          responseHeaders: [{ header: 'server-timing', operation: 'append', value: MARK }],
        },
      },
    ],
  });
  if ((await browser.scripting.getRegisteredContentScripts({ ids: [SCRIPT] })).length > 0) return;
  await browser.scripting.registerContentScripts([
    {
      id: SCRIPT,
      js: ['guard.js'],
      matches: ['<all_urls>'],
      allFrames: true,
      matchOriginAsFallback: true,
      runAt: 'document_start',
      world: 'MAIN',
      persistAcrossSessions: false,
    },
  ]);
}

/** Whether a tab has it, perhaps from a former life of the service worker. */
export async function hasHeadStart(): Promise<boolean> {
  return (await browser.declarativeNetRequest.getSessionRules()).some(({ id }) => id === RULE);
}

export async function endHeadStart(): Promise<void> {
  await browser.declarativeNetRequest.updateSessionRules({ removeRuleIds: [RULE] });
  const registered = await browser.scripting.getRegisteredContentScripts({ ids: [SCRIPT] });
  if (registered.length > 0) await browser.scripting.unregisterContentScripts({ ids: [SCRIPT] });
}
