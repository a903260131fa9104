import type { PackTensor } from '../protocol/pack.ts';
import type { CheckpointTensor } from './checkpoint.ts';
import { matrixShape, type PackKind, spanBytes } from './pack/layout.ts';
import { SpanLayout } from './pack/spans.ts';
import { kindFor } from './quantise/recipe.ts';
import type { MappedTensor } from './qwen2_5_vl/map.ts';
import type { JournalHeader } from './resume/journal.ts';

/** A tensor of the pack to be, with the place that is kept for it. */
export interface PlannedTensor extends PackTensor {
  name: string;
  columns: number;
  pieces: Piece[];
}

/** Rows of a planned tensor that are imported in one go, from one tensor of a file or from several frames. */
export interface Piece {
  tensor: PlannedTensor;
  kind: PackKind;
  /** Its rows: one tensor of a file, or one that is joined from `frames`. */
  source: CheckpointTensor;
  /** The tensors of files it is made of: `source` itself, or what is joined in it. */
  frames: CheckpointTensor[];
  /** bytes from the start of the tensor's spans, and how many */
  data: { at: number; bytes: number };
  scales: { at: number; bytes: number };
}

/** Where everything will lie: spans as a pack has them, in canonical order, whatever order they are filled in. */
export function planTensors(
  mapped: readonly MappedTensor[],
  { quant, shardLimit }: Pick<JournalHeader, 'quant' | 'shardLimit'>,
): { tensors: PlannedTensor[]; shards: number[] } {
  const layout = new SpanLayout(shardLimit);
  const tensors = mapped.map(({ name, role, shape, parts }) => {
    const kind = kindFor(quant, role);
    const { columns } = matrixShape(shape);
    const bytes = spanBytes(kind, shape);
    const data = layout.place(bytes.data);
    const spans = kind === 'f32' ? { data } : { data, scales: layout.place(bytes.scales) };
    const tensor: PlannedTensor = { name, kind, shape, ...spans, columns, pieces: [] };
    const end = { data: 0, scales: 0 };
    for (const source of parts.flatMap(stackedRows)) {
      const values = source.shape.reduce((product, n) => product * n, 1);
      const size = spanBytes(kind, kind === 'f32' ? [values] : [values / columns, columns]);
      tensor.pieces.push({
        tensor,
        kind,
        source,
        frames: source.join?.pieces ?? [source],
        data: { at: end.data, bytes: size.data },
        scales: { at: end.scales, bytes: size.scales },
      });
      end.data += size.data;
      end.scales += size.scales;
    }
    return tensor;
  });
  return { tensors, shards: layout.shards };
}

function stackedRows(part: CheckpointTensor): CheckpointTensor[] {
  return part.join?.along === 'rows' ? part.join.pieces : [part];
}

export function sourceBytes(piece: Piece): number {
  return piece.frames.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Whether some of a piece lies in this file. */
export function isPartOf({ frames }: Piece, file: string): boolean {
  return frames.some((frame) => frame.file.name === file);
}

/** The pieces that are not among those that are finished. */
export function missingPieces(
  tensors: readonly PlannedTensor[],
  finished: ReadonlyMap<Piece, unknown>,
): Piece[] {
  return tensors.flatMap(({ pieces }) => pieces.filter((piece) => !finished.has(piece)));
}
