/** The exports of a small WebAssembly module that is text in the script; compiled at once, which workers may. */
export function instantiate(base64: string): { memory: ArrayBuffer; exports: WebAssembly.Exports } {
  const code = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code));
  const { memory } = exports;
  if (!(memory instanceof WebAssembly.Memory)) throw new Error('the module exports no memory');
  return { memory: memory.buffer, exports };
}
