import { createHash } from 'node:crypto';

/** `count` of the items, in their order: always the same ones, and among those of any larger count. */
export function subsample<T extends { id: string }>(items: readonly T[], count: number): T[] {
  const rank = ({ id }: T) => createHash('sha256').update(id).digest('hex');
  const chosen = new Set(
    items
      .map((item) => ({ item, rank: rank(item) }))
      .sort((a, b) => (a.rank < b.rank ? -1 : 1))
      .slice(0, count)
      .map(({ item }) => item),
  );
  return items.filter((item) => chosen.has(item));
}
