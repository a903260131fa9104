import { cachedAttention, type KvType, rotaryFor } from '../../graph/attention.ts';
import { GraphBuilder } from '../../graph/builder.ts';
import { createKvCache } from '../../kv/create.ts';
import { attendHead } from './attention-math.ts';
import { type Answer, floatsOf, type KernelFamily, testValues, withSession } from './check.ts';

const HEADS = 4;
const KV_HEADS = 2;
/** The smallest head in use: kernels are unrolled over it, and a software adapter compiles slowly. */
const HEAD_DIM = 32;
const HALF = HEAD_DIM / 2;
const WIDTH = (HEADS + 2 * KV_HEADS) * HEAD_DIM;
/** Prefill of 32 tokens or more without and with a past, decode, and a short suffix: one sequence. */
const CALLS = [40, 1, 5, 36];
const TOTAL = CALLS.reduce((sum, tokens) => sum + tokens, 0);

/** GroupQueryAttention of the decoder, as its graph uses it: rotary tables as inputs, keys and values kept in place. */
export const decoderAttention: KernelFamily = {
  name: 'decoder-attention',
  // A cache in half precision has an error of 3e-4, measured on the CPU provider.
  tolerance: 2e-3,
  async run(context) {
    const { runtime, device } = context;
    const qkv = testValues(TOTAL * WIDTH, 31);
    // Any angles will do: the kernel must take row i of the table for token i.
    const angles = testValues(TOTAL * HALF, 32).map((value) => value * 3);
    const cos = angles.map(Math.cos);
    const sin = angles.map(Math.sin);
    const expected = reference(qkv, cos, sin);

    const cache = createKvCache(runtime, device, { layers: 1, kvHeads: KV_HEADS, headDim: HEAD_DIM });
    try {
      return await withSession(context, buildGraph(device.kv ?? 'float'), async (session) => {
        const answers: Answer[] = [];
        let past = 0;
        for (const tokens of CALLS) {
          const total = past + tokens;
          const kv = await cache.prepare(total);
          const before = kv.past[0];
          if (!before) throw new Error('unreachable: the cache has one layer');
          const { Tensor } = runtime;
          const results = await session.run(
            {
              qkv: new Tensor('float32', qkv.slice(past * WIDTH, total * WIDTH), [1, tokens, WIDTH]),
              past_key: before.key,
              past_value: before.value,
              seqlens_k: new Tensor('int32', Int32Array.of(total - 1), [1]),
              total: new Tensor('int32', Int32Array.of(total), []),
              cos: new Tensor('float32', cos, [TOTAL, HALF]),
              sin: new Tensor('float32', sin, [TOTAL, HALF]),
            },
            {
              y: null,
              present_key: kv.present?.[0]?.key ?? null,
              present_value: kv.present?.[0]?.value ?? null,
            },
          );
          const { present_key: key, present_value: value } = results;
          if (!key || !value) throw new Error('the kernel returned no keys and values');
          cache.keep([{ key, value }]);
          const row = HEADS * HEAD_DIM;
          answers.push({
            actual: floatsOf(results.y).slice(),
            expected: expected.subarray(past * row, total * row),
          });
          past = total;
        }
        return answers;
      });
    } finally {
      cache.dispose();
    }
  },
};

const CACHE = {
  pastKey: 'past_key',
  pastValue: 'past_value',
  presentKey: 'present_key',
  presentValue: 'present_value',
};

function buildGraph(kv: KvType): GraphBuilder {
  const graph = new GraphBuilder('check-decoder-attention');
  const inputs = {
    packed: graph.input('qkv', 'float', [1, 'S', WIDTH]),
    seqlens: graph.input('seqlens_k', 'int32', [1]),
    total: graph.input('total', 'int32', []),
    cos: rotaryFor(graph, kv, graph.input('cos', 'float', ['T', HALF])),
    sin: rotaryFor(graph, kv, graph.input('sin', 'float', ['T', HALF])),
  };
  cachedAttention(graph, { heads: HEADS, kvHeads: KV_HEADS, headDim: HEAD_DIM }, kv, inputs, CACHE, 'y');
  graph.output('y', 'float', [1, 'S', HEADS * HEAD_DIM]);
  return graph;
}

/** Causal attention over the whole sequence at once: [TOTAL, HEADS · HEAD_DIM]. */
function reference(qkv: Float32Array, cos: Float32Array, sin: Float32Array): Float32Array {
  const at = (token: number, head: number, d: number) => qkv[token * WIDTH + head * HEAD_DIM + d] as number;
  const turned = (token: number, head: number, d: number) => {
    const c = cos[token * HALF + (d % HALF)] as number;
    const s = sin[token * HALF + (d % HALF)] as number;
    const other = d < HALF ? -at(token, head, d + HALF) : at(token, head, d - HALF);
    return at(token, head, d) * c + other * s;
  };
  const out = new Float32Array(TOTAL * HEADS * HEAD_DIM);
  for (let head = 0; head < HEADS; head++) {
    const kvHead = Math.floor((head * KV_HEADS) / HEADS);
    attendHead(
      {
        queries: TOTAL,
        keys: TOTAL,
        headDim: HEAD_DIM,
        q: (token, d) => turned(token, head, d),
        k: (token, d) => turned(token, HEADS + kvHead, d),
        v: (token, d) => at(token, HEADS + KV_HEADS + kvHead, d),
        bias: (query, key) => (key <= query ? 0 : Number.NEGATIVE_INFINITY),
      },
      (query, d, value) => {
        out[(query * HEADS + head) * HEAD_DIM + d] = value;
      },
    );
  }
  return out;
}
