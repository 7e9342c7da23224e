import { expect, test } from 'vitest';
import { createManualEnvironment } from '../../client/testing/manual-environment.ts';
import { ControllerExpectations, UidTrackingControllerExpectations } from './expectations.ts';

function setUp() {
  const environment = createManualEnvironment();
  return { environment, expectations: new ControllerExpectations(environment.clock) };
}

const key = 'default/web';

test('what is expected is satisfied when all of it was observed, and not before', () => {
  const { expectations } = setUp();
  expect(expectations.satisfiedExpectations(key)).toBe(true);
  expectations.expectCreations(key, 2);
  expectations.creationObserved(key);
  expect(expectations.satisfiedExpectations(key)).toBe(false);
  expectations.creationObserved(key);
  expect(expectations.satisfiedExpectations(key)).toBe(true);
  expectations.expectDeletions(key, 1);
  expect(expectations.satisfiedExpectations(key)).toBe(false);
  expect(expectations.pending(key)).toEqual({ creations: 0, deletions: 1 });
  expectations.deletionObserved(key);
  expect(expectations.satisfiedExpectations(key)).toBe(true);
});

test('expectations can be raised and lowered, and end in nothing more than satisfied', () => {
  const { expectations } = setUp();
  expectations.setExpectations(key, 1, 1);
  expectations.raiseExpectations(key, 1, 0);
  expectations.lowerExpectations(key, 5, 5);
  expect(expectations.satisfiedExpectations(key)).toBe(true);
  expectations.creationObserved('default/other');
  expect(expectations.pending('default/other')).toBeUndefined();
});

test('what was not observed for more than five minutes is not waited for any longer', async () => {
  const { environment, expectations } = setUp();
  expectations.expectCreations(key, 1);
  await environment.advance(300_000);
  expect(expectations.satisfiedExpectations(key)).toBe(false);
  await environment.advance(1);
  expect(expectations.satisfiedExpectations(key)).toBe(true);
});

test('expectations that are deleted are satisfied', () => {
  const { expectations } = setUp();
  expectations.expectCreations(key, 1);
  expectations.deleteExpectations(key);
  expect(expectations.satisfiedExpectations(key)).toBe(true);
});

test('a deletion is counted once for each object, and for none that is not expected', () => {
  const expectations = new UidTrackingControllerExpectations(createManualEnvironment().clock);
  expectations.setExpectations(key, 0, ['a', 'b', 'b']);
  expectations.deletionObserved(key, 'a');
  expectations.deletionObserved(key, 'a');
  expectations.deletionObserved(key, 'c');
  expect(expectations.pending(key)).toEqual({ creations: 0, deletions: 1 });
  expectations.deletionObserved(key, 'b');
  expect(expectations.satisfiedExpectations(key)).toBe(true);
  expectations.deleteExpectations(key);
  expect(expectations.pending(key)).toBeUndefined();
});

test('creations and deletions are counted apart, and both must be seen', () => {
  const { expectations } = setUp();
  expectations.setExpectations(key, 1, 1);
  expectations.creationObserved(key);
  expect(expectations.satisfiedExpectations(key)).toBe(false);
  expectations.raiseExpectations(key, 1, 1);
  expect(expectations.pending(key)).toEqual({ creations: 1, deletions: 2 });
  expectations.lowerExpectations(key, 0, 2);
  expect(expectations.satisfiedExpectations(key)).toBe(false);
  expectations.creationObserved(key);
  expect(expectations.satisfiedExpectations(key)).toBe(true);
});

test('what is expected of one key is nothing to another', () => {
  const { expectations } = setUp();
  expectations.expectCreations(key, 1);
  expect(expectations.satisfiedExpectations('default/other')).toBe(true);
  expectations.raiseExpectations('default/other', 1, 1);
  expect(expectations.satisfiedExpectations('default/other')).toBe(true);
});

test('deletions by name are forgotten with their key, creations are counted beside them', () => {
  const expectations = new UidTrackingControllerExpectations(createManualEnvironment().clock);
  expectations.deletionObserved(key, 'a');
  expect(expectations.satisfiedExpectations(key)).toBe(true);
  expectations.setExpectations(key, 0, ['a']);
  expectations.deleteExpectations(key);
  expectations.setExpectations(key, 1, []);
  expectations.deletionObserved(key, 'a');
  expect(expectations.pending(key)).toEqual({ creations: 1, deletions: 0 });
  expectations.creationObserved(key);
  expect(expectations.satisfiedExpectations(key)).toBe(true);
});
