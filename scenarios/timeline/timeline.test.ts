import { expect, test } from 'vitest';
import type { Cause, RecordOf, TraceFields, TraceKind, TraceRecord } from '../../environment/index.ts';
import { change } from '../testing/change.ts';
import { Timeline } from './timeline.ts';

const groups: Readonly<Record<string, string>> = { Deployment: 'apps', ReplicaSet: 'apps', Job: 'batch' };

/** Hand-made records, numbered as a trace numbers them. */
function recorder() {
  const timeline = new Timeline();
  let id = 0;
  let revision = 0;
  const record = <K extends TraceKind>(kind: K, fields: TraceFields[K], ...causes: readonly Cause[]) => {
    const made: RecordOf<K> = { id: ++id, atMs: 1000 * id, by: 'simulation', kind, causes, fields };
    return { id, lines: timeline.take(made as TraceRecord) };
  };
  return {
    timeline,
    record,
    step: (step: number) => record('step', { step, summary: 'do' }),
    reconcile: (controller: string, name: string, ...causes: readonly Cause[]) =>
      record('reconcile', { controller, key: `default/${name}` }, ...causes),
    /** `Pod web` is the object. */
    write(by: string, object: string, cause?: number | Cause, fields: Partial<TraceFields['write']> = {}) {
      const [kind = '', name = ''] = object.split(' ');
      const resource = `${kind.toLowerCase()}s`;
      const group = groups[kind] ?? '';
      const because = typeof cause === 'number' ? { record: cause } : cause;
      const place = { group, kind, resource, namespace: 'default', name };
      const write = { verb: 'create', by, ...place, revision: ++revision, ...fields };
      const { lines } = record('write', write, ...(because ? [because] : []));
      const [line] = lines;
      const text = line && `${line.who}: ${line.what}${line.because && ` <- ${line.because}`}`;
      return { text, kind: line?.kind, caused: { revision } };
    },
  };
}

const changed = (verb: string, ...changes: string[]) => ({ verb, changes: changes.map(change) });
const status = (...changes: string[]) => ({ ...changed('update', ...changes), subresource: 'status' });
const ofWeb = { owner: { kind: 'Deployment', name: 'web' } };

test('a pod comes from a revision of its Deployment, and that from a step', () => {
  const { step, reconcile, write } = recorder();
  const web = write('scenario', 'Deployment web', step(1).id);
  const rollout = reconcile('deployment', 'web', web.caused);
  const replicaSet = write('deployment-controller', 'ReplicaSet web-7c9', rollout.id, ofWeb);
  const pods = reconcile('replicaset', 'web-7c9', replicaSet.caused);
  const pod = write('replicaset-controller', 'Pod web-7c9-x2k1', pods.id);
  expect([web.text, replicaSet.text, pod.text]).toEqual([
    'scenario: created Deployment web',
    'deployment-controller: created ReplicaSet web-7c9 (revision 1) <- Deployment web <- scenario step 1',
    'replicaset-controller: created Pod web-7c9-x2k1 <- Deployment web revision 1 <- scenario step 1',
  ]);
});

test('revisions go up with each ReplicaSet, and follow a rollback', () => {
  const { step, reconcile, write } = recorder();
  const rollout = reconcile('deployment', 'web', { record: step(1).id });
  write('deployment-controller', 'ReplicaSet web-a', rollout.id, ofWeb);
  const second = write('deployment-controller', 'ReplicaSet web-b', rollout.id, ofWeb);
  const back = write('deployment-controller', 'ReplicaSet web-a', rollout.id, {
    ...ofWeb,
    verb: 'update',
    changes: [
      { path: ['metadata', 'annotations', 'deployment.kubernetes.io/revision'], before: '1', after: '3' },
      { path: ['spec', 'replicas'], before: 0, after: 3 },
    ],
  });
  const pod = write('replicaset-controller', 'Pod web-a-1', reconcile('replicaset', 'web-a', back.caused).id);
  expect(second.text).toContain('(revision 2)');
  expect(back.text).toContain('updated ReplicaSet web-a: revision 1 -> 3, replicas 0 -> 3');
  expect(pod.text).toContain('<- Deployment web revision 3 scaled to 3 <- scenario step 1');
});

