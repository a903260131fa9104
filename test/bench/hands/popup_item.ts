import type { CDPSession, Page } from 'playwright-core';
import type { Point } from '../../../src/protocol/geometry.ts';

interface Node {
  nodeId: number;
  attributes?: string[];
  children?: Node[];
  shadowRoots?: Node[];
}

/** Where the item of that name lies in the list or picker that the hands have drawn: CSS px of the viewport. */
export async function popupItem(page: Page, name: string): Promise<Point> {
  // Its shadow root is closed: a page, and Playwright, cannot look inside.
  const devtools = await page.context().newCDPSession(page);
  try {
    const { root } = await devtools.send('DOM.getDocument', { depth: -1, pierce: true });
    const found = search(root, name);
    if (!found) throw new Error(`no list with "${name}" is drawn`);
    await devtools.send('DOM.scrollIntoViewIfNeeded', { nodeId: found.nodeId });
    return await centreOf(devtools, found.nodeId);
  } finally {
    await devtools.detach();
  }
}

async function centreOf(devtools: CDPSession, nodeId: number): Promise<Point> {
  const { model } = await devtools.send('DOM.getBoxModel', { nodeId });
  const [left = 0, top = 0, , , right = 0, bottom = 0] = model.border;
  return { x: (left + right) / 2, y: (top + bottom) / 2 };
}

function search(node: Node, name: string, inPopup = false): Node | null {
  const attributes = node.attributes ?? [];
  const at = attributes.indexOf('aria-label');
  if (inPopup && at >= 0 && attributes[at + 1] === name) return node;
  for (const child of node.children ?? []) {
    const found = search(child, name, inPopup);
    if (found) return found;
  }
  for (const root of node.shadowRoots ?? []) {
    const found = search(root, name, inPopup || isPopup(node));
    if (found) return found;
  }
  return null;
}

function isPopup(node: Node): boolean {
  return 'localName' in node && node.localName === 'sidefara-list';
}
