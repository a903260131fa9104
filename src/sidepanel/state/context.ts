import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { PanelActions } from './actions.ts';
import type { PanelView } from './panel_view.ts';
import type { PanelPorts } from './ports.ts';

export interface Panel {
  view: PanelView;
  act: PanelActions;
}

/** Apart from the view, so that pictures are not drawn again with every word that streams in. */
export const ScreenshotContext = createContext<PanelPorts['screenshot']>(async () => null);

export const PanelContext = createContext<Panel | null>(null);

/** The panel's view and actions. Throws outside of `App`. */
export function usePanel(): Panel {
  const panel = useContext(PanelContext);
  if (panel === null) throw new Error('usePanel was called outside of <App>');
  return panel;
}