test('a reconcile that was asked for several times acts for the newest that asked', () => {
  const { step, reconcile, write } = recorder();
  const web = write('scenario', 'Deployment web', step(1).id);
  const pod = write('kubelet:node-1', 'Pod web-1', web.caused, status('status.phase: Pending -> Running'));
  const scaled = changed('patch', 'spec.replicas: 3 -> 5');
  const wanted = write('scenario', 'Deployment web', step(3).id, scaled);
  const noted = changed('update', 'metadata.annotations.note: a -> b');
  const note = write('somebody', 'Deployment web', step(4).id, noted);
  const rollout = reconcile('deployment', 'web', pod.caused, wanted.caused, pod.caused, note.caused);
  const grown = write('deployment-controller', 'ReplicaSet web-a', rollout.id);
  const unavailable = status('status.conditions.[Available].status: True -> False');
  const told = write('deployment-controller', 'Deployment web', rollout.id, unavailable);
  expect(grown.text).toMatch(/<- Deployment web scaled to 5 <- scenario step 3$/);
  expect(told.text).toMatch(/: Available True -> False <- scenario step 3$/);
});

test('a count goes up by what was made and down by what was marked for deletion, whatever began later', () => {
  const { step, reconcile, write } = recorder();
  const wanted = { record: step(1).id };
  const made = write('replicaset-controller', 'Pod web-2', wanted);
  const marked = write('taint-eviction-controller', 'Pod web-1', wanted, {
    verb: 'delete',
    changes: [
      { path: ['metadata', 'deletionTimestamp'], after: '2026-01-01T00:00:30Z' },
      { path: ['metadata', 'generation'], before: 1, after: 2 },
    ],
  });
  const gone = write('kubelet:node-1', 'Pod web-1', step(2).id, { verb: 'delete' });
  const counted = (changed: string, ...causes: readonly Cause[]) => {
    const look = reconcile('replicaset', 'web', ...causes);
    return write('replicaset-controller', 'ReplicaSet web', look.id, status(changed)).text;
  };
  expect([
    counted('status.replicas: 5 -> 6', made.caused, marked.caused, gone.caused),
    counted('status.replicas: 6 -> 5', made.caused, marked.caused, gone.caused),
    counted('status.readyReplicas: 6 -> 5', made.caused, gone.caused),
  ]).toEqual([
    'replicaset-controller: ReplicaSet web: replicas 5 -> 6 <- Pod web-2 created <- scenario step 1',
    'replicaset-controller: ReplicaSet web: replicas 6 -> 5 <- Pod web-1 deleted <- scenario step 1',
    'replicaset-controller: ReplicaSet web: readyReplicas 6 -> 5 <- Pod web-1 deleted <- scenario step 2',
  ]);
});

test('a pod is followed from phase to phase', () => {
  const { step, write } = recorder();
  const { id } = step(1);
  const told = (...changed: string[]) => write('kubelet:node-1', 'Pod web', id, status(...changed)).text;
  const of = (container: string) => `status.containerStatuses.[${container}]`;
  expect([
    told('status.conditions.[Ready]: none -> False', 'status.containerStatuses: none -> [1]'),
    told('status.phase: Pending -> Running', 'status.conditions.[Ready].status: False -> True'),
    told(`${of('nginx')}.state.running: {} -> none`, `${of('nginx')}.state.terminated: none -> {}`),
    told(`${of('nginx')}.state.terminated: {} -> none`, `${of('nginx')}.state.waiting: none -> {}`),
    told(`${of('nginx')}.state.waiting: {} -> none`, `${of('nginx')}.state.terminated: none -> {}`),
    told(`${of('nginx')}.restartCount: 0 -> 1`, 'status.conditions.[Ready].status: False -> True'),
    told(`${of('nginx')}.state.waiting.reason: ContainerCreating -> ErrImagePull`),
    told('status.phase: Running -> Succeeded', 'status.conditions.[Ready].status: True -> False'),
  ]).toEqual(
    [
      'ContainerCreating',
      'Pending -> Running, ready',
      'nginx terminated',
      'nginx CrashLoopBackOff',
      undefined,
      'restart 1 of nginx, ready',
      'nginx ErrImagePull',
      'Running -> Succeeded',
    ].map((what) => what && `kubelet:node-1: Pod web: ${what} <- scenario step 1`),
  );
});

