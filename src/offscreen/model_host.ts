import { EngineClient } from '../engine/client.ts';
import { modelInfo } from '../engine/model-info.ts';
import { publish } from '../platform/events.ts';
import { readInstalledPack } from '../platform/installed_pack.ts';
import { openPlacedPack } from '../platform/placed_pack.ts';
import type { PackLocation } from '../protocol/engine.ts';
import type { ModelChoice } from '../protocol/host.ts';
import { toWireError } from '../protocol/messages.ts';
import type { ModelState } from '../protocol/model.ts';
import { Pack } from '../protocol/pack.ts';
import { isPlaced } from '../protocol/placed.ts';
import { PACK_STORE } from '../protocol/weights.ts';
import { type EngineChoice, HeldEngine, isSameChoice } from './held_engine.ts';
import { toLoadProgress } from './progress.ts';
import { readVerdict, saveVerdict } from './verdict_store.ts';

/** Loads a pack into an engine worker, once per choice of model and device, and tells everybody how far it is. */
export class ModelHost {
  state: ModelState = { status: 'idle' };
  #held: HeldEngine | null = null;

  /**
   * @param base URL of the embedded pack's folder, ending in a slash
   * @param onUse hears of each installed pack that was loaded
   */
  constructor(
    private readonly base: string,
    private readonly onUse: (id: string) => void,
  ) {}

  /**
   * The engine with the model loaded; a failed load is tried again by the next call. When the signal aborts, so does
   * the load, unless others wait for it. An engine of another choice is given up, loaded or not.
   */
  async client(choice: EngineChoice, signal?: AbortSignal): Promise<EngineClient> {
    signal?.throwIfAborted();
    return this.#hold(choice).loaded(signal);
  }

  /** Gives the engine up if it runs on this pack or is being loaded from it: the pack can be deleted then. */
  async release(model: string): Promise<void> {
    const held = this.#held;
    if (held?.choice.model !== model) return;
    held.end();
    await held.engine.catch(() => {});
  }

  #hold(choice: EngineChoice): HeldEngine {
    const former = this.#held;
    if (former && isSameChoice(former.choice, choice)) return former;
    const held = new HeldEngine(choice, (self) => this.#load(self, former));
    this.#held = held;
    former?.end();
    held.ended.addEventListener('abort', () => this.#forget(held, { status: 'idle' }));
    return held;
  }

  async #load(held: HeldEngine, former: HeldEngine | null): Promise<EngineClient> {
    // Two loaded models would need twice the memory.
    await former?.engine.catch(() => {});
    held.ended.throwIfAborted();
    const { device, model: id, contextTokens } = held.choice;
    const tell = (state: ModelState) => {
      if (this.#held === held) this.#tell(state);
    };
    const start = performance.now();
    tell({ status: 'loading', progress: { phase: 'opening', bytes: 0, totalBytes: 0, bytesPerSecond: 0 } });
    // What fails while loading is told below.
    const client = new EngineClient({ onBroken: () => held.isLoaded && held.end() });
    held.ended.addEventListener('abort', () => client.close());
    try {
      const { pack, location } = await locate(id, this.base);
      held.ended.throwIfAborted();
      const totalBytes = pack.shards.reduce((sum, shard) => sum + shard.bytes, 0);
      const model = await client.load(
        { pack: location, device, contextTokens, verdict: readVerdict() },
        (progress) => {
          const seconds = (performance.now() - start) / 1000;
          tell({ status: 'loading', progress: toLoadProgress(progress, totalBytes, seconds) });
        },
      );
      if (model.device.verdict) saveVerdict(model.device.verdict);
      tell({ status: 'ready', info: modelInfo(model) });
      if (id !== null) this.onUse(id);
      return client;
    } catch (error) {
      client.close();
      this.#forget(held, { status: 'failed', message: toWireError(error).message });
      throw held.ended.aborted ? held.ended.reason : error;
    }
  }

  /** The next call loads anew. */
  #forget(held: HeldEngine, state: ModelState): void {
    if (this.#held !== held) return;
    this.#held = null;
    this.#tell(state);
  }

  #tell(state: ModelState): void {
    this.state = state;
    publish({ type: 'model', model: state });
  }
}

async function locate(id: ModelChoice, base: string): Promise<{ pack: Pack; location: PackLocation }> {
  if (id === null) return { pack: await embeddedPack(base), location: { kind: 'url', base } };
  if (isPlaced(id)) {
    const { pack, folder } = await openPlacedPack(id);
    return { pack, location: { kind: 'files', files: folder.files } };
  }
  return {
    pack: await readInstalledPack(id),
    location: { kind: 'opfs', folder: `${PACK_STORE}/${id}` },
  };
}

/** pack.json of the model that ships with the extension. */
export async function embeddedPack(base: string): Promise<Pack> {
  return Pack.parse(await (await fetch(`${base}pack.json`)).json());
}
