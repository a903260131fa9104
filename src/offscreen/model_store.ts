import { profiles } from '../fara/profiles/index.ts';
import { publish } from '../platform/events.ts';
import { openPlacedPack } from '../platform/placed_pack.ts';
import { type Handlers, toWireError } from '../protocol/messages.ts';
import type { StoreJob, StoreOutcome, StoreState, storeMethods } from '../protocol/model_store.ts';
import { isPlaced } from '../protocol/placed.ts';
import type { WeightsSource } from '../protocol/weights.ts';
import { type WeightsJob, weightsWorker } from '../weights/client.ts';
import { forgetPack, noteOf, notePack } from './pack_notes.ts';
import { listPlaced, placedHandlers } from './placed_packs.ts';

const PROFILES = profiles.map((profile) => profile.id);

/**
 * The installed packs, and the one job that may run on them. It lives in this page and not in the panel, so an
 * import goes on when the panel is closed: the File objects that came over the channel stay readable as long as
 * this page lives. It ends with the browser; what was finished of it can be gone on with.
 */
export class ModelStore {
  #state: StoreState = {
    installed: [],
    placed: [],
    unfinished: [],
    unreadable: [],
    job: null,
    outcome: null,
    persistent: null,
  };
  /** Source of the last import: one that was cancelled goes on without a question. */
  #source: WeightsSource | null = null;
  #controller: AbortController | null = null;
  #opened: Promise<void> | undefined;

  /** @param release ends the use of a pack that is about to be deleted, or was changed */
  constructor(private readonly release: (id: string) => Promise<void>) {}

  handlers(): Handlers<typeof storeMethods, null> {
    return {
      state: () => this.#present(),
      look: async ({ folder }) => ({
        survey: await weightsWorker().look({ folder, profiles: PROFILES }),
        profiles: PROFILES,
      }),
      import: ({ folder, ...recipe }) => {
        this.#source = folder;
        return this.#start('hub' in folder ? 'download' : 'import', folder.name, async (job) =>
          this.#noteInstalled(folder, await weightsWorker(job).import({ folder, ...recipe })),
        );
      },
      continue: ({ id, folder, fineTune }) => this.#continue(id, folder, fineTune),
      copy: ({ folder }: { folder: WeightsSource }) =>
        this.#start('copy', folder.name, async (job) =>
          this.#noteInstalled(folder, await weightsWorker(job).copy({ folder })),
        ),
      verify: ({ id }) =>
        this.#start('verify', this.#nameOf(id), async (job) =>
          isPlaced(id)
            ? weightsWorker(job).verifyFolder({ folder: (await openPlacedPack(id)).folder })
            : weightsWorker(job).verify({ id }),
        ),
      export: ({ id, target }) =>
        this.#start('export', this.#nameOf(id), (job) => weightsWorker(job).export({ id, target })),
      cancel: () => this.#cancel(),
      ...placedHandlers(this.release, (change) => this.#present(change)),
      remove: ({ id }) => this.#remove(id),
    };
  }

  async #start(
    kind: StoreJob['kind'],
    name: string,
    work: (job: WeightsJob) => Promise<unknown>,
  ): Promise<Record<string, never>> {
    await this.#open();
    this.#mustBeIdle();
    const controller = new AbortController();
    this.#controller = controller;
    const job: StoreJob = {
      kind,
      name,
      phase: 'opening',
      bytes: 0,
      totalBytes: 0,
      bytesPerSecond: 0,
      cancelling: false,
    };
    this.#tell({ job, outcome: null });
    void this.#finish(job, controller.signal, work);
    return {};
  }

  async #continue(
    id: string,
    chosen: WeightsSource | null,
    fineTune: boolean,
  ): Promise<Record<string, never>> {
    await this.#open();
    const unfinished = this.#state.unfinished.find((one) => one.id === id);
    if (!unfinished) throw new Error('That import is not there any more. Load the weights again.');
    const { source, hub, atHand } = unfinished;
    const folder = chosen ?? (hub ? { name: source, hub } : atHand ? this.#source : null);
    if (!folder) throw new Error(`Choose the folder ${source} again to go on with it.`);
    const renamed = { ...folder, name: source };
    this.#source = renamed;
    return this.#start('hub' in folder ? 'download' : 'import', unfinished.name, async (job) =>
      this.#noteInstalled(renamed, await weightsWorker(job).continue({ id, folder, fineTune })),
    );
  }

  async #finish(
    job: StoreJob,
    signal: AbortSignal,
    work: (job: WeightsJob) => Promise<unknown>,
  ): Promise<void> {
    let ended: StoreOutcome['ended'] = 'done';
    let message = '';
    // What an earlier go had done is no work of this one.
    let before: { bytes: number; time: number } | null = null;
    try {
      // Asked before the bytes are written; with `unlimitedStorage` Chrome grants it without a question.
      if (job.kind === 'import' || job.kind === 'download' || job.kind === 'copy')
        this.#tell({ persistent: await navigator.storage.persist() });
      const onProgress: WeightsJob['onProgress'] = (progress) => {
        before ??= { bytes: progress.bytes, time: performance.now() };
        const seconds = (performance.now() - before.time) / 1000;
        const bytesPerSecond = (progress.bytes - before.bytes) / Math.max(seconds, 1e-3);
        this.#tell({ job: { ...job, ...progress, bytesPerSecond, cancelling: signal.aborted } });
      };
      await work({ onProgress, signal });
    } catch (error) {
      const { code, message: why } = toWireError(error);
      ended = signal.aborted ? 'cancelled' : code === 'not-published' ? 'asks' : 'failed';
      if (ended === 'failed') message = why;
    }
    this.#controller = null;
    const outcome = { kind: job.kind, name: job.name, ended, message };
    // The job is over, also where it cannot be told what is there now.
    await this.#list({ job: null, outcome }).catch((error: unknown) => {
      const said = message === '' ? toWireError(error).message : message;
      this.#tell({ job: null, outcome: { ...outcome, ended: 'failed', message: said } });
    });
  }

  #cancel(): Record<string, never> {
    const { job } = this.#state;
    if (job) this.#tell({ job: { ...job, cancelling: true } });
    this.#controller?.abort();
    return {};
  }

  async #remove(id: string): Promise<StoreState> {
    await this.#open();
    this.#mustBeIdle();
    await this.release(id);
    await weightsWorker().remove({ id });
    forgetPack(id);
    await this.#list({ outcome: null });
    return this.#state;
  }

  async #present(change: Partial<StoreState> = {}): Promise<StoreState> {
    await this.#open();
    // Permissions end, and folders change, without a word to anybody.
    this.#tell({ ...change, placed: await listPlaced() });
    return this.#state;
  }

  /** Looks into the store once, when it is first asked for. */
  #open(): Promise<void> {
    this.#opened ??= this.#list().catch((error: unknown) => {
      // Asked again the next time.
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }

  /** Notes that a pack is being run. */
  async used(id: string): Promise<void> {
    notePack(id, { lastUsedAt: Date.now() });
    await this.#open();
    const installed = this.#state.installed.map((pack) => ({ ...pack, ...noteOf(pack.id) }));
    this.#tell({ installed, placed: await listPlaced() });
  }

  #noteInstalled(source: WeightsSource, { id }: { id: string }): void {
    const from = 'hub' in source ? source.hub.repo : source.name;
    notePack(id, { from, installedAt: Date.now() });
  }

  #mustBeIdle(): void {
    const { job } = this.#state;
    if (job) throw new Error(`${job.name} is still being worked on. Wait for it, or cancel it first.`);
  }

  #nameOf(id: string): string {
    const { installed, placed } = this.#state;
    return [...installed, ...placed].find((pack) => pack.id === id)?.name ?? id;
  }

  async #list(change: Partial<StoreState> = {}): Promise<void> {
    const { installed, unfinished, unreadable } = await weightsWorker().list({});
    const open = this.#source && 'files' in this.#source ? this.#source.name : null;
    this.#tell({
      ...change,
      installed: installed.map((pack) => ({ ...pack, ...noteOf(pack.id) })),
      unreadable,
      unfinished: unfinished.map((one) => ({ ...one, atHand: one.hub !== null || one.source === open })),
    });
  }

  #tell(change: Partial<StoreState>): void {
    this.#state = { ...this.#state, ...change };
    publish({ type: 'store', store: this.#state });
  }
}
