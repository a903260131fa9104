import { LIMITS, PROBES } from '../levels.ts';
import { MEMORY } from './memory.ts';

/**
 * The quantiser as WebAssembly text: two blocks of 32 at a time, one in each lane of an f64x2, each in the order and
 * with the roundings in which a plain loop goes through it. So its bytes are those of the plain loop
 * (test/weights/plain_quantiser.ts).
 *
 * `q4` and `q8` (input, pairs of blocks, out, scales) → index of the first pair with a value that is not finite, or −1.
 * The float64 at `sums` and after it grow by the squared error and the squared norm of every block.
 * `widen` (from, to, end) → bf16 values, eight at a time, as float32 from `to` to `end`.
 */
export function kernelText(): string {
  return `(module
  (memory (export "memory") 11)
  ${widen()}
  ${roundToHalf()}
  ${quantiser('q4')}
  ${quantiser('q8')}
)`;
}

const splat = (value: number | string) => `(f64x2.splat (f64.const ${value}))`;
/** a where the mask is set, else b */
const select = (a: string, b: string, mask: string) => `(v128.bitselect ${a} ${b} ${mask})`;
const get = (name: string) => `(local.get $${name})`;
const set = (name: string, value: string) => `(local.set $${name} ${value})`;
const add = (name: string, value: string) => set(name, `(f64x2.add ${get(name)} ${value})`);
const mul = (a: string, b: string) => `(f64x2.mul ${a} ${b})`;

/** Values 0 to 31 of both blocks one after the other; $at is 16 times the index. */
function eachValue(label: string, body: string): string {
  return `${set('at', '(i32.const 0)')}
  (loop $${label}
    ${set('x', `(v128.load offset=${MEMORY.values} ${get('at')})`)}
    ${body}
    ${set('at', `(i32.add ${get('at')} (i32.const 16))`)}
    (br_if $${label} (i32.lt_u ${get('at')} (i32.const 512))))`;
}

/** bf16 is the upper half of a float32. Writing may follow reading in the same memory: it catches up only at the end. */
function widen(): string {
  const four = (first: number) => {
    const lanes = [0, 1, 2, 3].map((i) => `16 16 ${first + 2 * i} ${first + 2 * i + 1}`).join(' ');
    return `(i8x16.shuffle ${lanes} ${get('v')} (v128.const i64x2 0 0))`;
  };
  return `(func (export "widen") (param $from i32) (param $to i32) (param $end i32) (local $v v128)
    (loop $next
      ${set('v', `(v128.load ${get('from')})`)}
      (v128.store ${get('to')} ${four(0)})
      (v128.store offset=16 ${get('to')} ${four(8)})
      ${set('from', `(i32.add ${get('from')} (i32.const 16))`)}
      ${set('to', `(i32.add ${get('to')} (i32.const 32))`)}
      (br_if $next (i32.lt_u ${get('to')} ${get('end')}))))`;
}

/** The nearest finite half-precision number, ties to even: roundToHalf of float16.ts. */
function roundToHalf(): string {
  const exponent = `(v128.and ${get('m')} (v128.const i64x2 0x7ff0000000000000 0x7ff0000000000000))`;
  return `(func $half (param $v v128) (result v128) (local $m v128) (local $spacing v128)
    ${set('m', `(f64x2.abs ${get('v')})`)}
    ;; 2^exponent, and for subnormal halves 2^-14; halves lie a 1024th of it apart
    ${set('spacing', mul(`(f64x2.pmax ${exponent} ${splat('0x1p-14')})`, splat('0x1p-10')))}
    (v128.or
      (v128.and ${get('v')} (v128.const i64x2 0x8000000000000000 0x8000000000000000))
      (f64x2.pmin
        ${mul(`(f64x2.nearest (f64x2.div ${get('m')} ${get('spacing')}))`, get('spacing'))}
        ${splat(65504)})))`;
}

