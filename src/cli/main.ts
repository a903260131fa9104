import { BrowserNotFoundError } from './browser/find.ts';
import { UsageError } from './usage.ts';

const USAGE = `Usage:
  npm start [-- OPTIONS]                   the demo: a task carried out in a real browser (--help for options)
  npm run eval -- --tasks FILE --out DIR   a whole task set, several browsers at a time (--help for options)
  npm run agent -- --task T --url U        one task on any page, without the panel (--help for options)
  npm run model -- import FOLDER --out PACK --quant f32|q8|q4-head8|q4
  npm run model -- inspect FOLDER | verify PACK | check PACK
  npm run model -- forward PACK --request REQ.json --out DIR --device webgpu|cpu [--all-logits]
`;

/** Runs one command; resolves to the exit code. 2 for what was called wrongly. */
async function main([command, ...args]: readonly string[]): Promise<number> {
  switch (command) {
    case 'start':
      return (await import('./start/index.ts')).runStart(args);
    case 'agent':
      return (await import('./agent/index.ts')).runAgent(args);
    case 'eval':
      return (await import('./eval/index.ts')).runEval(args);
    case 'model':
      return (await import('./model/index.ts')).runModel(args);
    case '--help':
    case 'help':
      process.stdout.write(USAGE);
      return 0;
    default:
      throw new UsageError(command ? `There is no command '${command}'.` : 'Which command?');
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n\n${USAGE}`);
    process.exitCode = 2;
  } else if (error instanceof BrowserNotFoundError) {
    // It says what to do; where it was thrown helps nobody.
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  } else {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  }
}
