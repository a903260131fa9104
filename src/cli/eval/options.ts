import type { Endpoint } from '../../protocol/endpoint.ts';
import {
  endpointOf,
  type OnCritical,
  type OnStuck,
  RUN_FLAGS,
  RUN_USAGE,
  type RunOptions,
  runOptions,
} from '../agent/flags.ts';
import { given, numberIn, oneOf, parseFlags } from '../agent/values.ts';
import { checkUrl } from '../start/options.ts';
import { UsageError } from '../usage.ts';

export const EVAL_USAGE = `npm run eval -- --tasks FILE --out DIR [OPTIONS]: a whole task set, several browsers at a time.

  --tasks FILE         WebVoyager (.jsonl), Online-Mind2Web (.json) or WebTailBench (.tsv), as published
  --out DIR            a folder per task with its trajectory, and results.csv and results.json
${RUN_USAGE}
  --on-critical A      at a critical point: stop, deny or approve, which really orders and sends (default: stop)
  --on-stuck A         where nothing comes of what the model does, or the page wants a person: continue, as upstream
                       does, or stop (default: continue)
  --workers N          browsers at a time (default: 1)
  --resume             go on where an earlier run of the same command stopped
  --subsample K        K tasks, always the same ones, and among those of any larger K
  --start-url URL      where tasks start that name no page (default: https://www.bing.com/)
  --judge endpoint:URL a chat server that scores each task; --judge-model M names its model, SIDEFARA_JUDGE_KEY its key
  --help               this text

Exit code: 0 when every task has come to an end, however it did, 1 when some broke off (--resume tries them again),
2 when called wrongly.
`;

export interface EvalOptions extends RunOptions {
  tasks: string;
  out: string;
  onCritical: Exclude<OnCritical, 'ask'>;
  onStuck: Exclude<OnStuck, 'ask'>;
  workers: number;
  resume: boolean;
  /** Null: all tasks. */
  subsample: number | null;
  startUrl: string;
  judge: Endpoint | null;
}

/** Flags of `npm run eval`; 'help' when asked for. Throws UsageError. `display`: whether windows can be shown here. */
export function parseEvalOptions(args: readonly string[], display: boolean): EvalOptions | 'help' {
  const values = parseFlags(args, {
    ...RUN_FLAGS,
    tasks: { type: 'string' },
    out: { type: 'string' },
    'on-critical': { type: 'string', default: 'stop' },
    'on-stuck': { type: 'string', default: 'continue' },
    workers: { type: 'string', default: '1' },
    resume: { type: 'boolean', default: false },
    subsample: { type: 'string' },
    'start-url': { type: 'string', default: 'https://www.bing.com/' },
    judge: { type: 'string' },
    'judge-model': { type: 'string' },
    help: { type: 'boolean', default: false },
  });
  if (values.help) return 'help';
  return {
    ...runOptions(values, display),
    tasks: given('--tasks', values.tasks, 'name the file with the tasks'),
    out: given('--out', values.out, 'name a folder for the results'),
    onCritical: oneOf('--on-critical', values['on-critical'], ['stop', 'deny', 'approve']),
    onStuck: oneOf('--on-stuck', values['on-stuck'], ['continue', 'stop']),
    workers: numberIn('--workers', values.workers, { min: 1, max: 64, whole: true }),
    resume: values.resume,
    subsample:
      values.subsample === undefined
        ? null
        : numberIn('--subsample', values.subsample, { min: 1, max: 1e6, whole: true }),
    startUrl: checkUrl(values['start-url']),
    judge: judgeOf(values.judge, values['judge-model']),
  };
}

function judgeOf(judge: string | undefined, model: string | undefined): Endpoint | null {
  if (judge === undefined && model === undefined) return null;
  const url = /^endpoint:(.+)$/.exec(judge ?? '')?.[1];
  if (!url) throw new UsageError(`--judge is '${judge ?? ''}'; it must be endpoint:URL.`);
  return endpointOf(['--judge', url], ['--judge-model', model]);
}
