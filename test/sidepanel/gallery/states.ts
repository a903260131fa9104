import type { AppEvent } from '../../../src/protocol/events.ts';
import type { TaskRecord } from '../../../src/protocol/task.ts';
import type { FakeOptions } from '../fake_background.ts';
import { ADD_LAMP, makeStep, makeTask, OPEN_LAMP, pointAt, READY, WAITING } from '../records.ts';

interface GalleryState extends FakeOptions {
  /** Told after the first drawing. */
  events?: AppEvent[];
  /** Accessible name of a button to press after that. */
  press?: string;
}

const withTask = (task: TaskRecord): GalleryState => ({ state: { task } });

const THOUGHT = 'The form is filled in already: a name and a card. The next button orders the lamp, which is';

/** Effects of all kinds, as steps. */
const MIXED = [
  OPEN_LAMP,
  makeStep(
    1,
    {
      action: 'type',
      text: 'reading lamp',
      press_enter: true,
      delete_existing_text: false,
      coordinate: [360, 16],
    },
    {
      kind: 'page',
      hit: { tag: 'input', role: 'searchbox', name: 'Search' },
      changes: [
        { what: 'value', after: 'reading lamp', masked: false },
        { what: 'dom', mutations: 4 },
      ],
      note: '',
    },
    { point: pointAt(722, 34), thoughts: 'I will search for it.' },
  ),
  makeStep(
    2,
    { action: 'left_click', coordinate: [200, 250] },
    { kind: 'page', hit: { tag: 'main', role: 'main', name: '' }, changes: [], note: '' },
    { point: pointAt(400, 500), screenshotId: 'product' },
  ),
  makeStep(
    3,
    { action: 'scroll', pixels: -400 },
    { kind: 'refused', reason: 'cannot_scroll', detail: '', hit: null },
    { screenshotId: 'product' },
  ),
  makeStep(
    4,
    { action: 'visit_url', url: 'http://127.0.0.1:8080/shop/cart?from=x' },
    { kind: 'navigated', url: 'http://127.0.0.1:8080/shop/cart' },
  ),
  makeStep(
    5,
    { action: 'left_click', coordinate: [10, 10] },
    { kind: 'unknown', detail: 'the browser was restarted while it was on its way' },
    { point: pointAt(20, 20), screenshotId: 'cart' },
  ),
];

/** Every state of the panel that looks different from the others. */
export const GALLERY: Record<string, GalleryState> = {
  welcome: {},
  'welcome-no-access': { access: false },
  'no-tab': { tab: { id: 1, title: 'Extensions', url: 'chrome://extensions/' } },
  settings: { press: 'Settings' },
  lost: { fails: { method: 'getState', message: 'background did not answer' } },
  loading: {
    state: {
      task: makeTask({ steps: [], observation: null, status: 'observing' }),
      model: {
        status: 'loading',
        progress: { phase: 'reading', bytes: 1.92e9, totalBytes: 4.63e9, bytesPerSecond: 2.4e8 },
      },
    },
  },
  compiling: {
    state: {
      model: {
        status: 'loading',
        progress: { phase: 'compiling', bytes: 0, totalBytes: 0, bytesPerSecond: 0 },
      },
    },
  },
  'model-failed': {
    state: {
      model: {
        status: 'failed',
        message:
          'This GPU offers buffers of up to 256 MiB; the model needs 512 MiB. Choose the CPU in the settings, or a smaller model.',
      },
      settings: { device: 'webgpu', model: null },
    },
  },
  thinking: {
    ...withTask(makeTask()),
    events: [{ type: 'thought', taskId: 'task-1', text: THOUGHT }],
  },
  acting: withTask(
    makeTask({
      status: 'acting',
      pauseRequested: true,
      proposal: {
        text: 'The name goes into the first field.',
        thoughts: 'The name goes into the first field.',
        action: {
          action: 'type',
          text: 'Ada',
          press_enter: false,
          delete_existing_text: true,
          coordinate: [220, 111],
        },
        point: pointAt(440, 222),
        timings: { preprocessMs: 4, visionMs: 90, prefillMs: 200, decodeMs: 400 },
        tokens: { prompt: 240, reused: 0, prefilled: 240, generated: 30 },
        mark: 'm1',
        facts: null,
        approved: false,
      },
    }),
  ),
  approval: withTask(WAITING),
  paused: withTask(makeTask({ status: 'paused', pausedBy: 'person' })),
  'step-limit': withTask(makeTask({ status: 'paused', pausedBy: 'step_limit' })),
  'handed-over': withTask(makeTask({ status: 'handed_over', observation: null })),
  asking: {
    ...withTask(
      makeTask({
        status: 'asking',
        unreadable: [
          {
            text: 'Click there.\n<tool_call>\n{"name": "computer_use", "arguments": {"action": "clik"}}',
            problem: 'The action “clik” does not exist.',
          },
        ],
      }),
    ),
  },
  effects: withTask(makeTask({ steps: MIXED, status: 'settling' })),
  details: {
    ...withTask(makeTask({ steps: [OPEN_LAMP], status: 'paused', pausedBy: 'person' })),
    press: 'Details',
  },
  large: {
    ...withTask(makeTask({ steps: [OPEN_LAMP], status: 'stopped' })),
    press: 'Screenshot of step 1',
  },
  done: withTask(
    makeTask({
      status: 'done',
      steps: [OPEN_LAMP, ADD_LAMP],
      outcome: { status: 'success', answer: 'The lamp is in your cart. It costs € 39.' },
    }),
  ),
  'gave-up': withTask(
    makeTask({
      status: 'done',
      outcome: { status: 'failure', answer: 'I could not find a lamp in this shop.' },
    }),
  ),
  failed: withTask(
    makeTask({
      status: 'failed',
      error: {
        during: 'observing',
        name: 'TabHiddenError',
        message: 'The tab is not in front, so it cannot be seen. Bring it to the front, then try again.',
      },
    }),
  ),
  refused: {
    fails: { method: 'startTask', message: 'A task is still unfinished. Stop it first.' },
    press: 'Start',
  },
};

export { READY };
