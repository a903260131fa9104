import { useEffect } from 'preact/hooks';
import type { MemoryNeeds } from '../../protocol/memory.ts';
import { usePanel } from '../state/context.ts';
import { bytesInWords } from '../words/format.ts';
import { contextInWords, needsInWords, partsInWords, screenshotsInWords } from '../words/memory.ts';

/** What the chosen model takes before it is loaded, and the lengths of context to choose from. */
export function MemoryNeedsNote() {
  const { view, act } = usePanel();
  const { settings, needs } = view;
  const { lookAtNeeds } = act;
  useEffect(() => {
    if (settings !== null) void lookAtNeeds(settings);
  }, [settings, lookAtNeeds]);
  if (needs === null) return null;
  return (
    <div class="needs">
      {needs.backend === 'cpu' ? (
        <p class="quiet small">{needsInWords(needs)}</p>
      ) : (
        <p class="small">
          <b>{needsInWords(needs)}</b>
          <br />
          {partsInWords(needs)}
        </p>
      )}
      {needs.problem !== null && (
        <p class="small room" role="alert">
          {needs.problem}
        </p>
      )}
      {needs.backend !== 'cpu' && <ContextChoice needs={needs.needs} />}
    </div>
  );
}

/** Keys and values are set aside for the whole context at once, so its length decides what is left. */
function ContextChoice({ needs }: { needs: MemoryNeeds }) {
  const { view, act } = usePanel();
  return (
    <>
      <label class="field">
        <b>Length of the conversation</b>
        <select
          value={needs.contextTokens}
          onChange={({ currentTarget }) => act.chooseContext(Number(currentTarget.value))}
        >
          {needs.contexts.map(({ contextTokens, gpuBytes }) => (
            <option key={contextTokens} value={contextTokens}>
              {contextInWords(contextTokens, gpuBytes)}
            </option>
          ))}
        </select>
      </label>
      <p class="quiet small">
        One screenshot takes {needs.screenshotTokens.toLocaleString('en')} tokens.{' '}
        {view.historyChoice && view.settings && `${screenshotsInWords(needs, view.settings.history.leave)} `}
        {needs.at4Bits !== null &&
          `Imported at 4 bits, this model would need ${bytesInWords(needs.at4Bits)}. `}
        The browser does not tell how much memory a GPU has. Where it is too little, loading ends with a
        message.
      </p>
    </>
  );
}
