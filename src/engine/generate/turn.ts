/**
 * Lets the event loop deliver messages, an abort among them. The CPU provider computes without ever leaving
 * the current task, so awaiting its promises is not enough; timers are clamped to 4 ms when nested.
 */
export function eventTurn(): Promise<void> {
  if (typeof setImmediate === 'function') return new Promise((resolve) => setImmediate(resolve));
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