function quantiser(kind: 'q4' | 'q8'): string {
  const { low, high } = LIMITS[kind];
  /** @param most magnitude that the value can have; without it, any */
  const nearest = (value: string, most = Number.POSITIVE_INFINITY) => {
    const level = `(f64x2.floor (f64x2.add ${value} ${get('half')}))`;
    const raised = Math.floor(0.5 - most) < low ? `(f64x2.pmax ${level} ${get('low')})` : level;
    return Math.floor(0.5 + most) > high ? `(f64x2.pmin ${raised} ${get('high')})` : raised;
  };
  const probes = PROBES[kind].map((_, p) => `(local $i${p} v128) (local $xq${p} v128) (local $qq${p} v128)`);
  return `(func (export "${kind}") (param $input i32) (param $pairs i32) (param $out i32) (param $scales i32)
    (result i32)
    (local $pair i32) (local $at i32) (local $x v128) (local $q v128) (local $d v128) (local $a v128) (local $b v128)
    (local $norm v128) (local $largest v128) (local $gain v128) (local $best v128) (local $scale v128)
    (local $error v128) (local $xq v128) (local $qq v128) (local $refit v128) (local $error2 v128) (local $mask v128)
    (local $moved v128) (local $half v128) (local $low v128) (local $high v128)
    ${probes.join(' ')}
    ${set('half', splat(0.5))} ${set('low', splat(low))} ${set('high', splat(high))}
    (block $done (loop $next
      (br_if $done (i32.ge_u ${get('pair')} ${get('pairs')}))
      ${load()}
      ${eachValue(
        'norm',
        `${add('norm', mul(get('x'), get('x')))}
        ${set('largest', select(get('x'), get('largest'), `(f64x2.gt (f64x2.abs ${get('x')}) (f64x2.abs ${get('largest')}))`))}`,
      )}
      (if (i32.eqz (i64x2.all_true (f64x2.eq (f64x2.sub ${get('norm')} ${get('norm')}) ${splat(0)})))
        (then (return ${get('pair')})))
      ${set('largest', select(get('largest'), splat(1), `(f64x2.ne ${get('largest')} ${splat(0)})`))}
      ${search(kind, nearest)}
      ${set('scale', `(call $half ${get('scale')})`)}
      ${set('scale', `(v128.and ${get('scale')} (f64x2.ne ${get('scale')} ${splat(0)}))`)} ;; no negative zero
      ${place('scale', 'error', MEMORY.levels, nearest, true)}
      ${set('refit', `(call $half (v128.and (f64x2.div ${get('xq')} ${get('qq')}) (f64x2.gt ${get('qq')} ${splat(0)})))`)}
      ${set('moved', `(v128.and (f64x2.ne ${get('refit')} ${get('scale')}) (f64x2.ne ${get('refit')} ${splat(0)}))`)}
      (if (v128.any_true ${get('moved')}) (then
        ${place('refit', 'error2', MEMORY.refitted, nearest, false)}
        ${set('moved', `(v128.and ${get('moved')} (f64x2.le ${get('error2')} ${get('error')}))`)}))
      ${set('mask', get('moved'))}
      ${set('scale', select(get('refit'), get('scale'), get('mask')))}
      ${set('error', select(get('error2'), get('error'), get('mask')))}
      ${sum(0, 'error')}
      ${sum(8, 'norm')}
      (v128.store64_lane 0 ${get('scales')} (f32x4.demote_f64x2_zero ${get('scale')}))
      ${kind === 'q4' ? packPairs() : packBytes()}
      ${set('input', `(i32.add ${get('input')} (i32.const 256))`)}
      ${set('scales', `(i32.add ${get('scales')} (i32.const 8))`)}
      ${set('out', `(i32.add ${get('out')} (i32.const ${kind === 'q4' ? 32 : 64}))`)}
      ${set('pair', `(i32.add ${get('pair')} (i32.const 1))`)}
      (br $next)))
    (i32.const -1))`;
}

/** Two blocks of float32, one after the other → their values side by side as float64. */
function load(): string {
  const two = (lanes: string, at: number) =>
    `(v128.store offset=${at} (i32.const ${MEMORY.values})
      (f64x2.promote_low_f32x4 (i8x16.shuffle ${lanes} ${get('a')} ${get('b')})))`;
  const lanes = (i: number) => {
    const bytes = (from: number) => [0, 1, 2, 3].map((byte) => from + byte).join(' ');
    return `${bytes(4 * i)} ${bytes(16 + 4 * i)} 0 0 0 0 0 0 0 0`;
  };
  return `${set('norm', splat(0))} ${set('largest', splat(0))} ${set('best', splat(0))} ${set('scale', splat(0))}
    ${Array.from({ length: 8 }, (_, four) => {
      const at = 16 * four;
      return `${set('a', `(v128.load offset=${at} ${get('input')})`)} ${set('b', `(v128.load offset=${at + 128} ${get('input')})`)}
        ${[0, 1, 2, 3].map((i) => two(lanes(i), 64 * four + 16 * i)).join(' ')}`;
    }).join('\n')}`;
}

