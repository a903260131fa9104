import type { Page } from 'playwright-core';
import { AppEvent, EVENT_CHANNEL } from '../../protocol/events.ts';

/** Hears every event of the extension, through the panel's page; call it before anything is started. */
export async function watchEvents(panel: Page, listener: (event: AppEvent) => void): Promise<void> {
  await panel.exposeFunction('sidefaraEvent', (data: unknown) => listener(AppEvent.parse(data)));
  await panel.evaluate((name) => {
    new BroadcastChannel(name).onmessage = ({ data }) => {
      const { sidefaraEvent } = globalThis as unknown as { sidefaraEvent: (data: unknown) => void };
      sidefaraEvent(data);
    };
  }, EVENT_CHANNEL);
}
