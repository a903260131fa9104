import type { AskedPermission, News } from '../../protocol/news.ts';
import { addressInWords } from './format.ts';

const PERMISSIONS: Record<AskedPermission, string> = {
  geolocation: 'your location',
  notifications: 'to send notifications',
  camera: 'your camera',
  microphone: 'your microphone',
  screen: 'to record your screen',
  'clipboard-read': 'to read your clipboard',
};

/** What the page did that the screenshot does not show, in one line. A page's words stand in quotes. */
export function newsInWords(news: News): string {
  switch (news.what) {
    case 'dialog':
      return dialogInWords(news.kind, news.text);
    case 'file_chooser':
      return 'The page asked for a file';
    case 'permission':
      return `The page asks for ${PERMISSIONS[news.name]}`;
    case 'window':
      return news.opened === false
        ? `A new window was not opened: ${addressInWords(news.url)}`
        : `A new window was opened in this tab instead: ${addressInWords(news.url)}`;
    case 'download': {
      const name = news.name === '' ? '' : ` “${news.name}”`;
      return news.sure ? `Download${name}` : `Probably a download${name}: the page was not left`;
    }
  }
}

function dialogInWords(kind: (News & { what: 'dialog' })['kind'], text: string): string {
  const words = text === '' ? '' : ` “${text}”`;
  switch (kind) {
    case 'alert':
      return `The page said${words} (closed)`;
    case 'confirm':
      return `The page asked${words} (answered no)`;
    case 'prompt':
      return `The page asked for text${words} (left empty)`;
    case 'beforeunload':
      return 'The page asked whether to leave it (stayed)';
    case 'print':
      return 'The page wanted to print (closed)';
  }
}
