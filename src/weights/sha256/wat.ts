import { K, MEMORY } from './constants.ts';

const get = (name: string) => `(local.get $${name})`;
const set = (name: string, value: string) => `(local.set $${name} ${value})`;
const op = (name: string) => (a: string, b: string) => `(i32.${name} ${a} ${b})`;
const add = (...all: string[]) => all.reduce(op('add'));
const xor = (...all: string[]) => all.reduce(op('xor'));
const and = op('and');
const rotated = (x: string, ...by: number[]) => by.map((n) => `(i32.rotr ${get(x)} (i32.const ${n}))`);
const shifted = (x: string, by: number) => `(i32.shr_u ${get(x)} (i32.const ${by}))`;

/**
 * The compression function of SHA-256 (FIPS 180-4, 6.2.2) as WebAssembly text, its 64 rounds written out: the eight
 * variables change names from round to round, so nothing is moved. `compress` (end) takes the blocks from `input` to
 * `end` into the state.
 */
export function sha256Text(): string {
  const variables = 'abcdefgh'.split('');
  const words = Array.from({ length: 16 }, (_, i) => `w${i}`);
  const state = (i: number) => `(i32.const ${MEMORY.state + 4 * i})`;
  return `(module
  (memory (export "memory") 2)
  (func (export "compress") (param $end i32)
    (local $at i32) (local $t i32) (local $v v128)
    ${[...variables, ...words].map((name) => `(local $${name} i32)`).join(' ')}
    ${set('at', `(i32.const ${MEMORY.input})`)}
    ${variables.map((name, i) => set(name, `(i32.load ${state(i)})`)).join(' ')}
    (block $done (loop $next
      (br_if $done (i32.ge_u ${get('at')} ${get('end')}))
      ${[0, 4, 8, 12].map(loadFour).join('\n')}
      ${Array.from({ length: 64 }, (_, i) => round(i)).join('\n')}
      ${variables.map((name, i) => set(name, add(get(name), `(i32.load ${state(i)})`))).join(' ')}
      ${variables.map((name, i) => `(i32.store ${state(i)} ${get(name)})`).join(' ')}
      ${set('at', `(i32.add ${get('at')} (i32.const 64))`)}
      (br $next)))))`;
}

/** Words lie with their highest byte first. */
function loadFour(first: number): string {
  const turned = '3 2 1 0 7 6 5 4 11 10 9 8 15 14 13 12';
  const four = `(v128.load offset=${4 * first} ${get('at')})`;
  return `${set('v', `(i8x16.shuffle ${turned} ${four} ${four})`)}
    ${[0, 1, 2, 3].map((i) => set(`w${first + i}`, `(i32x4.extract_lane ${i} ${get('v')})`)).join(' ')}`;
}

function round(i: number): string {
  const name = (k: number) => 'abcdefgh'[(k - i + 64) % 8] ?? '';
  const [a, b, c, d, e, f, g, h] = [0, 1, 2, 3, 4, 5, 6, 7].map(name) as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const word = (k: number) => `w${k % 16}`;
  const schedule =
    i < 16
      ? ''
      : set(
          word(i),
          add(
            get(word(i)),
            get(word(i + 9)),
            xor(...rotated(word(i + 1), 7, 18), shifted(word(i + 1), 3)),
            xor(...rotated(word(i + 14), 17, 19), shifted(word(i + 14), 10)),
          ),
        );
  const choice = xor(get(g), and(get(e), xor(get(f), get(g))));
  const majority = xor(and(get(a), get(b)), and(get(c), xor(get(a), get(b))));
  return `${schedule}
    ${set('t', add(get(h), xor(...rotated(e, 6, 11, 25)), choice, add(`(i32.const ${K[i]})`, get(word(i)))))}
    ${set(d, add(get(d), get('t')))}
    ${set(h, add(get('t'), xor(...rotated(a, 2, 13, 22)), majority))}`;
}
