import '../protocol/jitless.ts';
import browser, { type Runtime } from 'webextension-polyfill';
import { getProfile } from '../fara/profiles/index.ts';
import { wakeMethods } from '../protocol/host.ts';
import { handleMessages } from '../protocol/messages.ts';
import { panelMethods } from '../protocol/panel.ts';
import { panelHandlers } from './panel_handlers.ts';
import { realPorts } from './ports.ts';
import { takeUpRecord } from './record_store.ts';
import { mayCall } from './senders.ts';
import { openPanelFromToolbar } from './side_panel.ts';
import { TaskDesk } from './task_desk.ts';

// The service worker only composes. Chrome stops it at will and starts it again for any of these listeners, which
// is why they are all added here, at once; the desk then takes up the stored task.
const desk = new TaskDesk({ ports: realPorts, readRecord: takeUpRecord, profileById: getProfile });

const listen = handleMessages<typeof panelMethods & typeof wakeMethods, Runtime.MessageSender>(
  'background',
  { ...panelMethods, ...wakeMethods },
  { ...panelHandlers(desk), wake: () => ({}) },
  mayCall,
);
// The polyfill reads undefined as «not mine»; its types know only promises.
browser.runtime.onMessage.addListener(listen as Runtime.OnMessageListenerAsync);
browser.tabs.onRemoved.addListener((tabId) => {
  desk.tabClosed(tabId).catch(console.error);
});
openPanelFromToolbar();
