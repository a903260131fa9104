import { writeKernels } from './build.ts';

await writeKernels();
