import { describe, expect, test } from 'vitest';
import { codeOf, importsOf, roomOf, sourceFiles } from './sources.ts';

/** Who may import whom; a room may always import itself. */
const ALLOWED: Record<string, readonly string[]> = {
  protocol: [],
  platform: ['protocol'],
  fara: ['protocol'],
  agent: ['protocol', 'fara'],
  weights: ['protocol'],
  engine: ['protocol', 'fara', 'weights'],
  content: ['protocol', 'platform'],
  offscreen: ['protocol', 'platform', 'fara', 'engine', 'weights'],
  endpoint: ['protocol'],
  background: ['protocol', 'platform', 'agent', 'fara', 'endpoint'],
  sidepanel: ['protocol', 'platform'],
  cli: ['protocol', 'fara', 'agent', 'engine', 'weights', 'endpoint'],
};

/** Rooms that touch no browser API, and what would betray one. */
const PURE = ['protocol', 'fara', 'agent'];
const BROWSER_API =
  /(?<![\w.$])(chrome|document|window|navigator|indexedDB|localStorage|sessionStorage|self|fetch|XMLHttpRequest|WebSocket|Worker|OffscreenCanvas|createImageBitmap)(?=\s*[.(])/;
const PLATFORM_PACKAGES = ['webextension-polyfill', 'preact', 'onnxruntime-web', 'playwright-core'];
const NODE = /^node:/;
/** Rooms that also run in a browser and so import nothing of Node. */
const BROWSER_ROOMS = [
  'protocol',
  'platform',
  'fara',
  'agent',
  'content',
  'offscreen',
  'background',
  'sidepanel',
  'endpoint',
];

const files = sourceFiles();

describe('the import rules of CONTRIBUTING', () => {
  test('every folder of src is a room with rules', () => {
    expect([...new Set(files.map((file) => file.room))].filter((room) => !(room in ALLOWED))).toEqual([]);
  });

  test('rooms import only the rooms they may', () => {
    const broken = files.flatMap((file) =>
      importsOf(file.text)
        .map((specifier) => roomOf(file, specifier))
        .filter((room) => room !== null && room !== file.room && !ALLOWED[file.room]?.includes(room))
        .map((room) => `${file.path} imports ${room}`),
    );
    expect(broken).toEqual([]);
  });

  test('pure rooms touch no browser API', () => {
    const broken = files
      .filter((file) => PURE.includes(file.room))
      .flatMap((file) => {
        const name = BROWSER_API.exec(codeOf(file.text))?.[1];
        const packages = importsOf(file.text).filter((specifier) => PLATFORM_PACKAGES.includes(specifier));
        return [...(name ? [name] : []), ...packages].map((what) => `${file.path} uses ${what}`);
      });
    expect(broken).toEqual([]);
  });

  test('what runs in the browser imports nothing of Node', () => {
    const broken = files
      .filter((file) => BROWSER_ROOMS.includes(file.room))
      .filter((file) => importsOf(file.text).some((specifier) => NODE.test(specifier)))
      .map((file) => file.path);
    expect(broken).toEqual([]);
  });

  test('relative imports name the file with its extension', () => {
    const broken = files.flatMap((file) =>
      importsOf(file.text)
        .filter((specifier) => specifier.startsWith('.') && !/\.(tsx?|css|json)(\?\w+)?$/.test(specifier))
        .map((specifier) => `${file.path} imports ${specifier}`),
    );
    expect(broken).toEqual([]);
  });
});
