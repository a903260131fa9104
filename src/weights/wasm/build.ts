import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import wabt from 'wabt';
import { kernelText } from '../quantise/kernel/wat.ts';
import { sha256Text } from '../sha256/wat.ts';

/** The WebAssembly that ships as text in the worker's script, by the file that holds it. */
export const KERNELS = {
  '../quantise/kernel/bytes.ts': { name: 'KERNEL_BASE64', text: kernelText },
  '../sha256/bytes.ts': { name: 'SHA256_BASE64', text: sha256Text },
} as const;

/** The source text of a kernel as WebAssembly. */
export async function buildKernel(text: string): Promise<Uint8Array> {
  const module = (await wabt()).parseWat('kernel.wat', text, { simd: true });
  try {
    module.validate();
    return module.toBinary({}).buffer;
  } finally {
    module.destroy();
  }
}

/** Writes bytes.ts beside the text of every kernel. */
export async function writeKernels(): Promise<void> {
  for (const [file, { name, text }] of Object.entries(KERNELS)) {
    const bytes = await buildKernel(text());
    await writeFile(
      join(import.meta.dirname, file),
      `/** ${bytes.length} bytes of WebAssembly made of wat.ts: \`npm run build:kernel\`. */
export const ${name} =
  '${Buffer.from(bytes).toString('base64')}';
`,
    );
  }
}
