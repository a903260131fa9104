import { usePanel } from '../state/context.ts';
import { goesTo } from '../words/server.ts';
import { Icon } from './icon.tsx';

/** Stands above everything for as long as a server answers instead of this computer: also while a task runs. */
export function ServerMark() {
  const { settings } = usePanel().view;
  const where = settings && goesTo(settings);
  if (!where) return null;
  return (
    <p class="server-mark" role="note">
      <Icon name="globe" />
      <span>{where}</span>
    </p>
  );
}
