import { type Behaviour, keys, plain } from './behaviour.ts';

const TALL = '<div style="height:5000px"></div>';
const BOX = `<div id=c style="height:200px;overflow:auto">${TALL}</div>${TALL}`;
const tops = (selector: string) => `[Math.round(document.querySelector('${selector}').scrollTop), scrollY]`;
const wheel = (name: string, html: string, see: string, expected: unknown, script = '') =>
  plain(`the wheel: ${name}`, html, (h) => h.scroll('#c', 300), see, expected, script);
const pressed = (name: string, html: string, key: string, see: string, expected: unknown) =>
  plain(`keys that scroll: ${name}`, html, keys('#c', key), see, expected);
/** Waits for what must not happen, after what shows that the wheel has turned. */
const STILL = "addEventListener('wheel', () => setTimeout(() => log.push(scrollY), 600));";

/** What the wheel and the keys scroll, and what keeps them from it. */
export const scrolling: readonly Behaviour[] = [
  wheel(
    'a page that is locked under a dialog',
    `<style>body { overflow: hidden }</style><div id=c style="height:100px">C</div>${TALL}`,
    'log',
    [0],
    STILL,
  ),
  wheel(
    'past a box that does not contain what it holds',
    `<div id=s style="height:200px;overflow:auto"><div id=c style="position:absolute;left:300px;top:0;width:50px;height:50px">C</div>${TALL}</div>${TALL}`,
    tops('#s'),
    [0, 300],
  ),
  wheel(
    'fixed inside a box that scrolls',
    `<div id=s style="height:200px;overflow:auto"><div id=c style="position:fixed;left:300px;top:0;width:50px;height:50px">C</div>${TALL}</div>${TALL}`,
    tops('#s'),
    [0, 300],
  ),
  wheel(
    'a page whose body scrolls',
    `<style>html, body { height: 100%; margin: 0 } html { overflow: hidden } body { overflow: auto }</style><div id=c style="height:50px">C</div>${TALL}`,
    tops('body'),
    [300, 0],
  ),
  wheel(
    'over a frame that may not scroll',
    `<iframe id=c scrolling=no srcdoc="<div style='height:3000px'>" height=200></iframe>${TALL}`,
    "[document.querySelector('#c').contentWindow.scrollY, scrollY]",
    [0, 300],
  ),
  wheel(
    'a number field that has the focus counts',
    `<input id=c type=number value=5>${TALL}`,
    "[document.querySelector('#c').value, scrollY]",
    ['4', 0],
    "document.querySelector('#c').focus();",
  ),
  wheel(
    'what pages of old read',
    `<div id=c style="height:100px">C</div>`,
    'log',
    [true],
    "addEventListener('wheel', (e) => log.push(e.wheelDelta < 0 && e.wheelDelta === e.wheelDeltaY));",
  ),
  pressed('PageDown in a box that was clicked', BOX, 'PageDown', tops('#c'), [175, 0]),
  pressed('an arrow there', BOX, 'ArrowDown', tops('#c'), [40, 0]),
  pressed('Space there', BOX, ' ', tops('#c'), [175, 0]),
  pressed('End there', BOX, 'End', tops('#c'), [4800, 0]),
  pressed(
    'sideways',
    '<div id=c tabindex=0 style="width:200px;overflow:auto"><div style="width:3000px;height:20px"></div></div>',
    'ArrowRight',
    "document.querySelector('#c').scrollLeft",
    40,
  ),
  pressed('Space on a link', `<a id=c href="#x">C</a>${TALL}`, ' ', 'scrollY > 100', true),
  pressed('Control+End', `<p id=c>C</p>${TALL}`, 'Control+End', 'scrollY > 3000', true),
  pressed(
    'PageDown in a frame that was clicked',
    `<iframe id=c srcdoc="<div style='height:3000px'>" height=200></iframe>${TALL}`,
    'PageDown',
    "[Math.round(document.querySelector('#c').contentWindow.scrollY), scrollY]",
    [175, 0],
  ),
  pressed(
    'PageDown leaves room for a header',
    `<style>html { scroll-padding-top: 200px }</style><p id=c>C</p>${TALL}`,
    'PageDown',
    'Math.abs(scrollY - (innerHeight - 200) * 0.875) < 3',
    true,
  ),
];
