import { expect, test } from 'vitest';
import { makeManifest } from '../../vite/manifest.ts';
import { ROOT } from './sources.ts';

/** What decides what the extension may do; inline, so that a change of it shows in the diff of this file. */
function powers(manifest: ReturnType<typeof makeManifest>): Record<string, unknown> {
  const { permissions, optional_permissions, host_permissions, optional_host_permissions } = manifest;
  const { content_security_policy, content_scripts, web_accessible_resources, externally_connectable } =
    manifest;
  return {
    permissions,
    optional_permissions,
    host_permissions,
    optional_host_permissions,
    content_security_policy,
    content_scripts,
    web_accessible_resources,
    externally_connectable,
  };
}

test('the build people install asks for site access at run time', () => {
  expect(powers(makeManifest(ROOT, false))).toMatchInlineSnapshot(`
    {
      "content_scripts": undefined,
      "content_security_policy": {
        "extension_pages": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self' http: https:; img-src 'self' data: blob:; style-src 'self'; font-src 'self'; object-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      },
      "externally_connectable": undefined,
      "host_permissions": undefined,
      "optional_host_permissions": [
        "<all_urls>",
      ],
      "optional_permissions": undefined,
      "permissions": [
        "sidePanel",
        "storage",
        "unlimitedStorage",
        "scripting",
        "offscreen",
        "activeTab",
        "declarativeNetRequestWithHostAccess",
      ],
      "web_accessible_resources": undefined,
    }
  `);
});

test('the build of npm start and the tests has site access from the start, and nothing else more', () => {
  const { optional_host_permissions, host_permissions, ...rest } = powers(makeManifest(ROOT, true));
  const {
    optional_host_permissions: asked,
    host_permissions: _,
    ...storeRest
  } = powers(makeManifest(ROOT, false));
  expect(host_permissions).toEqual(asked);
  expect(optional_host_permissions).toBeUndefined();
  expect(rest).toEqual(storeRest);
});

test('only the build for real input may use the debugger, and nothing else more', () => {
  const { permissions, ...rest } = powers(makeManifest(ROOT, false, true));
  const { permissions: usual, ...usualRest } = powers(makeManifest(ROOT, false));
  expect(rest).toEqual(usualRest);
  expect(permissions).toEqual([...(usual as string[]), 'debugger']);
  for (const grantHosts of [true, false]) {
    expect(JSON.stringify(makeManifest(ROOT, grantHosts))).not.toContain('debugger');
  }
});

test('both need a browser with JSPI', () => {
  expect(makeManifest(ROOT, false).minimum_chrome_version).toBe('137');
  expect(makeManifest(ROOT, true).minimum_chrome_version).toBe('137');
});
