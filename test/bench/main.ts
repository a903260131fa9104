/** `npm run bench -- NAME [options]`: measurements, each in its own folder here. */
const USAGE = `npm run bench -- NAME

  hands [--only TEXT] [--json FILE]             what the hands achieve of what a person's mouse and keyboard do
  tiny [--pages N] [--pack DIR] [--json FILE]   fara-tiny on fresh pages and on a style it never saw
  quant --pack F32PACK [--pages N] [--json FILE]
                                                what each recipe of quantisation costs fara-tiny
  import [--megabytes N] [--json FILE]          bytes per second: the quantiser, and imports against a plain copy
  settle [--rounds N] [--json FILE]             how long after an action the page is looked at
  real-import [FOLDER] [--only copy|command|browser] [--json FILE]
                                                a checkpoint of Fara-7B's size, imported and interrupted
  kv [--pages N] [--pack DIR] [--json FILE]      what keys and values in few bits cost fara-tiny
  gpu [--only choosing|capture|memory] [--runs N] [--json FILE]
                                                what the GPU at hand is asked before a decision is made
  load --pack DIR [--step] [--device webgpu|cpu] [--text N] [--image WxH] [--tokens N] [--rounds N] [--context N]
       [--json FILE]                            a pack of any size in Chromium: times, tokens a second, the share of
                                                what the device can do, peaks of memory; --step: an agent's step
  engine [--device cpu|webgpu] [--threads N] [--rounds N] [--pack DIR] [--json FILE]
                                                against transformers.js, itself, the limits
  operators [--history trim|latest] [--rounds N] [--pack DIR] [--json FILE]
                                                where a step's milliseconds go on the processor, and transformers.js's
`;

const [bench, ...args] = process.argv.slice(2);
switch (bench) {
  case 'hands':
    process.exitCode = await (await import('./hands/index.ts')).benchHands(args);
    break;
  case 'tiny':
    process.exitCode = await (await import('./tiny/index.ts')).benchTiny(args);
    break;
  case 'quant':
    process.exitCode = await (await import('./quant/index.ts')).benchQuant(args);
    break;
  case 'kv':
    process.exitCode = await (await import('./kv/index.ts')).benchKv(args);
    break;
  case 'gpu':
    process.exitCode = await (await import('./gpu/index.ts')).benchGpu(args);
    break;
  case 'import':
    process.exitCode = await (await import('./import/index.ts')).benchImport(args);
    break;
  case 'settle':
    process.exitCode = await (await import('./settle/index.ts')).benchSettle(args);
    break;
  case 'real-import':
    process.exitCode = await (await import('./real_import/index.ts')).benchRealImport(args);
    break;
  case 'load':
    process.exitCode = await (await import('./load/index.ts')).benchLoad(args);
    break;
  case 'engine':
    process.exitCode = await (await import('./engine/index.ts')).benchEngine(args);
    break;
  case 'operators':
    process.exitCode = await (await import('./operators/index.ts')).benchOperators(args);
    break;
  default:
    process.stderr.write(USAGE);
    process.exitCode = 2;
}

export {};
