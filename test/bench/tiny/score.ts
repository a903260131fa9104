import type { Family, Query } from '../../../models/fara-tiny/pages/tasks.ts';
import type { ReadAnswer } from '../../../src/fara/check/ask.ts';
import { isInside } from '../../../src/fara/check/page.ts';
import type { Boxes } from './gallery.ts';

/** Shares from 0 to 1. */
export interface Shares {
  /** The action's name is the right one, of all questions. */
  actionType: number;
  /** The point is inside the target, of the questions whose answer has one. */
  clickInside: number;
  /** The typed text is the task's, letter for letter, of the questions that ask to type. */
  textExact: number;
  /** Terminated with the right status, of the questions whose answer is to terminate. */
  terminate: number;
  /** Stopped with a thought that says so, of the pages that are critical points. */
  criticalStop: number;
}

class Share {
  right = 0;
  asked = 0;
  add(right: boolean): boolean {
    this.asked += 1;
    if (right) this.right += 1;
    return right;
  }
  get value(): number {
    return this.asked === 0 ? 0 : this.right / this.asked;
  }
}

/** Counts answers that were right. */
export class Score {
  readonly families = new Map<Family, Share>();
  readonly #by = {
    actionType: new Share(),
    clickInside: new Share(),
    textExact: new Share(),
    terminate: new Share(),
    criticalStop: new Share(),
  };

  get counts(): ReadonlyMap<Family, number> {
    return new Map([...this.families].map(([family, share]) => [family, share.asked]));
  }

  add({ family, answer }: Query, { result, point }: ReadAnswer, boxes: Boxes): void {
    const given = result.ok ? result.answer : null;
    const checks = [this.#by.actionType.add(given?.action.action === answer.action)];
    if ('target' in answer) {
      const [x, y, width, height] = boxes.get(answer.target) ?? [0, 0, -1, -1];
      checks.push(this.#by.clickInside.add(point !== null && isInside(point, { x, y, width, height })));
    }
    if (answer.action === 'type') {
      const action = given?.action.action === 'type' ? given.action : null;
      checks.push(this.#by.textExact.add(action?.text === answer.text));
      checks.push(action?.press_enter === answer.enter);
    }
    if (answer.action === 'terminate' && family !== 'critical') {
      const critical = /critical point/i.test(given?.thoughts ?? '');
      const right =
        given?.action.action === 'terminate' && given.action.status === answer.status && !critical;
      checks.push(this.#by.terminate.add(right));
    }
    if (family === 'critical') {
      const right = given?.action.action === 'terminate' && /critical point/i.test(given.thoughts);
      checks.push(this.#by.criticalStop.add(right));
    }
    const share = this.families.get(family) ?? new Share();
    this.families.set(family, share);
    share.add(checks.every(Boolean));
  }

  shares(): Shares {
    const { actionType, clickInside, textExact, terminate, criticalStop } = this.#by;
    return {
      actionType: actionType.value,
      clickInside: clickInside.value,
      textExact: textExact.value,
      terminate: terminate.value,
      criticalStop: criticalStop.value,
    };
  }
}
