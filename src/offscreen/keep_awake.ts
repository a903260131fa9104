/** Far below the 30 s after which Chrome stops an idle service worker, so that a stopped one is soon back. */
const INTERVAL_MS = 5_000;

/** Calls `ping` at intervals while switched on. A ping that fails is tried again at the next interval. */
export class KeepAwake {
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly ping: () => Promise<unknown>) {}

  set(awake: boolean): void {
    clearInterval(this.#timer);
    if (awake) this.#timer = setInterval(() => this.ping().catch(console.warn), INTERVAL_MS);
  }
}
