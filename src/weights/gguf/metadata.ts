import { WeightsError } from '../errors.ts';
import type { GgufValue } from './cursor.ts';
import type { GgufHeader } from './header.ts';

/** Reads metadata of one file by key; every fault names the file and the key. */
export class Metadata {
  constructor(
    readonly file: string,
    private readonly values: ReadonlyMap<string, GgufValue>,
  ) {}

  has(key: string): boolean {
    return this.values.has(key);
  }

  number(key: string): number {
    return this.get(key, 'a number', (value) => typeof value === 'number');
  }

  string(key: string): string {
    return this.get(key, 'a text', (value) => typeof value === 'string');
  }

  numbers(key: string): number[] {
    return this.get(
      key,
      'a list of numbers',
      (value): value is number[] => Array.isArray(value) && value.every((item) => typeof item === 'number'),
    );
  }

  strings(key: string): string[] {
    return this.get(
      key,
      'a list of texts',
      (value): value is string[] => Array.isArray(value) && value.every((item) => typeof item === 'string'),
    );
  }

  private get<T extends GgufValue>(key: string, expected: string, is: (value: GgufValue) => value is T): T {
    const value = this.values.get(key);
    if (value !== undefined && is(value)) return value;
    throw new WeightsError('bad-config', `the metadata value ${key} cannot be used`, {
      file: this.file,
      expected,
      found: value === undefined ? 'none' : JSON.stringify(value).slice(0, 40),
    });
  }
}

const NEXT = 'Choose a GGUF of a Qwen2.5-VL model such as Fara-7B, made by llama.cpp';

/**
 * Which half of a Qwen2.5-VL model a file is.
 * @throws WeightsError `bad-config` that names the architecture or the projector found instead
 */
export function architectureOf(file: string, header: GgufHeader | undefined): 'text' | 'vision' {
  const metadata = new Metadata(file, header?.metadata ?? new Map());
  const architecture = metadata.string('general.architecture');
  // llama.cpp has one name for the language model of Qwen2-VL and Qwen2.5-VL; their projectors differ.
  if (architecture === 'qwen2vl') return 'text';
  if (architecture !== 'clip') {
    throw new WeightsError('bad-config', 'this is another architecture', {
      file,
      expected: 'general.architecture "qwen2vl", or "clip" for the mmproj file',
      found: JSON.stringify(architecture.slice(0, 40)),
      next: NEXT,
    });
  }
  const key = metadata.has('clip.projector_type') ? 'clip.projector_type' : 'clip.vision.projector_type';
  const projector = metadata.string(key);
  if (projector === 'qwen2.5vl_merger') return 'vision';
  throw new WeightsError('bad-config', 'this is the vision tower of another model', {
    file,
    expected: `${key} "qwen2.5vl_merger"`,
    found: JSON.stringify(projector.slice(0, 40)),
    next: NEXT,
  });
}
