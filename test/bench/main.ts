/** `npm run bench -- NAME [options]`: measurements, each in its own folder here. */
const USAGE = `npm run bench -- NAME

  tiny [--pages N] [--pack DIR] [--json FILE]   fara-tiny on fresh pages and on a style it never saw
`;

const [bench, ...args] = process.argv.slice(2);
switch (bench) {
  case 'tiny':
    process.exitCode = await (await import('./tiny/index.ts')).benchTiny(args);
    break;
  default:
    process.stderr.write(USAGE);
    process.exitCode = 2;
}

export {};