test('a job tells how its pods end, not how it keeps account of them, and others act on its end', () => {
  const { step, write, reconcile } = recorder();
  const asked = step(1).id;
  const tell = (object: string, ...changes: readonly string[]) =>
    write('job-controller', object, asked, { verb: 'update', changes: changes.map(change) });
  const uncounted = 'status.uncountedTerminatedPods.succeeded';
  const ended = tell('Job work', 'status.active: 1 -> 0', `${uncounted}: none -> [1]`);
  expect(ended.text).toBe('job-controller: updated Job work: active 1 -> 0 <- scenario step 1');
  expect(tell('Pod work-x', 'metadata.finalizers: [1] -> none').text).toBeUndefined();
  const done = tell(
    'Job work',
    `${uncounted}: [1] -> none`,
    'status.succeeded: none -> 1',
    'status.terminating: none -> 0',
    'status.conditions.[SuccessCriteriaMet].status: none -> True',
    'status.conditions.[Complete].status: none -> True',
  );
  const says = 'succeeded 0 -> 1, Complete none -> True';
  expect(done.text).toBe(`job-controller: updated Job work: ${says} <- scenario step 1`);
  const { id } = reconcile('cronjob', 'nightly', done.caused);
  expect(write('cronjob-controller', 'Job next', id).text).toBe(
    'cronjob-controller: created Job next <- Job work complete <- scenario step 1',
  );
});

test('statuses say what changed, and nothing twice', () => {
  const { step, write } = recorder();
  step(1);
  const replicas = ['status.readyReplicas: none -> 1', 'status.availableReplicas: none -> 1'];
  const counted = write('deployment-controller', 'Deployment web', undefined, status(...replicas));
  expect(counted).toMatchObject({
    text: 'deployment-controller: Deployment web: readyReplicas 0 -> 1',
    kind: 'state',
  });
  const nodes = ['Ready', 'Available'].map((what) => `status.number${what}: 1 -> 2`);
  const daemons = write(
    'daemonset-controller',
    'DaemonSet agent',
    undefined,
    status(...nodes, 'status.numberUnavailable: 1 -> none'),
  );
  expect(daemons.text).toBe('daemonset-controller: DaemonSet agent: numberReady 1 -> 2');
  const placed = ['current', 'desired'].map((what) => `status.${what}NumberScheduled: 4 -> 3`);
  expect(write('daemonset-controller', 'DaemonSet agent', undefined, status(...placed)).text).toBe(
    'daemonset-controller: DaemonSet agent: desiredNumberScheduled 4 -> 3',
  );
  const conditions = ['MemoryPressure', 'Ready'].flatMap((type) => [
    `status.conditions.[${type}].status: True -> Unknown`,
    `status.conditions.[${type}].reason: KubeletReady -> NodeStatusUnknown`,
  ]);
  const lost = write('node-controller', 'Node node-1', undefined, status(...conditions));
  expect(lost.text).toBe('node-controller: Node node-1: Ready True -> Unknown (NodeStatusUnknown)');
  const generation = status('status.observedGeneration: 1 -> 2');
  expect(write('deployment-controller', 'Deployment web', undefined, generation).text).toBeUndefined();
});

test('what follows from a node that is killed and started again goes back to the steps that did so', () => {
  const { step, record, reconcile, write } = recorder();
  step(1);
  const lease = write('kubelet:node-1', 'Lease node-1');
  record('node-killed', { node: 'node-1' }, { record: step(2).id });
  const silent = record('node-silent', { node: 'node-1', silentMs: 50_000 }, lease.caused);
  const missed = record('reconcile', { controller: 'node-lifecycle', key: 'node-1' }, { record: silent.id });
  const taint = changed('patch', 'spec.taints: none -> [1]');
  const tainted = write('node-controller', 'Node node-1', missed.id, taint);
  const started = record('node-started', { node: 'node-1' }, { record: step(3).id });
  const ready = status('status.conditions.[Ready].status: Unknown -> True');
  const back = write('kubelet:node-1', 'Node node-1', started.id, ready);
  const evicted = write(
    'taint-eviction-controller',
    'Pod web',
    reconcile('taint-eviction', 'web', tainted.caused).id,
    { verb: 'delete' },
  );
  expect([tainted.text, back.text, evicted.text]).toEqual([
    'node-controller: patched Node node-1: taints added <- Node node-1 killed <- scenario step 2',
    'kubelet:node-1: Node node-1: Ready Unknown -> True <- Node node-1 started <- scenario step 3',
    'taint-eviction-controller: deleted Pod web <- Node node-1 tainted <- Node node-1 killed <- scenario step 2',
  ]);
});

