import type { AppEvent } from '../../protocol/events.ts';
import type { memoryMethods } from '../../protocol/memory.ts';
import type { Caller } from '../../protocol/messages.ts';
import type { storeMethods } from '../../protocol/model_store.ts';
import type { panelMethods } from '../../protocol/panel.ts';
import type { TargetTab } from './panel_view.ts';

/** What the panel needs from outside; `browser_ports.ts` supplies it from the extension's own APIs. */
export interface PanelPorts {
  background: Caller<typeof panelMethods>;
  models: Caller<typeof storeMethods & typeof memoryMethods>;
  /** Calls `listener` for each event until `signal` aborts. */
  events(listener: (event: AppEvent) => void, signal: AbortSignal): void;
  /** Calls `listener` now and on each change until `signal` aborts. */
  watchAccess(listener: (granted: boolean) => void, signal: AbortSignal): void;
  /** Must be called from within a click or key handler. */
  requestAccess(): Promise<boolean>;
  /** Asks whether the extension may talk to the server at this address; from within a handler, too. */
  requestServerAccess(url: string): Promise<boolean>;
  /** Asks whether weights may be downloaded from the server at this address; from within a handler, too. */
  requestDownloadAccess(base: string): Promise<boolean>;
  /** Calls `listener` now and on each change until `signal` aborts; null: no tab to work in. */
  watchTab(listener: (tab: TargetTab | null) => void, signal: AbortSignal): void;
  /**
   * A folder to write into, from the browser's picker; null when the person changed their mind, undefined where there
   * is no such picker. Must be called from within a click or key handler.
   */
  pickTarget(): Promise<FileSystemDirectoryHandle | null | undefined>;
  /** The same for a folder to read from. */
  pickFolder(): Promise<FileSystemDirectoryHandle | null | undefined>;
  /** Asks whether a folder that is kept may be read again; from within a handler, too. */
  allowFolder(id: string): Promise<boolean>;
  /** Hands every file of an installed pack to the browser's downloads. */
  downloadPack(id: string): Promise<void>;
  /** A stored screenshot as PNG, or null when it is no longer kept. */
  screenshot(id: string): Promise<Blob | null>;
}
