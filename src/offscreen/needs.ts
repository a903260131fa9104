import { checkLimits } from '../engine/budget/limits.ts';
import { memoryNeeds } from '../engine/budget/needs.ts';
import { backendFor } from '../engine/device/choose.ts';
import { kvTypeFor } from '../engine/device/verdict.ts';
import { describeAdapter, requestAdapter } from '../engine/device/webgpu.ts';
import { EngineError } from '../engine/errors.ts';
import { adapterName } from '../engine/model-info.ts';
import { readInstalledPack } from '../platform/installed_pack.ts';
import type { memoryMethods } from '../protocol/memory.ts';
import type { Handlers } from '../protocol/messages.ts';
import { embeddedPack } from './model_host.ts';
import { readVerdict } from './verdict_store.ts';

/**
 * Tells what a model needs here before it is loaded.
 * @param base URL of the embedded pack's folder, ending in a slash
 */
export function memoryHandlers(base: string): Handlers<typeof memoryMethods, null> {
  return {
    needs: async ({ device, model, contextTokens }) => {
      const pack = model === null ? await embeddedPack(base) : await readInstalledPack(model);
      const adapter = await requestAdapter();
      const info = adapter ? describeAdapter(adapter) : null;
      const name = info && adapterName(info);
      // What the tests of this GPU found, where they have run; what it offers, where not.
      const features = readVerdict()?.features ?? [...(adapter?.features ?? [])];
      const needs = memoryNeeds(pack, { contextTokens, kv: kvTypeFor(features) });
      try {
        const backend = backendFor(device, needs.processor, info);
        if (backend === 'webgpu' && adapter) checkLimits(needs, adapter.limits);
        return { backend, adapter: backend === 'webgpu' ? name : null, needs, problem: null };
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        return { backend: null, adapter: name, needs, problem: error.message };
      }
    },
  };
}
