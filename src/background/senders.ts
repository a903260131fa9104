import browser, { type Runtime } from 'webextension-polyfill';
import { wakeMethods } from '../protocol/host.ts';
import { panelMethods } from '../protocol/panel.ts';

/**
 * Whether a context may call a method of the service worker: the panel's methods come from the panel's page, the
 * engine host's from its page. Content scripts, which share a process with the web page, may call nothing.
 */
export function mayCall(method: string, sender: Runtime.MessageSender): boolean {
  if (sender.id !== browser.runtime.id || !sender.url) return false;
  const page = new URL(sender.url);
  if (page.origin !== new URL(browser.runtime.getURL('')).origin) return false;
  if (method in panelMethods) return page.pathname === '/sidepanel/index.html';
  if (method in wakeMethods) return page.pathname === '/offscreen/index.html';
  return false;
}
