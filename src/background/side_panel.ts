/**
 * Chrome only: the toolbar button (and its keyboard command) opens the side panel of that window. The panel is
 * opened by hand rather than by `openPanelOnActionClick`, so that the click also grants `activeTab`.
 */
export function openPanelFromToolbar(): void {
  chrome.action.onClicked.addListener((tab) => {
    chrome.sidePanel.open({ windowId: tab.windowId }).catch(console.error);
  });
}
