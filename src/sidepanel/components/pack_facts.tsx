import type { StoreState } from '../../protocol/model_store.ts';
import { bytesInWords, dayInWords } from '../words/format.ts';
import { quantInWords, upstreamInWords } from '../words/store.ts';

/** All that is known of an installed model, folded away. */
export function PackFacts({ pack }: { pack: StoreState['installed'][number] }) {
  const facts: [string, string][] = [
    ['From', pack.from ?? 'not known'],
    ...(pack.upstream ? [['Weights', upstreamInWords(pack.upstream)] satisfies [string, string]] : []),
    ['Stored as', `${quantInWords(pack.quant)}, ${bytesInWords(pack.bytes)}`],
    ['Used like', pack.profile ?? 'not known'],
    ['Added', pack.installedAt === null ? 'not known' : dayInWords(pack.installedAt)],
    ['Last used', pack.lastUsedAt === null ? 'never' : dayInWords(pack.lastUsedAt)],
    ['Hash', pack.hash],
  ];
  return (
    <details class="about">
      <summary aria-label={`About ${pack.name}`}>About</summary>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
