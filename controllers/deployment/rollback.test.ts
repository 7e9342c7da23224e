import { expect, it } from 'vitest';
import type { V1Deployment, V1ReplicaSet } from '../../api/index.ts';
import { revisionAnnotation, rollbackToAnnotation } from './annotations.ts';
import { decideRollback, lastRevision, rollbackTo } from './rollback.ts';

const web: V1Deployment = {
  metadata: {
    name: 'web',
    annotations: { cause: 'edit', [revisionAnnotation]: '2', [rollbackToAnnotation]: '1' },
  },
  spec: { replicas: 3, selector: {}, template: template('nginx:2') },
};
const sets = [revision('1', 'nginx:1', 'create'), revision('2', 'nginx:2', 'edit')];

it('takes the template and the annotations of the revision, and forgets the request', () => {
  const { deployment, event } = decideRollback(web, sets, 1);
  expect(deployment.spec?.template).toEqual(template('nginx:1'));
  expect(deployment.metadata?.annotations).toEqual({ cause: 'create', [revisionAnnotation]: '2' });
  const message = 'Rolled back deployment "web" to revision 1';
  expect(event).toEqual({ type: 'Normal', reason: 'DeploymentRollback', message });
});

it('goes to the one before the last when no revision is named', () => {
  expect(decideRollback(web, sets, 0).deployment.spec?.template).toEqual(template('nginx:1'));
});

it.each([
  {
    wanted: 2,
    from: sets,
    reason: 'DeploymentRollbackTemplateUnchanged',
    message: 'The rollback revision contains the same template as current deployment "web"',
  },
  {
    wanted: 7,
    from: sets,
    reason: 'DeploymentRollbackRevisionNotFound',
    message: 'Unable to find the revision to rollback to.',
  },
  {
    wanted: 0,
    from: sets.slice(1),
    reason: 'DeploymentRollbackRevisionNotFound',
    message: 'Unable to find last revision.',
  },
])('changes nothing but the request: $message', ({ wanted, from, reason, message }) => {
  const { deployment, event } = decideRollback(web, from, wanted);
  expect(event).toEqual({ type: 'Warning', reason, message });
  expect(deployment.spec).toBe(web.spec);
  expect(rollbackTo(web)).toBe(1);
  expect(rollbackTo(deployment)).toBeUndefined();
});

it.each([
  ['0', 0],
  ['12', 12],
  ['-1', -1],
  ['1x', undefined],
  ['x1', undefined],
])('a request for %s is one for %s', (text, wanted) => {
  expect(rollbackTo({ metadata: { annotations: { [rollbackToAnnotation]: text } } })).toBe(wanted);
});

it('what has nothing in it may be rolled back, and rolled back to', () => {
  const [first] = sets;
  for (const bare of [{}, { metadata: {} }]) {
    const { deployment } = decideRollback(bare, sets, 1);
    expect(deployment.spec?.template).toEqual(first?.spec?.template && template('nginx:1'));
    expect(deployment.metadata?.annotations).toEqual({ cause: 'create' });
  }
  const empty = { metadata: { annotations: { [revisionAnnotation]: '1' } } };
  for (const spec of [undefined, { selector: {} }, { selector: {}, template: {} }]) {
    const target = spec === undefined ? empty : { ...empty, spec };
    expect(decideRollback(web, [target], 1).deployment.spec?.template).toEqual({ metadata: { labels: {} } });
  }
});

it('the last revision is the second highest', () => {
  expect(lastRevision([])).toBe(0);
  expect(lastRevision([revision('3', 'a', ''), revision('1', 'b', ''), revision('x', 'c', '')])).toBe(1);
});

function revision(number: string, image: string, cause: string): V1ReplicaSet {
  const made = template(image);
  const labels = { ...made.metadata.labels, 'pod-template-hash': number };
  return {
    metadata: { name: `web-${number}`, annotations: { cause, [revisionAnnotation]: number } },
    spec: { selector: {}, template: { ...made, metadata: { labels } } },
  };
}

function template(image: string) {
  return { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image }] } };
}
