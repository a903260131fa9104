import type { InferenceSession, OrtRuntime, Tensor } from '../../../src/engine/ort/runtime.ts';
import type { KvRounding } from './round.ts';

type Feeds = Record<string, Tensor>;

/**
 * A runtime whose decoder keeps keys and values as `round` leaves them: what a call adds to the cache is rounded when
 * the call is over, so every later one reads it so. Within the call the new tokens see each other unrounded.
 */
export function roundingRuntime(runtime: OrtRuntime, round: KvRounding): OrtRuntime {
  const create = async (model: Uint8Array, options: InferenceSession.SessionOptions) => {
    const session = await runtime.InferenceSession.create(model, options);
    const run = session.run.bind(session);
    const rounded = async (feeds: Feeds, fetches: InferenceSession.FetchesType) => {
      const results = await run(feeds, fetches);
      const { seqlens_k: last, inputs_embeds: embeds } = feeds;
      if (!last || !embeds) return results;
      const total = Number(last.data[0]) + 1;
      for (const [name, tensor] of Object.entries(results)) {
        if (name.startsWith('present.')) roundRows(tensor, total - (embeds.dims[0] ?? 0), total, round);
      }
      return results;
    };
    // The decoder calls with fetches, the vision tower without.
    session.run = ((feeds: Feeds, fetches?: InferenceSession.FetchesType) =>
      fetches ? rounded(feeds, fetches) : run(feeds)) as InferenceSession['run'];
    return session;
  };
  return { ...runtime, InferenceSession: { create } as OrtRuntime['InferenceSession'] };
}

/** Rounds the rows of tokens `from` to `to` of keys or values [1, kvHeads, length, headDim]. */
function roundRows({ data, dims }: Tensor, from: number, to: number, round: KvRounding): void {
  const [, heads = 0, length = 0, width = 0] = dims;
  if (!(data instanceof Float32Array)) throw new Error('the keys and values are not float32');
  for (let head = 0; head < heads; head++) {
    for (let token = from; token < to; token++) {
      const at = (head * length + token) * width;
      round(data.subarray(at, at + width));
    }
  }
}
