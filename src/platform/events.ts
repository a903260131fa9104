import { AppEvent, EVENT_CHANNEL } from '../protocol/events.ts';

let sender: BroadcastChannel | undefined;

/** Tells every other extension context; a page that is not open misses it and asks for the state later. */
export function publish(event: AppEvent): void {
  sender ??= new BroadcastChannel(EVENT_CHANNEL);
  sender.postMessage(event);
}

/** Calls `listener` for each event until `signal` aborts. Messages that fit no schema are dropped with a warning. */
export function subscribe(listener: (event: AppEvent) => void, signal: AbortSignal): void {
  const channel = new BroadcastChannel(EVENT_CHANNEL);
  channel.onmessage = ({ data }) => {
    const event = AppEvent.safeParse(data);
    if (event.success) listener(event.data);
    else console.warn('sidefara: an event that fits no schema was dropped', event.error.message);
  };
  signal.addEventListener('abort', () => channel.close(), { once: true });
}
