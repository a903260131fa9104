/** Bytes and their MIME type. */
export interface Encoded {
  type: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** What a base64 data URL holds; without `fetch`, which the extension's CSP keeps from data URLs. */
export function readDataUrl(dataUrl: string): Encoded {
  const [head = '', body = ''] = dataUrl.split(',', 2);
  const type = /^data:([^;]+);base64$/.exec(head)?.[1];
  if (!type) throw new Error(`Not a base64 data URL: ${head.slice(0, 40)}`);
  const text = atob(body);
  const bytes = new Uint8Array(text.length);
  // `Uint8Array.from` takes twenty times as long for a screenshot.
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return { type, bytes };
}

/** A blob as a base64 data URL. */
export async function blobToDataUrl(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const chunks: string[] = [];
  // Spread arguments are limited in number, so long inputs go in slices.
  for (let start = 0; start < bytes.length; start += 0x8000) {
    chunks.push(String.fromCharCode(...bytes.subarray(start, start + 0x8000)));
  }
  return `data:${blob.type};base64,${btoa(chunks.join(''))}`;
}
