import browser from 'webextension-polyfill';
import { connect, type Envelope } from '../protocol/messages.ts';
import { panelMethods } from '../protocol/panel.ts';

/** Sends one message to the other extension contexts; resolves with the answer of the one it is addressed to. */
export const sendToExtension = (message: Envelope): Promise<unknown> => browser.runtime.sendMessage(message);

/** What the side panel calls: `background.startTask({ task })`. */
export const background = connect('background', panelMethods, sendToExtension);
