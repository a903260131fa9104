import type { Checkpoint, CheckpointTensor, TensorJoin } from '../checkpoint.ts';
import { WeightsError } from '../errors.ts';
import type { ByteSource, FolderSource } from '../source.ts';
import { configFromGguf } from './config.ts';
import { type GgufFile, ggufFiles } from './files.ts';
import { Metadata } from './metadata.ts';
import { type HubPlace, hubPlace } from './names.ts';

export interface GgufCheckpoint {
  checkpoint: Checkpoint;
  /** config.json, rebuilt from metadata */
  config: Record<string, unknown>;
  /** Metadata of the language model, its tokenizer among them. */
  text: Metadata;
}

/**
 * Opens a language model and its mmproj, each in one file or split, and gives their tensors the names and shapes they
 * have on the Hugging Face Hub. Headers only.
 * @throws WeightsError that names the file and what is wrong with it
 */
export async function openGguf(folder: FolderSource, signal?: AbortSignal): Promise<GgufCheckpoint> {
  const opened: ByteSource[] = [];
  const close = async () => {
    await Promise.all(opened.map((file) => file.close()));
  };
  try {
    const { text, vision } = await ggufFiles(folder, opened);
    signal?.throwIfAborted();
    const tensors = hubTensors([...text, ...vision]);
    const [textFile] = text;
    const [visionFile] = vision;
    if (!textFile || !visionFile) throw new Error('a group of no files');
    const metadata = metadataOf(textFile);
    const config = configFromGguf(
      metadata,
      metadataOf(visionFile),
      tensors.get('model.embed_tokens.weight')?.shape[0],
      !tensors.has('lm_head.weight'),
    );
    const bytes = [...text, ...vision].reduce((sum, { source }) => sum + source.size, 0);
    return { checkpoint: { tensors, bytes, close }, config, text: metadata };
  } catch (error) {
    await close();
    throw error;
  }
}

function metadataOf({ source, header }: GgufFile): Metadata {
  return new Metadata(source.name, header.metadata);
}

function hubTensors(files: readonly GgufFile[]): Map<string, CheckpointTensor> {
  const tensors = new Map<string, CheckpointTensor>();
  const pieces = new Map<string, { along: TensorJoin['along']; found: Map<number, CheckpointTensor> }>();
  for (const { source: file, header } of files) {
    for (const entry of header.tensors) {
      // An unknown name is kept as it is, so that the comparison with the architecture tells of it.
      const place: HubPlace = hubPlace(entry.name) ?? { name: entry.name };
      const tensor = { ...entry, file };
      const { name, along, piece } = place;
      if (along === undefined || piece === undefined) {
        if (tensors.has(name)) throw twice(tensor, name);
        tensors.set(name, { ...tensor, name });
        continue;
      }
      const whole = pieces.get(name) ?? { along, found: new Map() };
      if (whole.found.has(piece)) throw twice(tensor, name);
      whole.found.set(piece, tensor);
      pieces.set(name, whole);
    }
  }
  for (const [name, { along, found }] of pieces) {
    const ordered = [...found].sort(([a], [b]) => a - b).map(([, tensor]) => tensor);
    const whole = along === 'rows' ? stacked(name, ordered) : framed(name, ordered);
    if (tensors.has(name)) throw twice(whole, name);
    tensors.set(name, whole);
  }
  return tensors;
}

/** q, k and v one below the other; a missing one shows as a shape that is too small. */
function stacked(name: string, pieces: CheckpointTensor[]): CheckpointTensor {
  const [first] = pieces;
  if (!first) throw new Error('no pieces');
  const rest = first.shape.slice(1);
  for (const { shape, name: piece, file } of pieces) {
    if (shape.slice(1).join() === rest.join()) continue;
    throw mismatch(file.name, piece, `[…, ${rest.join(', ')}] like ${first.name}`, shape);
  }
  const rows = pieces.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0);
  return joined(name, [rows, ...rest], { along: 'rows', pieces });
}

/** [hidden, channels, y, x] for each time step → [hidden, channels, frames, y, x]. */
function framed(name: string, pieces: CheckpointTensor[]): CheckpointTensor {
  const [first] = pieces;
  if (!first) throw new Error('no pieces');
  const [hidden = 0, channels = 0, ...side] = first.shape;
  if (first.shape.length !== 4) throw mismatch(first.file.name, first.name, 'four dimensions', first.shape);
  for (const { shape, name: piece, file } of pieces) {
    if (shape.join() !== first.shape.join())
      throw mismatch(file.name, piece, `[${first.shape.join(', ')}] like ${first.name}`, shape);
  }
  return joined(name, [hidden, channels, pieces.length, ...side], { along: 'frames', pieces, channels });
}

function joined(name: string, shape: number[], join: TensorJoin): CheckpointTensor {
  const [first] = join.pieces;
  if (!first) throw new Error('no pieces');
  return { ...first, name, shape, bytes: join.pieces.reduce((sum, { bytes }) => sum + bytes, 0), join };
}

function mismatch(file: string, tensor: string, expected: string, shape: readonly number[]): WeightsError {
  const found = `[${shape.join(', ')}]`;
  return new WeightsError('tensor-mismatch', 'the tensor has another shape', {
    file,
    tensor,
    expected,
    found,
  });
}

function twice({ file, name }: CheckpointTensor, hubName: string): WeightsError {
  return new WeightsError('tensor-mismatch', `${hubName} is there twice`, { file: file.name, tensor: name });
}
