import { expect, test } from 'vitest';
import { controllersProblem, enabledControllers } from './enabled-controllers.ts';

const known = [
  { name: 'job-controller', alias: 'job' },
  { name: 'ttl-controller' },
  { name: 'cronjob-controller' },
];

test.each([
  ['*', 'job ttl cronjob'],
  ['', ''],
  ['*,-job-controller', 'ttl cronjob'],
  ['*,-job', 'ttl cronjob'],
  ['ttl-controller', 'ttl'],
  ['-ttl-controller', ''],
  ['-job,job,*', 'ttl cronjob'],
  ['job,-job', 'job'],
])('%s: %s', (said, expected) => {
  const enabled = enabledControllers(known, said === '' ? [] : said.split(','));
  expect(enabled.map(({ name }) => name.replace('-controller', '')).join(' ')).toBe(expected);
});

test('a name that no controller has is told, with those that there are', () => {
  expect(controllersProblem(known, ['*', '-job', 'ttl-controller'])).toBeUndefined();
  const list = 'job-controller, ttl-controller, cronjob-controller';
  expect(controllersProblem(known, ['*', '-ttl'])).toBe(
    `"ttl" is not in the list of known controllers: ${list}`,
  );
});
