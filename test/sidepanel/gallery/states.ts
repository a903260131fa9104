import type { AppEvent } from '../../../src/protocol/events.ts';
import type { StoreJob, StoreState } from '../../../src/protocol/model_store.ts';
import { FolderAccess, folderProblem } from '../../../src/protocol/placed.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../src/protocol/settings.ts';
import type { TaskRecord } from '../../../src/protocol/task.ts';
import type { Survey } from '../../../src/protocol/weights.ts';
import { pickedFolder } from '../choose_folder.ts';
import { BAD_CLICKS, CLICKS } from '../click_results.ts';
import type { FakeOptions } from '../fake_background.ts';
import { ADD_LAMP, FARA_NEEDS, makeStep, makeTask, OPEN_LAMP, pointAt, READY, WAITING } from '../records.ts';

interface GalleryState extends FakeOptions {
  /** Told after the first drawing. */
  events?: AppEvent[];
  /** Accessible name of a button to press after that. */
  press?: string;
  /** Name of a folder to choose after that. */
  chooses?: string;
  /** Accessible name of details or a button to press after that. */
  opens?: string;
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
const CHECKPOINT: Extract<Survey, { kind: 'checkpoint' }> = {
  kind: 'checkpoint',
  form: 'safetensors',
  name: 'Fara-7B',
  architecture: 'qwen2_5_vl',
  parameters: 8_292_166_656,
  profile: 'fara-7b',
  bytes: 16_584_414_619,
  upstream: null,
  freeBytes: 81e9,
  recipes: [
    { quant: 'q8', bytes: 9.33e9, gpuBytes: 8.72e9, seconds: 142 },
    { quant: 'q4-head8', bytes: 6.07e9, gpuBytes: 5.46e9, seconds: 171 },
    { quant: 'q4', bytes: 5.8e9, gpuBytes: 5.19e9, seconds: 174 },
  ],
};

const NOTES = {
  hash: '3b1f0c52d9e84c7fa6a1d0e5f7b2938c4d5e6f708192a3b4c5d6e7f8091a2b3c',
  from: 'Fara-7B',
  installedAt: Date.UTC(2026, 10, 20, 12),
  lastUsedAt: null,
};

const INSTALLED: StoreState['installed'] = [
  { id: 'fara-7b', name: 'Fara-7B', quant: 'q4', profile: 'fara-7b', bytes: 5.21e9, ...NOTES },
  {
    id: 'my-long',
    name: 'my-own-fine-tune-of-fara-with-a-long-name',
    quant: 'q8',
    profile: 'fara-7b',
    bytes: 9.36e9,
    ...NOTES,
  },
];

const PLACED: StoreState['placed'] = [
  { ...NOTES, id: 'folder:1', name: 'Fara-7B', folder: 'fara-q4', access: 'ready' },
  {
    ...NOTES,
    id: 'folder:2',
    name: 'my-fine-tune',
    folder: 'my-own-packs-on-the-second-disk',
    access: 'ask',
  },
  { ...NOTES, id: 'folder:3', name: 'Fara-7B', folder: 'stick', access: 'gone' },
  { ...NOTES, id: 'folder:4', name: 'Fara-7B', folder: 'mine', access: 'changed' },
].map((one) => ({
  ...one,
  quant: 'q4',
  profile: 'fara-7b',
  bytes: 5.8e9,
  access: FolderAccess.parse(one.access),
}));

const JOB: StoreJob = {
  kind: 'import',
  name: 'Fara-7B',
  phase: 'quantising',
  bytes: 6.1e9,
  totalBytes: 16.6e9,
  bytesPerSecond: 7.4e7,
  cancelling: false,
};

/** The settings with the model store as given, and a folder chosen where a survey is. */
const withStore = (store: Partial<StoreState>, survey?: Survey): GalleryState => ({
  store,
  press: 'Settings',
  ...(survey ? { survey, chooses: survey.name } : {}),
});

const AWAY: Settings = {
  ...DEFAULT_SETTINGS,
  runsOn: 'server',
  endpoint: { url: 'https://gpu.example.org:8000/v1', model: 'microsoft/Fara-7B', profile: 'fara-7b' },
};

export const GALLERY: Record<string, GalleryState> = {
  welcome: {},
  'welcome-no-access': { access: false },
  'no-tab': { tab: { id: 1, title: 'Extensions', url: 'chrome://extensions/' } },
  settings: { press: 'Settings' },
  'models-installed': {
    ...withStore({ installed: INSTALLED }),
    state: { settings: { ...DEFAULT_SETTINGS, model: 'fara-7b' }, historyChoice: true },
    needs: FARA_NEEDS,
  },
  'models-too-large': {
    ...withStore({ installed: INSTALLED }),
    state: { settings: { ...DEFAULT_SETTINGS, model: 'fara-7b' } },
    needs: {
      ...FARA_NEEDS,
      backend: null,
      problem:
        "At 16384 tokens of context, the tensor lm_head needs 101 MB in one piece, and this GPU's driver gives at most 64 MB. Choose a shorter context, or another model.",
    },
  },
  'models-chosen': withStore({}, CHECKPOINT),
  'models-fine-tune': withStore(
    { installed: INSTALLED },
    { ...CHECKPOINT, name: 'my-fine-tune', profile: null, freeBytes: 4e9 },
  ),
  'models-pack': withStore(
    {},
    {
      kind: 'pack',
      name: 'fara-tiny',
      architecture: 'qwen2_5_vl',
      parameters: 9_030_144,
      profile: 'fara-tiny',
      bytes: 10_250_080,
      upstream: null,
      freeBytes: 81e9,
      quant: 'q8',
    },
  ),
  'models-placed': {
    ...withStore({ placed: PLACED }),
    state: { settings: { ...DEFAULT_SETTINGS, model: 'folder:1' }, historyChoice: true },
    needs: FARA_NEEDS,
  },
  'models-in-place': {
    press: 'Settings',
    picks: pickedFolder('Fara-7B'),
    survey: {
      kind: 'pack',
      name: 'Fara-7B',
      architecture: 'qwen2_5_vl',
      parameters: 8_292_166_656,
      profile: 'fara-7b',
      bytes: 5.8e9,
      upstream: null,
      freeBytes: 81e9,
      quant: 'q4',
    },
    opens: 'Load weights…',
  },
  'models-folder-asked': {
    store: { placed: PLACED.slice(1, 2) },
    state: {
      settings: { ...DEFAULT_SETTINGS, model: 'folder:2' },
      model: { status: 'failed', message: folderProblem('my-own-packs-on-the-second-disk', 'ask') },
    },
  },
  'models-refused': withStore(
    {},
    {
      kind: 'refused',
      name: 'Fara-7B',
      problems: [
        'tokenizer.json is missing',
        'model-00003-of-00004.safetensors is missing',
        'model-00004-of-00004.safetensors: the file ends before its last tensor (expected 1691924352 bytes, found 1048576). Fetch the file again; its download may have been cut off',
      ],
    },
  ),
  'models-unreadable': withStore({
    installed: INSTALLED.slice(0, 1),
    unreadable: [
      { id: 'old-model', bytes: 2.31e9, problem: 'pack.json is of another version of Sidefara, or damaged' },
    ],
  }),
  'models-about': { ...withStore({ installed: INSTALLED.slice(0, 1) }), opens: 'About Fara-7B' },
  'models-unfinished': withStore({
    installed: INSTALLED.slice(1),
    unfinished: [
      {
        id: 'fara-7b',
        name: 'Fara-7B',
        source: 'Fara-7B',
        hub: null,
        quant: 'q4',
        bytes: 2.31e9,
        share: 0.437,
        other: null,
        atHand: false,
      },
    ],
  }),
  'models-other-hash': {
    ...withStore({
      unfinished: [
        {
          id: 'fara-7b',
          name: 'Fara-7B',
          source: 'Fara-7B',
          hub: null,
          quant: 'q4',
          bytes: 1.74e9,
          share: 0.299,
          other: {
            file: 'model-00001-of-00004.safetensors',
            repository: 'microsoft/Fara-7B',
            published: 'd293a0b9ab4add8829d3ac57ee88bc16121ca713bfcc0e76bc9e8aeae7057e89',
            found: '7c0fe359fdfbf4d5d6a32f4024b91f8db77ebd94cabe16d7fe91bf6f357ba210',
          },
          atHand: true,
        },
      ],
      outcome: { kind: 'import', name: 'Fara-7B', ended: 'asks', message: '' },
    }),
  },
  'models-not-published': {
    ...withStore({
      installed: [
        {
          ...NOTES,
          id: 'fara-7b',
          name: 'Fara-7B',
          quant: 'q4',
          profile: 'fara-7b',
          bytes: 5.8e9,
          upstream: { repository: 'microsoft/Fara-7B', weights: 'other' },
        },
      ],
    }),
    opens: 'About Fara-7B',
  },
  'models-download': {
    ...withStore({ installed: INSTALLED.slice(1) }),
    opens: 'Download from Hugging Face…',
  },
  'models-download-paused': withStore({
    installed: INSTALLED.slice(1),
    unfinished: [
      {
        id: 'fara-7b',
        name: 'Fara-7B',
        source: 'Fara-7B',
        hub: { base: 'https://huggingface.co', repo: 'microsoft/Fara-7B', revision: 'main' },
        quant: 'q4',
        bytes: 2.31e9,
        share: 0.437,
        other: null,
        atHand: true,
      },
    ],
    outcome: { kind: 'download', name: 'Fara-7B', ended: 'cancelled', message: '' },
  }),
  'models-downloading': withStore({ installed: INSTALLED.slice(1), job: { ...JOB, kind: 'download' } }),
  'models-importing': withStore({ installed: INSTALLED.slice(1), job: JOB }),
  'models-failed': withStore({
    outcome: {
      kind: 'import',
      name: 'Fara-7B',
      ended: 'failed',
      message:
        'shard-03.bin: the browser has no room left for it (expected 1048576 bytes at 734003200, found none). Free some disk space or remove a model',
    },
  }),
  'models-done': withStore({
    installed: INSTALLED.slice(0, 1),
    outcome: { kind: 'import', name: 'Fara-7B', ended: 'done', message: '' },
  }),
  server: { state: { settings: AWAY, hasEndpointKey: true }, press: 'Settings' },
  'server-welcome': { state: { settings: AWAY } },
  'server-thinking': {
    state: { settings: AWAY, task: makeTask() },
    events: [{ type: 'thought', taskId: 'task-1', text: THOUGHT }],
  },
  'clicks-testing': {
    ...withStore({}),
    clicks: { running: { model: null, progress: { done: 7, targets: 20, hits: 6, secondsLeft: 11 } } },
  },
  'clicks-good': { ...withStore({}), clicks: { kept: [{ model: null, result: CLICKS }] } },
  'clicks-bad': { ...withStore({}), clicks: { kept: [{ model: null, result: BAD_CLICKS }] } },
  'clicks-failed': {
    ...withStore({}),
    clicks: { failed: { model: null, message: 'The GPU device was lost. Test again, or choose the CPU.' } },
  },
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
      settings: { ...DEFAULT_SETTINGS, device: 'webgpu' },
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
        mark: { id: 'm1', at: 0, again: false },
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
        askingAbout: 'unreadable',
        unreadable: [
          {
            text: 'Click there.\n<tool_call>\n{"name": "computer_use", "arguments": {"action": "clik"}}',
            problem: 'The action “clik” does not exist.',
          },
        ],
      }),
    ),
  },
  'no-effect': withTask(makeTask({ status: 'asking', askingAbout: 'no_effect' })),
  'ignores-input': withTask(makeTask({ status: 'asking', askingAbout: 'ignores_input' })),
  'needs-person': withTask(
    makeTask({
      status: 'asking',
      askingAbout: 'needs_person',
      steps: [
        {
          ...OPEN_LAMP,
          news: [
            { what: 'dialog', kind: 'alert', text: 'Your basket was saved.' },
            { what: 'dialog', kind: 'beforeunload', text: '' },
            { what: 'window', url: 'http://127.0.0.1:8080/shop/product/lamp' },
            { what: 'window', url: 'http://127.0.0.1:8081/offers', opened: false },
            { what: 'download', name: 'invoice-2026.pdf', sure: false },
            { what: 'permission', name: 'geolocation' },
          ],
        },
      ],
      observation: {
        screenshotId: 'checkout',
        pixels: 'c0',
        url: 'http://127.0.0.1:8080/shop/checkout',
        title: 'Checkout',
        viewport: { width: 896, height: 560 },
        image: { width: 448, height: 280 },
        devicePixelRatio: 1,
        captureMs: 48,
        news: [{ what: 'permission', name: 'geolocation' }],
      },
    }),
  ),
  'no-progress': withTask(makeTask({ status: 'asking', askingAbout: 'no_progress' })),
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
