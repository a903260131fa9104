import { EngineClient } from '../engine/client.ts';
import { publish } from '../platform/events.ts';
import type { DeviceChoice, LoadedModel } from '../protocol/engine.ts';
import { toWireError } from '../protocol/messages.ts';
import type { ModelInfo, ModelState } from '../protocol/model.ts';
import { Pack } from '../protocol/pack.ts';
import { toLoadProgress } from './progress.ts';
import { readVerdict, saveVerdict } from './verdict_store.ts';

/** Loads the embedded pack into an engine worker, once per device choice, and tells everybody how far it is. */
export class ModelHost {
  state: ModelState = { status: 'idle' };
  #device: DeviceChoice | null = null;
  #client: Promise<EngineClient> | null = null;

  /** @param base URL of the pack's folder, ending in a slash */
  constructor(private readonly base: string) {}

  /** The engine with the model loaded; a failed load is tried again by the next call. */
  client(device: DeviceChoice): Promise<EngineClient> {
    if (this.#client && this.#device === device) return this.#client;
    const former = this.#client;
    this.#device = device;
    const client = this.#load(device, former);
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

  async #load(device: DeviceChoice, former: Promise<EngineClient> | null): Promise<EngineClient> {
    // Two loaded models would need twice the memory.
    await former?.then((engine) => engine.close()).catch(() => {});
    const start = performance.now();
    const totalBytes = await packBytes(this.base);
    this.#tell({
      status: 'loading',
      progress: { phase: 'opening', bytes: 0, totalBytes, bytesPerSecond: 0 },
    });
    const client = new EngineClient();
    try {
      const model = await client.load(
        { pack: { kind: 'url', base: this.base }, device, verdict: readVerdict() },
        (progress) => {
          const seconds = (performance.now() - start) / 1000;
          this.#tell({ status: 'loading', progress: toLoadProgress(progress, totalBytes, seconds) });
        },
      );
      if (model.device.verdict) saveVerdict(model.device.verdict);
      this.#tell({ status: 'ready', info: infoOf(model) });
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

/** Size of a pack in bytes, by its table of contents. */
async function packBytes(base: string): Promise<number> {
  const pack = Pack.parse(await (await fetch(`${base}pack.json`)).json());
  return pack.shards.reduce((sum, shard) => sum + shard.bytes, 0);
}

function infoOf({ name, packHash, quant, device }: LoadedModel): ModelInfo {
  const adapter =
    device.adapter &&
    (device.adapter.description || `${device.adapter.vendor} ${device.adapter.architecture}`.trim());
  return { name, packHash, quant, device: { backend: device.backend, adapter } };
}
