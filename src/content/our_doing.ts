import { isOurs } from './cursor.ts';
import { HOVER_MARK } from './pointer/hover_styles.ts';

/** Whether a mutation is of our own making and nothing the page did. */
export function isOurDoing({ target, attributeName }: MutationRecord): boolean {
  return attributeName === HOVER_MARK || isOurs(target);
}