/** The least-squares scale of the probe with the least squared error; three probes share a pass over the values. */
function search(kind: 'q4' | 'q8', nearest: (value: string, most: number) => string): string {
  const all = PROBES[kind].map((probe, p) => ({ probe, p }));
  const passes = Array.from({ length: Math.ceil(all.length / 3) }, (_, i) => all.slice(3 * i, 3 * i + 3));
  return passes
    .map(
      (pass, i) => `${pass
        .map(
          ({ probe, p }) =>
            `${set(`i${p}`, `(f64x2.div ${splat(probe)} ${get('largest')})`)}
            ${set(`xq${p}`, splat(0))} ${set(`qq${p}`, splat(0))}`,
        )
        .join('\n')}
      ${eachValue(
        `probe${i}`,
        pass
          .map(
            // Largest times probe by largest, each rounded once: a hair more than the probe at most.
            ({
              probe,
              p,
            }) => `${set('q', nearest(mul(get('x'), get(`i${p}`)), Math.abs(probe) * (1 + 2 ** -40)))}
            ${add(`xq${p}`, mul(get('x'), get('q')))} ${add(`qq${p}`, mul(get('q'), get('q')))}`,
          )
          .join('\n'),
      )}
      ${pass
        .map(
          ({ p }) => `${set('gain', `(f64x2.div ${mul(get(`xq${p}`), get(`xq${p}`))} ${get(`qq${p}`)})`)}
          ${set('mask', `(f64x2.gt ${get('gain')} ${get('best')})`)}
          ${set('best', select(get('gain'), get('best'), get('mask')))}
          ${set('scale', select(`(f64x2.div ${get(`xq${p}`)} ${get(`qq${p}`)})`, get('scale'), get('mask')))}`,
        )
        .join('\n')}`,
    )
    .join('\n');
}

/** The nearest level of every value, and the squared error; a scale of 0 has only level 0. */
function place(
  scale: string,
  error: string,
  to: number,
  nearest: (value: string) => string,
  fit: boolean,
): string {
  return `${set(error, splat(0))} ${set('mask', `(f64x2.ne ${get(scale)} ${splat(0)})`)}
    ${fit ? `${set('xq', splat(0))} ${set('qq', splat(0))}` : ''}
    ${eachValue(
      `place_${scale}`,
      `${set('q', `(v128.and ${nearest(`(f64x2.div ${get('x')} ${get(scale)})`)} ${get('mask')})`)}
      (v128.store offset=${to} ${get('at')} ${get('q')})
      ${set('d', `(f64x2.sub ${get('x')} ${mul(get('q'), get(scale))})`)}
      ${add(error, mul(get('d'), get('d')))}
      ${fit ? `${add('xq', mul(get('x'), get('q')))} ${add('qq', mul(get('q'), get('q')))}` : ''}`,
    )}`;
}

/** The first block's value, then the second's, onto a running sum. */
function sum(offset: number, name: string): string {
  const at = `(i32.const ${MEMORY.sums + offset})`;
  const lane = (i: number) => `(f64x2.extract_lane ${i} ${get(name)})`;
  return `(f64.store ${at} (f64.add (f64.add (f64.load ${at}) ${lane(0)}) ${lane(1)}))`;
}

/** Level i of both blocks, made positive, in the low bytes of two 32-bit lanes. */
function level(i: number, zeroPoint: number): string {
  const at = (base: number) => `(v128.load (i32.const ${base + 16 * i}))`;
  const chosen = select(at(MEMORY.refitted), at(MEMORY.levels), get('mask'));
  return `(i32x4.trunc_sat_f64x2_s_zero (f64x2.add ${chosen} ${splat(zeroPoint)}))`;
}

function stored(i: number, second: number): string {
  return `(v128.store8_lane offset=${i} 0 ${get('out')} ${get('q')})
    (v128.store8_lane offset=${second + i} 4 ${get('out')} ${get('q')})`;
}

function packPairs(): string {
  return Array.from(
    { length: 16 },
    (_, i) => `${set('q', `(v128.or ${level(2 * i, 8)} (i32x4.shl ${level(2 * i + 1, 8)} (i32.const 4)))`)}
      ${stored(i, 16)}`,
  ).join('\n');
}

function packBytes(): string {
  return Array.from({ length: 32 }, (_, i) => `${set('q', level(i, 128))} ${stored(i, 32)}`).join('\n');
}
