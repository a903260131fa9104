import type { Page } from 'playwright-core';
import type { SitesState } from '../../../test/sites/serve.ts';

/** Looks at what the page and its server have become; the model's own word does not count. */
export type Judge = (world: { state: SitesState; page: Page }) => boolean | Promise<boolean>;

/**
 * How the outcome of a task can be seen on the demo pages, by the way the task is worded. The first that fits
 * counts; a named group is a word of the task.
 */
const RULES: readonly { task: RegExp; judge: (words: Record<string, string>) => Judge }[] = [
  {
    task: /^(?:add|put) (?:the |an? )?(?<item>[\w -]+?) (?:to|in|into) the (?:cart|basket)/i,
    judge:
      ({ item }) =>
      ({ state }) =>
        state.shop.cart.length === 1 && state.shop.cart[0]?.product === item?.toLowerCase(),
  },
  {
    task: /^search for (?:the |an? )?(?<words>[^.]+)/i,
    judge:
      ({ words }) =>
      ({ state }) =>
        state.shop.searches.some((search) => search.toLowerCase() === words?.toLowerCase()),
  },
  {
    task: /^type "(?<text>[^"]*)" into the (?<field>[\w -]+?) field/i,
    judge:
      ({ text, field }) =>
      async ({ page }) =>
        (await page
          .getByLabel(field ?? '')
          .first()
          .inputValue()) === text,
  },
  {
    task: /^click the (?<name>[\w -]+?) button/i,
    judge:
      ({ name }) =>
      ({ state }) =>
        state.clicks.at(-1)?.value.toLowerCase() === name?.toLowerCase(),
  },
  {
    task: /^(?:scroll down to|scroll to|find) (?:the )?(?<heading>[\w -]+)/i,
    judge:
      ({ heading }) =>
      async ({ page }) => {
        const box = await page
          .getByRole('heading', { name: heading ?? '' })
          .first()
          .boundingBox();
        const height = await page.evaluate(() => innerHeight);
        return box !== null && box.y >= 0 && box.y + box.height <= height;
      },
  },
  {
    task: /^(?:place the order|order|buy)\b/i,
    judge:
      () =>
      ({ state }) =>
        state.shop.orders.length === 1,
  },
];

/** How to tell from the page that `task` is done; null when no rule knows. */
export function judgeFor(task: string): Judge | null {
  for (const rule of RULES) {
    const words = rule.task.exec(task);
    if (words) return rule.judge({ ...words.groups });
  }
  return null;
}