test('a deadline that passes goes back to what the object was asked for', () => {
  const { step, record, reconcile, write } = recorder();
  const web = write('scenario', 'Deployment web', step(1).id);
  const asked = reconcile('deployment', 'web', web.caused);
  step(2);
  const timer = record('timer', { item: 'default/web', delayMs: 600_000 }, { record: asked.id });
  const late = reconcile('deployment', 'web', { record: timer.id });
  const failed = status(
    'status.conditions.[Progressing].status: True -> False',
    'status.conditions.[Progressing].reason: ReplicaSetUpdated -> ProgressDeadlineExceeded',
  );
  expect(write('deployment-controller', 'Deployment web', late.id, failed).text).toBe(
    'deployment-controller: Deployment web: Progressing True -> False (ProgressDeadlineExceeded) <- 600s passed <- Deployment web <- scenario step 1',
  );
});

test('a Warning event is told once with its message, a normal one never', () => {
  const { step, write, timeline } = recorder();
  step(1);
  const tell = (name: string, type: string) => {
    timeline.takeEvent({
      metadata: { namespace: 'default', name },
      involvedObject: { kind: 'Pod', namespace: 'default', name: 'web' },
      type,
      reason: 'BackOff',
      message: 'Back-off restarting failed container',
    });
    return write('kubelet:node-1', `Event ${name}`);
  };
  expect(tell('web.1', 'Warning')).toMatchObject({
    text: 'kubelet:node-1: Warning BackOff Pod web: Back-off restarting failed container',
    kind: 'warning',
  });
  expect(tell('web.2', 'Warning').text).toBeUndefined();
  expect(tell('web.3', 'Normal').text).toBeUndefined();
});

test('a Warning that comes again with another generated name, or with similar ones, is told once', () => {
  const { step, write, timeline } = recorder();
  step(1);
  const tell = (name: string, message: string) => {
    const involvedObject = { kind: 'ReplicaSet', namespace: 'default', name: 'web-7c9' };
    const metadata = { namespace: 'default', name };
    timeline.takeEvent({ metadata, involvedObject, type: 'Warning', reason: 'FailedCreate', message });
    return write('replicaset-controller', `Event ${name}`).text;
  };
  const refused = (pod: string) => `Error creating: pods "web-7c9-${pod}" is forbidden`;
  expect(tell('1', refused('x2k4b'))).toContain(refused('x2k4b'));
  expect(tell('2', refused('j7q2w'))).toBeUndefined();
  expect(tell('3', `(combined from similar events): ${refused('b4nq8')}`)).toBeUndefined();
  expect(tell('4', 'Error creating: pods "api-7c9-b4nq8" is forbidden')).toBeDefined();
  const missing = (secret: string) => `Error creating: secret "${secret}" not found`;
  expect(tell('5', missing('web-certs'))).toContain(missing('web-certs'));
  expect(tell('6', missing('web-creds'))).toContain(missing('web-creds'));
});

test('what became of a pod says more than that it was made', () => {
  const { step, reconcile, write } = recorder();
  const job = write('scenario', 'Job work', step(1).id);
  const { id } = reconcile('job', 'work', job.caused);
  const one = write('job-controller', 'Pod work-a', id);
  const bound = write('default-scheduler', 'Pod work-a', one.caused, {
    ...changed('create', 'spec.nodeName: none -> node-1'),
    subresource: 'binding',
  });
  const ended = write(
    'kubelet:node-1',
    'Pod work-a',
    bound.caused,
    status('status.phase: Running -> Failed'),
  );
  const next = reconcile('job', 'work', one.caused, bound.caused, ended.caused);
  expect(write('job-controller', 'Pod work-b', next.id).text).toBe(
    'job-controller: created Pod work-b <- Pod work-a Failed <- Job work <- scenario step 1',
  );
});

test('what asked while a controller waited to see its own write is what it acts on then', () => {
  const { step, record, write } = recorder();
  const look = (revision: number, cause: Cause) =>
    record('reconcile', { controller: 'daemonset', key: 'default/agent', revision }, cause).id;
  const set = write('scenario', 'DaemonSet agent', step(1).id).caused;
  const counted = status('status.numberReady: 0 -> 1');
  const own = write('daemonset-controller', 'DaemonSet agent', look(set.revision, set), counted).caused;
  const node = write('scenario', 'Node node-4', step(2).id).caused;
  look(set.revision, node);
  expect(write('daemonset-controller', 'Pod agent-x', look(own.revision, own)).text).toBe(
    'daemonset-controller: created Pod agent-x <- Node node-4 <- scenario step 2',
  );
});

