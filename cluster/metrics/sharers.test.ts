import { expect, test } from 'vitest';
import type { V1Pod } from '../../api/index.ts';
import { Sharers } from './sharers.ts';

const web = { match: { labels: { app: 'web' } } };
const rest = {};

function pod(app: string, isReady = true): V1Pod {
  const conditions = [{ type: 'Ready', status: isReady ? 'True' : 'False' }];
  const container = { name: 'c', image: 'i' };
  return {
    metadata: { labels: { app } },
    spec: { containers: [container, container] },
    status: { conditions },
  };
}

test('containers that serve are counted by their behaviour, once a change of pods', () => {
  let looks = 0;
  let pods = [pod('web'), pod('web', false), pod('db')];
  let revision = 5;
  const sharers = new Sharers([web, rest], {
    list() {
      looks++;
      return pods;
    },
    get revision() {
      return revision;
    },
  });
  const counts = () => [sharers.of(web), sharers.of(rest), sharers.of({})];
  expect([counts(), counts(), looks]).toEqual([[2, 2, 0], [2, 2, 0], 1]);
  pods = [pod('web'), pod('web')];
  expect(counts()).toEqual([2, 2, 0]);
  revision++;
  expect([counts(), looks]).toEqual([[4, 0, 0], 2]);
});
