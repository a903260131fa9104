import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import wabt from 'wabt';
import { kernelText } from './wat.ts';

/** The kernel's source text as WebAssembly. */
export async function buildKernel(): Promise<Uint8Array> {
  const text = (await wabt()).parseWat('kernel.wat', kernelText(), { simd: true });
  try {
    text.validate();
    return text.toBinary({}).buffer;
  } finally {
    text.destroy();
  }
}

/** Writes bytes.ts beside this file. */
export async function writeKernel(): Promise<void> {
  const bytes = await buildKernel();
  const text = `/** ${bytes.length} bytes of WebAssembly made of wat.ts: \`npm run build:kernel\`. */
export const KERNEL_BASE64 =
  '${Buffer.from(bytes).toString('base64')}';
`;
  await writeFile(join(import.meta.dirname, 'bytes.ts'), text);
}
