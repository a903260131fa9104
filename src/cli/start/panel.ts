import type { Page } from 'playwright-core';
import { connect } from '../../protocol/messages.ts';
import { panelMethods } from '../../protocol/panel.ts';

/** Types a task into the panel and starts it, as a person would. */
export async function startTask(panel: Page, task: string): Promise<void> {
  await panel.getByRole('textbox', { name: /task/i }).fill(task);
  await panel.getByRole('button', { name: /^start/i }).click();
}

/** Typed calls of the service worker from the panel's own page, for what a report needs and no button shows. */
export function callsFrom(panel: Page) {
  return connect('background', panelMethods, (message) =>
    panel.evaluate((envelope) => chrome.runtime.sendMessage(envelope), message),
  );
}
