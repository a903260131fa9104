import type { TargetKind } from '../../protocol/check.ts';
import type { Point } from '../../protocol/geometry.ts';

/** A rectangle; px of the drawing unless said otherwise. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The drawing that every page is laid out in; a viewport of another size shows it scaled. */
export const DRAWING = { width: 896, height: 560 } as const;

export type IconName = 'person' | 'gear' | 'bulb' | 'dial' | 'leaf' | 'bars';

/** One thing on a page. `box` is what a click must hit; a field's word is its label. */
export type Element =
  | { kind: 'text'; x: number; y: number; words: string; size: number; bold?: boolean; light?: boolean }
  | { kind: 'panel'; box: Box; dark?: boolean }
  | { kind: 'button'; box: Box; word: string; main?: boolean }
  | { kind: 'link'; box: Box; word: string; light?: boolean }
  | { kind: 'field'; box: Box; word: string; label: 'above' | 'inside' }
  | { kind: 'checkbox'; box: Box; word: string; ticked?: boolean }
  | { kind: 'icon'; box: Box; word: string; icon: IconName };

/** What is asked of the model on a page, and the element it must hit. */
export interface Target {
  task: string;
  kind: TargetKind;
  word: string;
  /** What it must type there; left out, it must click. */
  text?: string;
}

export interface CheckPage {
  name: string;
  elements: readonly Element[];
  targets: readonly Target[];
}

/** The clickable box of a page's target, px of the drawing. Throws where the page has no such element. */
export function boxOf(page: CheckPage, { kind, word }: Pick<Target, 'kind' | 'word'>): Box {
  const found = page.elements.find((one) => one.kind === kind && one.word === word);
  if (!found || !('box' in found)) throw new Error(`page ${page.name} has no ${kind} "${word}"`);
  return found.box;
}

/** CSS px of a viewport per px of the drawing: the same on both axes, from the top left corner. */
export function scaleOf(viewport: { width: number; height: number }): number {
  return Math.min(viewport.width / DRAWING.width, viewport.height / DRAWING.height);
}

/** Whether a point is in a box; both in the same px. */
export function isInside({ x, y }: Point, box: Box): boolean {
  return x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
}
