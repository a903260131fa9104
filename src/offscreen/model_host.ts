import { EngineClient } from '../engine/client.ts';
import { modelInfo } from '../engine/model-info.ts';
import { publish } from '../platform/events.ts';
import { readInstalledPack } from '../platform/installed_pack.ts';
import { openPlacedPack } from '../platform/placed_pack.ts';
import type { DeviceChoice, PackLocation } from '../protocol/engine.ts';
import type { ModelChoice } from '../protocol/host.ts';
import { toWireError } from '../protocol/messages.ts';
import type { ModelState } from '../protocol/model.ts';
import { Pack } from '../protocol/pack.ts';
import { isPlaced } from '../protocol/placed.ts';
import { PACK_STORE } from '../protocol/weights.ts';
import { toLoadProgress } from './progress.ts';
import { readVerdict, saveVerdict } from './verdict_store.ts';

/** What an engine is loaded for. */
export interface EngineChoice {
  device: DeviceChoice;
  model: ModelChoice;
  /** Tokens of prompt and answer that memory is set aside for. */
  contextTokens: number;
}

/** Loads a pack into an engine worker, once per choice of model and device, and tells everybody how far it is. */
export class ModelHost {
  state: ModelState = { status: 'idle' };
  #choice: EngineChoice | null = null;
  #client: Promise<EngineClient> | null = null;

  /**
   * @param base URL of the embedded pack's folder, ending in a slash
   * @param onUse hears of each installed pack that was loaded
   */
  constructor(
    private readonly base: string,
    private readonly onUse: (id: string) => void,
  ) {}

  /** The engine with the model loaded; a failed load is tried again by the next call. */
  client(choice: EngineChoice): Promise<EngineClient> {
    if (this.#client && this.#choice && isSameChoice(this.#choice, choice)) return this.#client;
    const former = this.#client;
    this.#choice = choice;
    const client = this.#load(choice, former);
    this.#client = client;
    client.catch(() => this.#forget(client));
    return client;
  }

  /** Gives the engine up, so that the next call loads anew: its GPU device is gone. */
  discard(): void {
    const client = this.#client;
    if (!client) return;
    this.#client = null;
    client.then((engine) => engine.close()).catch(() => {});
    this.#tell({ status: 'idle' });
  }

  /** Gives the engine up if it runs on this pack, and waits for a load of it to end: the pack can be deleted then. */
  async release(model: string): Promise<void> {
    const client = this.#choice?.model === model ? this.#client : null;
    await client?.catch(() => {});
    if (client && this.#client === client) this.discard();
  }

  async #load(
    { device, model: id, contextTokens }: EngineChoice,
    former: Promise<EngineClient> | null,
  ): Promise<EngineClient> {
    // Two loaded models would need twice the memory.
    await former?.then((engine) => engine.close()).catch(() => {});
    const start = performance.now();
    this.#tell({
      status: 'loading',
      progress: { phase: 'opening', bytes: 0, totalBytes: 0, bytesPerSecond: 0 },
    });
    const client = new EngineClient();
    try {
      const { pack, location } = await locate(id, this.base);
      const totalBytes = pack.shards.reduce((sum, shard) => sum + shard.bytes, 0);
      const model = await client.load(
        { pack: location, device, contextTokens, verdict: readVerdict() },
        (progress) => {
          const seconds = (performance.now() - start) / 1000;
          this.#tell({ status: 'loading', progress: toLoadProgress(progress, totalBytes, seconds) });
        },
      );
      if (model.device.verdict) saveVerdict(model.device.verdict);
      this.#tell({ status: 'ready', info: modelInfo(model) });
      if (id !== null) this.onUse(id);
      return client;
    } catch (error) {
      client.close();
      this.#tell({ status: 'failed', message: toWireError(error).message });
      throw error;
    }
  }

  #forget(client: Promise<EngineClient>): void {
    if (this.#client === client) this.#client = null;
  }

  #tell(state: ModelState): void {
    this.state = state;
    publish({ type: 'model', model: state });
  }
}

/** Whether the engine of one serves the other. */
export function isSameChoice(a: EngineChoice, b: EngineChoice): boolean {
  return a.device === b.device && a.model === b.model && a.contextTokens === b.contextTokens;
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
