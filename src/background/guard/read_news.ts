import { z } from 'zod';
import { News } from '../../protocol/news.ts';

/** A frame that tells more than the script ever does was not answered for by it. */
const MAX_NEWS = 20;

/** A page may have answered for the script: what fits no schema is dropped. */
export function readNews(result: unknown): News[] {
  const items = z.array(z.unknown()).max(MAX_NEWS).safeParse(result);
  if (!items.success) return [];
  return items.data.flatMap((item) => News.safeParse(item).data ?? []);
}
