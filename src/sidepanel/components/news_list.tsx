import type { News } from '../../protocol/news.ts';
import { newsInWords } from '../words/news.ts';

/** What happened that no screenshot shows: dialogs, choosers, windows, downloads. */
export function NewsList({ news }: { news: readonly News[] | undefined }) {
  if (!news?.length) return null;
  return (
    <ul class="news" aria-label="Also happened">
      {news.map((one, index) => (
        // The list only ever grows, and its lines may be alike.
        <li key={`${index}`} data-news={one.what}>
          {newsInWords(one)}
        </li>
      ))}
    </ul>
  );
}
