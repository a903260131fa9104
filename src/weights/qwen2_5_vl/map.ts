import type { Checkpoint, CheckpointTensor } from '../checkpoint.ts';
import { WeightsError } from '../errors.ts';
import { isGgmlBlockType } from '../gguf/types.ts';
import { FLOAT_DTYPES, isFloatDtype } from '../safetensors/decode.ts';
import type { Qwen25VlConfig } from './config.ts';
import { type CanonicalTensor, canonicalTensors, hubTensorName, isRedundant } from './tensors.ts';

/** A tensor of the pack to be, with where its rows come from, top to bottom. */
export interface MappedTensor extends Omit<CanonicalTensor, 'parts'> {
  parts: CheckpointTensor[];
}

/**
 * Finds every tensor of the architecture in a checkpoint, by 4.x or 5.x names.
 * @throws WeightsError `tensor-mismatch` that lists what is missing, unknown or of another shape;
 *   `unsupported-dtype` for what is not bf16, f16 or f32.
 */
export function mapTensors(checkpoint: Checkpoint, config: Qwen25VlConfig): MappedTensor[] {
  const found = new Map<string, CheckpointTensor>();
  for (const [name, tensor] of checkpoint.tensors) {
    const hubName = hubTensorName(name);
    if (isRedundant(hubName, config)) continue;
    if (found.has(hubName)) {
      throw new WeightsError('tensor-mismatch', `the same tensor as ${hubName}, twice`, { tensor: name });
    }
    found.set(hubName, tensor);
  }
  const problems: string[] = [];
  const mapped = canonicalTensors(config).map(({ parts, ...rest }) => ({
    ...rest,
    parts: parts.flatMap(({ name, shape }) => {
      const tensor = found.get(name);
      found.delete(name);
      if (!tensor) problems.push(`${name} is missing, expected [${shape.join(', ')}]`);
      else if (tensor.shape.join() !== shape.join()) {
        problems.push(
          `${name} in ${tensor.file.name} should be [${shape.join(', ')}], is [${tensor.shape.join(', ')}]`,
        );
      } else if (!isFloatDtype(tensor.dtype) && !isGgmlBlockType(tensor.dtype)) throw unsupported(tensor);
      return tensor ? [tensor] : [];
    }),
  }));
  for (const [name, tensor] of found)
    problems.push(`${name} in ${tensor.file.name} is unknown to this architecture`);
  if (problems.length > 0) {
    const shown = problems.slice(0, 12).join('; ');
    const more = problems.length > 12 ? `; and ${problems.length - 12} more` : '';
    throw new WeightsError('tensor-mismatch', `the weights do not fit config.json: ${shown}${more}`);
  }
  return mapped;
}

function unsupported({ file, name, dtype }: CheckpointTensor): WeightsError {
  return new WeightsError('unsupported-dtype', 'the weights are stored in a form that cannot be read', {
    file: file.name,
    tensor: name,
    expected: FLOAT_DTYPES.join(', '),
    found: dtype,
    next: 'Fetch the full-precision model, not a quantised one',
  });
}
