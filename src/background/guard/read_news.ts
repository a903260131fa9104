import { z } from 'zod';
import { News } from '../../protocol/news.ts';

const Answer = z.object({ news: z.array(z.unknown()), pending: z.number().int().min(0) });

/** A frame that tells more than the script ever does was not answered for by it. */
const MAX_NEWS = 20;

/** A page may have answered for the script: what fits no schema is dropped. */
export function readAnswer(result: unknown): { news: News[]; pending: number } {
  const answer = Answer.safeParse(result);
  if (!answer.success || answer.data.news.length > MAX_NEWS) return { news: [], pending: 0 };
  const { news, pending } = answer.data;
  return { news: news.flatMap((item) => News.safeParse(item).data ?? []), pending };
}
