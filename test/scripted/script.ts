import { sentSize } from '../../src/fara/profile.ts';
import { getProfile } from '../../src/fara/profiles/index.ts';
import type { Action } from '../../src/protocol/action.ts';
import type { Point, Size } from '../../src/protocol/geometry.ts';

/** Where a step aims: the centre of what a selector finds on the page, or a point in CSS px of the viewport. */
export type Target = { selector: string } | Point;

type Without<A> = A extends Action ? Omit<A, 'coordinate'> : never;

/** One answer of the scripted policy: an action, with a target in place of the coordinate; or words as they are. */
export type ScriptedStep =
  | (Without<Action> & { at?: Target; thoughts?: string })
  /** The completion itself, for what no well-behaved model says. */
  | { text: string };

/** What the policy needs of the page it acts on; a Playwright page is one. */
export interface PlacedPage {
  locator(selector: string): {
    first(): {
      boundingBox(): Promise<(Point & Size) | null>;
    };
  };
  evaluate<T>(expression: string): Promise<T>;
}

/**
 * The step as a model trained as `profileId` would write it: thoughts, then one call with its coordinate in px of the
 * image sent for this viewport. Throws where the target is not on the page.
 */
export async function completionOf(
  step: ScriptedStep,
  page: PlacedPage | null,
  profileId: string,
): Promise<string> {
  if ('text' in step && !('action' in step)) return step.text;
  const { at, thoughts, ...action } = step;
  const coordinate = at === undefined ? {} : { coordinate: await imagePoint(at, page, profileId) };
  const call = { name: 'computer_use', arguments: { ...action, ...coordinate } };
  return `${thoughts ?? `The script says ${action.action}.`}\n<tool_call>\n${JSON.stringify(call)}\n</tool_call>`;
}

async function imagePoint(
  target: Target,
  page: PlacedPage | null,
  profileId: string,
): Promise<[number, number]> {
  const profile = getProfile(profileId);
  const viewport = page
    ? await page.evaluate<Size>('({ width: innerWidth, height: innerHeight })')
    : profile.viewport;
  const image = sentSize(profile, viewport);
  const { x, y } = 'selector' in target ? await centreOf(target.selector, page) : target;
  const along = (at: number, css: number, px: number) =>
    Math.min(px - 1, Math.max(0, Math.round((at * px) / css)));
  return [along(x, viewport.width, image.width), along(y, viewport.height, image.height)];
}

async function centreOf(selector: string, page: PlacedPage | null): Promise<Point> {
  if (!page) throw new Error(`'${selector}' needs a page to be looked for on; set the server's page first.`);
  const box = await page.locator(selector).first().boundingBox();
  if (!box) throw new Error(`'${selector}' is not to be seen on the page.`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
