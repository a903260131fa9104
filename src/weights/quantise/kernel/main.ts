import { writeKernel } from './build.ts';

await writeKernel();
