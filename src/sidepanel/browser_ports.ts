import browser from 'webextension-polyfill';
import { background } from '../platform/call.ts';
import { channelTransport } from '../platform/channel.ts';
import { subscribe } from '../platform/events.ts';
import {
  hasHostAccess,
  requestDownloadAccess,
  requestHostAccess,
  requestServerAccess,
} from '../platform/host_access.ts';
import { allowFolder } from '../platform/placed_pack.ts';
import { readScreenshot } from '../platform/screenshots.ts';
import { memoryMethods } from '../protocol/memory.ts';
import { connect, type Envelope } from '../protocol/messages.ts';
import { STORE_CHANNEL, storeMethods } from '../protocol/model_store.ts';
import { pickFolder } from './pick_folder.ts';
import { downloadPack } from './save_pack.ts';
import type { TargetTab } from './state/panel_view.ts';
import type { PanelPorts } from './state/ports.ts';

/**
 * The tab a task typed here is meant for: the active one of the window this panel belongs to. Where the panel
 * stands in a tab or window of its own (as in `npm start`), the active tab used last in any ordinary window.
 */
async function findTargetTab(): Promise<TargetTab | null> {
  const own = await browser.tabs.getCurrent();
  const place = await browser.windows.getCurrent();
  const beside = own === undefined && place.id !== undefined;
  const tabs = await browser.tabs.query({ active: true, windowType: 'normal' });
  const [tab] = tabs
    .filter(({ id, windowId }) => id !== own?.id && (!beside || windowId === place.id))
    .sort((a, b) => (b.lastAccessed ?? 0) - (a.lastAccessed ?? 0));
  return tab?.id === undefined ? null : { id: tab.id, title: tab.title ?? '', url: tab.url ?? '' };
}

function watchTab(listener: (tab: TargetTab | null) => void, signal: AbortSignal): void {
  const look = () => {
    // No ordinary window may be open at all; then there is no target.
    findTargetTab().then(listener, () => listener(null));
  };
  const sources = [browser.tabs.onActivated, browser.tabs.onUpdated, browser.windows.onFocusChanged];
  for (const source of sources) source.addListener(look);
  signal.addEventListener('abort', () => {
    for (const source of sources) source.removeListener(look);
  });
  look();
}

function watchAccess(listener: (granted: boolean) => void, signal: AbortSignal): void {
  const look = () => {
    hasHostAccess().then(listener, console.error);
  };
  const sources = [browser.permissions.onAdded, browser.permissions.onRemoved];
  for (const source of sources) source.addListener(look);
  signal.addEventListener('abort', () => {
    for (const source of sources) source.removeListener(look);
  });
  look();
}

const overChannel = channelTransport(STORE_CHANNEL);

/** The page that keeps the store is opened by the service worker, where it is not open already. */
async function sendToStore(message: Envelope): Promise<unknown> {
  await background.openStore({});
  return overChannel(message);
}

/** The panel's ports in a real browser. */
export const browserPorts: PanelPorts = {
  background,
  models: connect('offscreen', { ...storeMethods, ...memoryMethods }, sendToStore),
  events: subscribe,
  watchAccess,
  requestAccess: requestHostAccess,
  requestServerAccess,
  requestDownloadAccess,
  watchTab,
  pickTarget: () => pickFolder({ id: 'export', mode: 'readwrite' }),
  pickFolder: () => pickFolder({ id: 'weights', mode: 'read' }),
  allowFolder,
  downloadPack,
  screenshot: readScreenshot,
};
