/** The bytes of a base64 data URL as a blob; without `fetch`, which the extension's CSP keeps from data URLs. */
export function dataUrlToBlob(dataUrl: string): Blob {
  const [head = '', body = ''] = dataUrl.split(',', 2);
  const type = /^data:([^;]+);base64$/.exec(head)?.[1];
  if (!type) throw new Error(`Not a base64 data URL: ${head.slice(0, 40)}`);
  return new Blob([Uint8Array.from(atob(body), (character) => character.charCodeAt(0))], { type });
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
