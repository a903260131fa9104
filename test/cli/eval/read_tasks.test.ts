import { expect, test } from 'vitest';
import { parseTasks } from '../../../src/cli/eval/read_tasks.ts';

const lines = (...rows: object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

test('WebVoyager: a line of JSON each', () => {
  const text = lines(
    {
      web_name: 'Allrecipes',
      id: 'Allrecipes--0',
      ques: 'Find a lasagna.',
      web: 'https://www.allrecipes.com/',
    },
    { web_name: 'Coursera', id: 'Coursera--3', ques: 'Find a course.', web: 'https://www.coursera.org' },
  );
  expect(parseTasks(text)).toEqual([
    { id: 'Allrecipes--0', task: 'Find a lasagna.', url: 'https://www.allrecipes.com/', group: 'Allrecipes' },
    { id: 'Coursera--3', task: 'Find a course.', url: 'https://www.coursera.org/', group: 'Coursera' },
  ]);
});

test('Online-Mind2Web: an array, by either name of the task', () => {
  const rows = [
    {
      task_id: 'a1',
      confirmed_task: 'Rent a van.',
      website: 'https://u.test/',
      reference_length: 6,
      level: 'easy',
    },
    { task_id: 'b2', task_description: 'Track a parcel.', website: 'www.ups.test', reference_length: 3 },
    { task_id: 'c3', confirmed_task: 'Find a hat.', website: '' },
  ];
  expect(parseTasks(JSON.stringify(rows, null, 2))).toEqual([
    { id: 'a1', task: 'Rent a van.', url: 'https://u.test/', group: 'easy' },
    { id: 'b2', task: 'Track a parcel.', url: 'https://www.ups.test/', group: '' },
    { id: 'c3', task: 'Find a hat.', url: null, group: '' },
  ]);
});

test('WebTailBench: a TSV without start pages, whose rubrics hold tabs, quotes and line ends', () => {
  const text = [
    '\uFEFFbenchmark\tid\ttask_summary\tprecomputed_rubric',
    'flights\tflights_1\tFind a "direct" flight.\t"{""items"": [\n\t""a""]}"',
    'hotels\thotels_2\tBook a room.\t',
    '',
  ].join('\r\n');
  expect(parseTasks(text)).toEqual([
    { id: 'flights_1', task: 'Find a "direct" flight.', url: null, group: 'flights' },
    { id: 'hotels_2', task: 'Book a room.', url: null, group: 'hotels' },
  ]);
});

test.each(['', '\tCategory'])('WebTailBench’s refusals, without and with%j', (column) => {
  const category = column && '\tillegal activities';
  const text = `TaskID\tTaskToBeRefused${column}\nTask-1\tFind a "stolen" card.${category}\n`;
  const group = category.trim();
  const task = 'Find a "stolen" card.';
  expect(parseTasks(text)).toEqual([{ id: 'Task-1', task, url: null, group, toRefuse: true }]);
});

test.each([
  ['hello', /neither WebVoyager/],
  ['', /neither WebVoyager/],
  ['[]', /no tasks in it/],
  ['[1,', /the file is no JSON/],
  ['{"id": "a"\n', /line 1 is no JSON/],
  [lines({ id: 'a', web: 'https://a.test' }), /task 1 does not fit WebVoyager: .*ques/s],
  [JSON.stringify([{ task_id: 'a', website: '' }]), /neither confirmed_task nor task_description/],
  [lines({ id: 'a', ques: 'x', web: '' }, { id: 'a', ques: 'y', web: '' }), /the id 'a' is there twice/],
  ['id\ttask_summary\na\tb\tc\n', /Invalid Record Length/],
])('%j is refused with the reason', (text, message) => {
  expect(() => parseTasks(text)).toThrow(message);
});