test('who makes way for whom is told once, and that another may look elsewhere', () => {
  const { step, record, write } = recorder();
  const strong = write('scenario', 'Pod strong', step(1).id);
  const message = '0/1 nodes are available: 1 Insufficient cpu.';
  const attempt = record('schedule', { pod: 'default/strong', message }, strong.caused);
  const lines = [
    write('scheduler', 'Pod strong', attempt.id, status('status.nominatedNodeName: none -> node-1')),
    write(
      'scheduler',
      'Pod weak',
      attempt.id,
      status('status.conditions.[DisruptionTarget].status: none -> True'),
    ),
    write('scheduler', 'Pod weak', attempt.id, changed('delete', 'metadata.generation: 1 -> 2')),
    write('scheduler', 'Pod other', attempt.id, status('status.nominatedNodeName: node-1 -> none')),
  ];
  const because = ' <- Pod strong created <- scenario step 1';
  expect([attempt.lines.map(({ what }) => what), ...lines.map(({ text }) => text)]).toEqual([
    ['Warning FailedScheduling Pod strong: 0/1 nodes are available: 1 Insufficient cpu'],
    'scheduler: Pod strong: nominatedNodeName none -> node-1 <- scenario step 1',
    undefined,
    `scheduler: preempted Pod weak, for Pod strong${because}`,
    `scheduler: Pod other: nominatedNodeName removed${because}`,
  ]);
});

test('a pod that is kept from being tried, or waits for a permit, says so', () => {
  const { record, step, write } = recorder();
  const { caused } = write('scenario', 'Pod web', step(1).id);
  const place = (fields: Partial<TraceFields['pod-place']>) =>
    record('pod-place', { pod: 'default/web', uid: 'u', place: 'active', ...fields }, caused).lines[0]?.what;
  expect([
    place({ place: 'gated', plugins: ['SchedulingGates'], message: 'waiting for scheduling gates: [wait]' }),
    place({ place: 'permit', plugins: ['Holds'], node: 'node-1' }),
    place({ place: 'backoff' }),
  ]).toEqual([
    'Pod web is kept from being tried: waiting for scheduling gates: [wait]',
    'Pod web waits on node-1 for a permit of Holds',
    undefined,
  ]);
});

test('an attempt to schedule that fails again for the same reason is told once', () => {
  const { step, record } = recorder();
  step(1);
  const attempt = (message: string) => record('schedule', { pod: 'default/web', message }).lines;
  expect(attempt('0/3 nodes are available')).toMatchObject([
    { what: 'Warning FailedScheduling Pod web: 0/3 nodes are available' },
  ]);
  expect(attempt('0/3 nodes are available')).toEqual([]);
  expect(attempt('0/4 nodes are available')).toHaveLength(1);
});

test('what happens before the first step is one line', () => {
  const { record, step, write } = recorder();
  for (const node of ['node-1', 'node-2']) expect(record('node-started', { node }).lines).toEqual([]);
  expect(write('kubelet:node-1', 'Node node-1').text).toBeUndefined();
  expect(step(1).lines.map(({ what }) => what)).toEqual([
    'started, with 2 nodes: node-1, node-2',
    'step 1: do',
  ]);
  expect(record('node-killed', { node: 'node-1' }).lines).toMatchObject([{ what: 'killed Node node-1' }]);
});

test('long chains keep both ends', () => {
  const { step, reconcile, write } = recorder();
  let cause: Cause = { record: step(1).id };
  for (const name of ['a', 'b', 'c', 'd', 'e'])
    cause = write('some-controller', `ConfigMap ${name}`, reconcile('some', name, cause).id).caused;
  const last = write('some-controller', 'ConfigMap f', reconcile('some', 'f', cause).id);
  expect(last.text).toMatch(/<- ConfigMap e <- ConfigMap d <- \.\.\. <- scenario step 1$/);
});

test('objects outside the default namespace say where they are', () => {
  const { step, write } = recorder();
  step(1);
  const made = write('scenario', 'ConfigMap settings', undefined, { namespace: 'team' });
  expect(made.text).toBe('scenario: created ConfigMap team/settings');
  const gone = write('scenario', 'ConfigMap settings', undefined, { verb: 'delete' });
  expect(gone.text).toBe('scenario: deleted ConfigMap settings');
});
