import browser from 'webextension-polyfill';
import { endHeadStart, giveHeadStart, hasHeadStart } from './head_start.ts';
import { EARLY } from './mark.ts';
import { type GuardAnswer, type GuardOrder, guardPage } from './page_script.ts';
import { readAnswer } from './read_news.ts';
import { documentOf, type ToldNews } from './windows.ts';

/** A page whose script is stopped by a dialog of the browser's own answers nothing; ms. */
const ANSWER_MS = 1500;

let guarded: { tabId: number; secret: string } | null = null;

/** One after the other: two that begin at once would register the same script twice. */
let preparing: Promise<void> = Promise.resolve();

/** Without it a page is watched all the same, some milliseconds later. */
function prepare(step: () => Promise<void>): Promise<void> {
  preparing = preparing.then(step).catch(console.error);
  return preparing;
}

/**
 * Watches over the dialogs, choosers and windows of this tab until `unguardTab`, in every frame and every page it
 * goes to. `taskId` names the watch, so that a restarted service worker finds the one that is there.
 */
export async function guardTab(tabId: number, taskId: string): Promise<void> {
  const begins = guarded?.tabId !== tabId;
  if (!guarded) browser.tabs.onUpdated.addListener(followTab);
  guarded = { tabId, secret: taskId };
  if (begins) await prepare(() => giveHeadStart(tabId));
  await order(tabId, taskId, 'install');
}

/** Gives the pages back what was theirs, whoever watched them, also in a former life of the service worker. */
export async function unguardTab(tabId: number, taskId: string): Promise<void> {
  if (!guarded && !(await hasHeadStart())) return;
  guarded = null;
  browser.tabs.onUpdated.removeListener(followTab);
  await prepare(endHeadStart);
  await order(tabId, taskId, 'remove');
}

/** What happened in the tab's frames since the last call. */
export async function collectNews(tabId: number): Promise<ToldNews[]> {
  if (guarded?.tabId !== tabId) return [];
  const answers = await order(tabId, guarded.secret, 'collect');
  return answers.flatMap(({ news, document }) => news.map((one) => ({ news: one, document })));
}

/** How many requests the scripts of the tab's frames have begun of late that are not answered. */
export async function pendingRequests(tabId: number): Promise<number> {
  if (guarded?.tabId !== tabId) return 0;
  const answers = await order(tabId, guarded.secret, 'look');
  return answers.reduce((sum, { pending }) => sum + pending, 0);
}

/** A new page begins: its scripts must not open a dialog before it is watched. */
function followTab(tabId: number, change: { status?: string; url?: string }): void {
  if (guarded?.tabId !== tabId || (change.status !== 'loading' && change.url === undefined)) return;
  void order(tabId, guarded.secret, 'install');
}

/** In every frame that can be entered. A page that does not answer in time, or is gone, says nothing. */
async function order(
  tabId: number,
  secret: string,
  command: GuardOrder['command'],
): Promise<(GuardAnswer & { document: string })[]> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never[]>((resolve) => {
    timer = setTimeout(resolve, ANSWER_MS, []);
  });
  const told = browser.scripting
    .executeScript({
      target: { tabId, allFrames: true },
      world: 'MAIN',
      func: guardPage,
      args: [{ secret, early: EARLY, command }],
      injectImmediately: true,
    })
    .then((results) => results.map((one) => ({ ...readAnswer(one.result), document: documentOf(one) })))
    .catch(() => []);
  return Promise.race([told, late]).finally(() => clearTimeout(timer));
}
