import type { Pack, PackTensor, Span } from '../../protocol/pack.ts';
import { WeightsError, type WeightsErrorDetail } from '../errors.ts';
import type { Qwen25VlConfig } from '../qwen2_5_vl/config.ts';
import { canonicalTensors } from '../qwen2_5_vl/tensors.ts';
import { isPlainFileName } from '../source.ts';
import { ALIGNMENT, spanBytes } from './layout.ts';

/**
 * Checks what the schema cannot say: names that stay in the folder, exactly the architecture's tensors in
 * their shapes, spans of the right size, aligned, inside their shard and apart from each other.
 * @throws WeightsError `bad-pack`.
 */
export function checkPack(pack: Pack, config: Qwen25VlConfig): void {
  for (const file of [...pack.shards.map((shard) => shard.file), ...pack.files]) {
    if (!isPlainFileName(file)) fail('a file name leaves the folder', { found: JSON.stringify(file) });
  }
  const expected = new Map(canonicalTensors(config).map((tensor) => [tensor.name, tensor.shape]));
  const missing = [...expected.keys()].filter((name) => !Object.hasOwn(pack.tensors, name));
  const extra = Object.keys(pack.tensors).filter((name) => !expected.has(name));
  if (missing.length + extra.length > 0) {
    fail(`the tensors are not this architecture's: ${missing.length} missing, ${extra.length} unknown`, {
      tensor: [...missing, ...extra].slice(0, 5).join(', '),
    });
  }
  const spans: { tensor: string; span: Span }[] = [];
  for (const [tensor, entry] of Object.entries(pack.tensors)) {
    checkTensor(tensor, entry, expected.get(tensor) ?? []);
    spans.push({ tensor, span: entry.data });
    if (entry.scales) spans.push({ tensor, span: entry.scales });
  }
  checkSpans(pack, spans);
}

function checkTensor(tensor: string, entry: PackTensor, shape: readonly number[]): void {
  if (entry.shape.join() !== shape.join()) {
    fail('wrong shape', { tensor, expected: `[${shape.join(', ')}]`, found: `[${entry.shape.join(', ')}]` });
  }
  if (entry.kind !== 'f32' && shape.length !== 2) fail('only a matrix can be quantised', { tensor });
  if ((entry.kind === 'f32') !== (entry.scales === undefined)) {
    fail('exactly the quantised tensors have scales', { tensor });
  }
  const bytes = spanBytes(entry.kind, shape);
  if (entry.data.bytes !== bytes.data || (entry.scales?.bytes ?? 0) !== bytes.scales) {
    fail('wrong size', {
      tensor,
      expected: `${bytes.data} + ${bytes.scales} bytes`,
      found: `${entry.data.bytes} + ${entry.scales?.bytes ?? 0}`,
    });
  }
}

function checkSpans(pack: Pack, spans: { tensor: string; span: Span }[]): void {
  spans.sort((a, b) => a.span.shard - b.span.shard || a.span.offset - b.span.offset);
  let end = 0;
  let shard = -1;
  for (const { tensor, span } of spans) {
    if (span.shard !== shard) {
      shard = span.shard;
      end = 0;
    }
    const size = pack.shards[shard]?.bytes;
    if (size === undefined) fail('a span lies in no shard', { tensor, found: String(shard) });
    if (span.offset % ALIGNMENT !== 0) fail(`an offset is not ${ALIGNMENT}-byte aligned`, { tensor });
    if (span.offset < end) fail('a span overlaps the one before it', { tensor });
    end = span.offset + span.bytes;
    if (end > size) {
      fail('a span passes the end of its shard', { tensor, expected: `at most ${size}`, found: String(end) });
    }
  }
}

function fail(message: string, detail: WeightsErrorDetail): never {
  throw new WeightsError('bad-pack', message, { file: 'pack.json', ...detail });
}
