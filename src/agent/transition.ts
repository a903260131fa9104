import type { TaskRecord } from '../protocol/task.ts';
import { command } from './command.ts';
import type { TaskEvent } from './events.ts';
import { report } from './report.ts';

/**
 * The state machine: the record after one event, with its revision raised; the very same object when the event
 * changes nothing. Pure. `now` in ms since the epoch.
 *
 *     idle → settling → observing → thinking → guarding → acting → settling …
 *                          ↑   │        │ ↺        ├→ awaiting_approval → acting | settling | handed_over
 *                          └───│────────┼──────────┘
 *                              └────────┼→ asking          (unreadable, or in vain, three times)
 *                                       └→ done            (terminate)
 *
 * Any of these → paused | stopped | failed.
 */
export function transition(record: TaskRecord, event: TaskEvent, now: number): TaskRecord {
  const next = apply(record, event);
  return next === record ? record : { ...next, revision: record.revision + 1, updatedAt: now };
}

function apply(record: TaskRecord, event: TaskEvent): TaskRecord {
  switch (event.type) {
    case 'start':
    case 'pause':
    case 'resume':
    case 'stop':
    case 'approve':
    case 'deny':
    case 'take_over':
    case 'hand_back':
    case 'answer':
    case 'follow_up':
    case 'tab_closed':
    case 'stuck':
      return command(record, event);
    case 'woken':
    case 'observed':
    case 'understood':
    case 'unreadable':
    case 'allowed':
    case 'critical':
    case 'refused':
    case 'dispatching':
    case 'acted':
    case 'settled':
    case 'broke':
      return report(record, event);
  }
}
