import { Html } from './html.ts';

/** Flat drawings of the products on a 96 × 96 canvas, so that the shop needs no picture files. */
const DRAWINGS: Record<string, string> = {
  lamp: '<path d="M30 46 39 16h18l9 30z" fill="#f59e0b"/><path d="M46 46h4v30h-4z" fill="#44403c"/><rect x="32" y="74" width="32" height="7" rx="3" fill="#44403c"/>',
  mug: '<path d="M62 38h8a11 11 0 0 1 0 24h-8v-7h7a4 4 0 0 0 0-10h-7z" fill="#b91c1c"/><path d="M24 28h40v40a10 10 0 0 1-10 10H34a10 10 0 0 1-10-10z" fill="#dc2626"/><path d="M24 28h40v8H24z" fill="#fecaca"/>',
  chair:
    '<path d="M30 14h36v34H30z" fill="#b45309"/><path d="M36 20h24v22H36z" fill="#fde68a"/><rect x="26" y="48" width="44" height="10" rx="3" fill="#92400e"/><path d="M29 58h7v24h-7zM60 58h7v24h-7z" fill="#78350f"/>',
  book: '<rect x="24" y="16" width="48" height="64" rx="4" fill="#1d4ed8"/><path d="M24 16h9v64h-9z" fill="#1e3a8a"/><path d="M40 30h24v5H40zM40 41h17v5H40z" fill="#dbeafe"/>',
  clock:
    '<circle cx="48" cy="48" r="33" fill="#0f766e"/><circle cx="48" cy="48" r="26" fill="#f0fdfa"/><path d="M48 30v18l12 8" fill="none" stroke="#134e4a" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"/>',
  plant:
    '<path d="M48 54c-20 0-24-14-24-26 16 0 24 8 24 26zM48 50c0-18 8-28 26-30 0 18-8 30-26 30z" fill="#16a34a"/><path d="M46 48h4v14h-4z" fill="#166534"/><path d="M32 60h32l-5 22H37z" fill="#c2410c"/>',
  bag: '<path d="M36 38v-8a12 12 0 0 1 24 0v8" fill="none" stroke="#3f3f46" stroke-width="6"/><path d="M22 36h52l5 46H17z" fill="#7c3aed"/><circle cx="37" cy="46" r="3" fill="#ede9fe"/><circle cx="59" cy="46" r="3" fill="#ede9fe"/>',
  hat: '<path d="M32 56V40a16 16 0 0 1 32 0v16z" fill="#eab308"/><path d="M31 48h34v9H31z" fill="#a16207"/><ellipse cx="48" cy="61" rx="37" ry="9" fill="#facc15"/>',
  shoes:
    '<path d="M16 36h18c3 10 12 16 26 18 14 2 20 5 20 14H16z" fill="#0369a1"/><path d="M14 66h68v8a3 3 0 0 1-3 3H17a3 3 0 0 1-3-3z" fill="#e2e8f0" stroke="#64748b" stroke-width="2"/><path d="m40 48 8-7M49 53l7-7" stroke="#e0f2fe" stroke-width="4" stroke-linecap="round"/>',
  bowl: '<path d="M14 42h68c0 20-12 34-26 36H40C26 76 14 62 14 42z" fill="#0891b2"/><ellipse cx="48" cy="42" rx="34" ry="8" fill="#cffafe" stroke="#155e75" stroke-width="3"/>',
  desk: '<rect x="10" y="32" width="76" height="9" rx="2" fill="#92400e"/><path d="M15 41h7v38h-7zM74 41h7v38h-7z" fill="#78350f"/><rect x="46" y="41" width="28" height="16" fill="#b45309"/><circle cx="60" cy="49" r="3" fill="#fde68a"/>',
  pen: '<path d="m24 64 34-42 16 13-34 42z" fill="#4338ca"/><path d="m24 64 16 13-21 6z" fill="#fcd34d"/><path d="m20 76 6 5-8 3z" fill="#1e1b4b"/><path d="m58 22 4-5c2-3 5-3 8-1l7 6c3 2 3 6 1 8l-4 5z" fill="#312e81"/>',
};

/** The drawing of a product; decoration only, so it is hidden from screen readers. */
export function art(id: string): Html {
  return new Html(
    `<svg viewBox="0 0 96 96" aria-hidden="true" focusable="false">${DRAWINGS[id] ?? ''}</svg>`,
  );
}
