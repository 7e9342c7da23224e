import { expect, test } from 'vitest';
import type { V1Pod } from '../../api/index.ts';
import type { PodBehaviour, PodBehaviours } from '../behaviours/behaviours.ts';
import { NodeHost } from '../node/node-host.ts';
import { NodeImages } from '../node/node-images.ts';
import { nodeFacts } from '../node/node-spec.ts';
import { decidePod, isOver, type PodFacts } from './decide-pod.ts';
import { planPod } from './pod-plan.ts';
import type { ContainerState, PodState } from './pod-state.ts';
import { restorePod } from './restore-pod.ts';

type Spec = Partial<NonNullable<V1Pod['spec']>>;

/** What a test changes while a pod goes on. */
interface Course {
  readonly spec?: Spec;
  readonly behaviours?: PodBehaviours;
  readonly untilMs?: number;
  /** Deleted then, with so much grace. */
  readonly deletion?: Deletion;
  /** Deleted again. */
  readonly sooner?: Deletion;
  readonly activeUntilMs?: number;
}

interface Deletion {
  readonly atMs: number;
  readonly graceMs: number;
}

const exitCodes = { operator: 'In', values: [88] };
const web = { name: 'web', image: 'nginx' };

/** Lets a pod go on by its own timers alone, and says what happened when: `0 web pull`, `0 sleep 100`. */
function transcript({
  spec = {},
  behaviours = [],
  untilMs = 1e6,
  deletion,
  sooner,
  activeUntilMs,
}: Course): string[] {
  const pod: V1Pod = { metadata: { name: 'web', uid: 'u' }, spec: { containers: [web], ...spec } };
  const plan = planPod(pod, { behaviours, preset: 'instant', images: new NodeImages() });
  const host = new NodeHost(nodeFacts({ name: 'n' }), 'key').hostOf(pod);
  const lines: string[] = [];
  let state = restorePod(plan, pod, 0);
  let nowMs = 0;
  // More decisions than any course here takes.
  for (let decisions = 0; decisions < 100; decisions++) {
    const last = [sooner, deletion].find((one) => one !== undefined && nowMs >= one.atMs);
    const facts: PodFacts = {
      plan,
      state,
      nowMs,
      host,
      podText: 'web_default(u)',
      ...(last === undefined ? {} : { stopGraceMs: last.graceMs }),
      ...(activeUntilMs === undefined ? {} : { activeUntilMs }),
    };
    const decision = decidePod(facts);
    for (const { container, action } of decision.notes) {
      lines.push(`${nowMs} ${plan.containers[container ?? -1]?.name ?? 'pod'} ${action}`);
    }
    state = decision.state;
    const coming = [deletion, sooner].flatMap((one) =>
      one === undefined || one.atMs <= nowMs ? [] : [one.atMs],
    );
    const wakeAtMs = Math.min(decision.wakeAtMs ?? Infinity, ...coming);
    if (wakeAtMs > untilMs) break;
    nowMs = wakeAtMs;
  }
  lines.push(`${stepsOf(state)}${isOver(state) ? ', over' : ''}`);
  return lines;
}

const stepsOf = ({ containers }: PodState): string => containers.map(({ step }) => step.at).join(' ');

type Courses = Readonly<Record<string, readonly [Course, readonly string[]]>>;

const sidecars: Spec = {
  initContainers: [
    { name: 's1', image: 'a', restartPolicy: 'Always' },
    { name: 'init', image: 'a' },
    { name: 's2', image: 'a', restartPolicy: 'Always' },
  ],
};
const begun = (names: readonly string[]) => names.flatMap((name) => [`0 ${name} start`, `0 ${name} ready`]);
const allBegun = [
  ...['0 s1 pull', ...begun(['s1']), '0 init start', '0 init exit', ...begun(['s2']), '0 web pull'],
  ...begun(['web']),
];

/** Of sidecars, that stop after the rest. */
const sidecarCourses: Courses = {
  'sidecars stop after the main container, the last one first': [
    {
      spec: sidecars,
      behaviours: [{ match: { container: 's*' }, stop: { delayMs: 1500 } }, { stop: { delayMs: 2000 } }],
      deletion: { atMs: 50, graceMs: 30_000 },
    },
    [
      ...allBegun,
      ...['50 web kill', '2050 web exit', '2050 s2 kill', '3550 s2 exit', '3550 s1 kill', '5050 s1 exit'],
      'exited exited exited exited, over',
    ],
  ],
  'when the time is over, all sidecars are asked, and have two seconds': [
    {
      spec: sidecars,
      behaviours: [{ stop: { ignoresSigterm: true } }],
      deletion: { atMs: 50, graceMs: 5000 },
    },
    [
      ...[...allBegun, '50 web kill', '5050 web exit', '5050 s1 kill', '5050 s2 kill'],
      ...['7050 s1 exit', '7050 s2 exit', 'exited exited exited exited, over'],
    ],
  ],
  'what the main container took is taken from the sidecars, in whole seconds': [
    {
      spec: sidecars,
      behaviours: [
        { match: { container: 'web' }, stop: { delayMs: 2900 } },
        { stop: { ignoresSigterm: true } },
      ],
      deletion: { atMs: 50, graceMs: 10_000 },
    },
    [
      ...[...allBegun, '50 web kill', '2950 web exit', '2950 s2 kill', '10050 s1 kill'],
      ...['10950 s2 exit', '12050 s1 exit', 'exited exited exited exited, over'],
    ],
  ],
  'a sidecar that ends by itself meanwhile is not asked': [
    {
      spec: sidecars,
      behaviours: [
        { match: { container: 's2' }, run: { exit: { code: 3, afterMs: 1000 } } },
        { match: { container: 'web' }, stop: { delayMs: 2000 } },
      ],
      deletion: { atMs: 50, graceMs: 10_000 },
    },
    [
      ...[...allBegun, '50 web kill', '1000 s2 exit', '2050 web exit', '2050 s1 kill', '2050 s1 exit'],
      'exited exited exited exited, over',
    ],
  ],
  'the sidecars of a pod that is done stop the last one first': [
    {
      spec: { ...sidecars, restartPolicy: 'Never' },
      behaviours: [
        { match: { container: 's*' }, stop: { delayMs: 1000 } },
        { match: { container: 'web' }, run: { exit: { code: 0, afterMs: 500 } } },
      ],
    },
    [
      ...[...allBegun, '500 web exit', '500 s2 kill', '1500 s2 exit', '1500 s1 kill', '2500 s1 exit'],
      'exited exited exited exited, over',
    ],
  ],
  'less time brings the turn of the sidecars nearer': [
    {
      spec: sidecars,
      behaviours: [{ stop: { ignoresSigterm: true } }],
      deletion: { atMs: 50, graceMs: 30_000 },
      sooner: { atMs: 1050, graceMs: 4000 },
    },
    [
      ...[...allBegun, '50 web kill', '5050 web exit', '5050 s1 kill', '5050 s2 kill'],
      ...['7050 s1 exit', '7050 s2 exit', 'exited exited exited exited, over'],
    ],
  ],
};

const courses: Courses = {
  'a pod of which nothing is declared runs': [{}, ['0 web pull', '0 web start', '0 web ready', 'running']],
  'each delay is waited for': [
    { behaviours: [{ pull: { delayMs: 10 }, start: { delayMs: 20 }, ready: { afterMs: 30 } }] },
    ['0 web pull', '30 web start', '60 web ready', 'running'],
  ],
  'containers are pulled and started one after the other': [
    {
      spec: { containers: [web, { name: 'log', image: 'fluent' }] },
      behaviours: [{ pull: { delayMs: 10 }, start: { delayMs: 5 } }],
    },
    [
      '0 web pull',
      '15 web start',
      '15 web ready',
      '15 log pull',
      '30 log start',
      '30 log ready',
      'running running',
    ],
  ],
  'one that does not come holds up no other': [
    {
      spec: { containers: [{ name: 'bad', image: 'broken' }, web] },
      behaviours: [{ match: { image: 'broken' }, pull: { fail: 'gone' } }],
      untilMs: 5000,
    },
    ['0 bad pull', '0 bad pull-failed', '0 web pull', '0 web start', '0 web ready', 'pull-failed running'],
  ],
  'a crash is reacted to after it was seen': [
    { behaviours: [{ run: { exit: { code: 1, afterMs: 7 } } }], untilMs: 10_100 },
    [
      ...['0 web pull', '0 web start', '0 web ready', '7 web exit', '7 web start', '7 web ready'],
      ...['14 web exit', '14 web back-off', '10014 web start', '10014 web ready', '10021 web exit'],
      ...['10021 web back-off', 'back-off'],
    ],
  ],
  'a crash before it was ready': [
    {
      spec: { restartPolicy: 'Never' },
      behaviours: [{ ready: { afterMs: 5 }, run: { exit: { code: 1, afterMs: 5 } } }],
    },
    ['0 web pull', '0 web start', '5 web exit', 'exited, over'],
  ],
  'deleted while pulling': [
    { behaviours: [{ pull: { delayMs: 100 } }], deletion: { atMs: 50, graceMs: 1000 } },
    ['0 web pull', 'waiting, over'],
  ],
  'deleted while starting': [
    { behaviours: [{ start: { delayMs: 100 } }], deletion: { atMs: 50, graceMs: 1000 } },
    ['0 web pull', 'waiting, over'],
  ],
  'deleted while running': [
    { behaviours: [{ stop: { delayMs: 30 } }], deletion: { atMs: 50, graceMs: 1000 } },
    ['0 web pull', '0 web start', '0 web ready', '50 web kill', '80 web exit', 'exited, over'],
  ],
  'too slow for the grace period': [
    { behaviours: [{ stop: { delayMs: 4000 } }], deletion: { atMs: 50, graceMs: 3000 } },
    ['0 web pull', '0 web start', '0 web ready', '50 web kill', '3050 web exit', 'exited, over'],
  ],
  'two seconds are the least that it gets': [
    { behaviours: [{ stop: { delayMs: 4000 } }], deletion: { atMs: 50, graceMs: 1000 } },
    ['0 web pull', '0 web start', '0 web ready', '50 web kill', '2050 web exit', 'exited, over'],
  ],
  'ends by itself before it is made to': [
    {
      behaviours: [{ run: { exit: { code: 0, afterMs: 60 } }, stop: { delayMs: 30 } }],
      deletion: { atMs: 50, graceMs: 1000 },
    },
    ['0 web pull', '0 web start', '0 web ready', '50 web kill', '60 web exit', 'exited, over'],
  ],
  ...sidecarCourses,
  'one container asks that all begin again, which they do once all have stopped': [
    {
      spec: {
        restartPolicy: 'Never',
        containers: [
          { ...web, restartPolicyRules: [{ action: 'RestartAllContainers', exitCodes }] },
          { name: 'other', image: 'nginx' },
        ],
      },
      behaviours: [
        { match: { container: 'web' }, run: { exit: { code: 88, afterMs: 10 }, times: 1, forever: true } },
        { run: { forever: true }, stop: { delayMs: 7 } },
      ],
    },
    [
      ...['0 web pull', '0 web start', '0 web ready', '0 other start', '0 other ready'],
      ...['10 web exit', '10 other kill', '17 other exit'],
      ...['17 web start', '17 web ready', '17 other start', '17 other ready', 'running running'],
    ],
  ],
  'what has stopped for a new beginning waits for the others': [
    {
      spec: {
        containers: [
          { ...web, restartPolicyRules: [{ action: 'RestartAllContainers', exitCodes }] },
          { name: 'fast', image: 'nginx' },
          { name: 'slow', image: 'nginx' },
        ],
      },
      behaviours: [
        { match: { container: 'web' }, run: { exit: { code: 88, afterMs: 10 }, times: 1, forever: true } },
        { match: { container: 'fast' }, stop: { delayMs: 5 } },
        { stop: { delayMs: 50 } },
      ],
    },
    [
      '0 web pull',
      ...['web', 'fast', 'slow'].flatMap((name) => [`0 ${name} start`, `0 ${name} ready`]),
      ...['10 web exit', '10 fast kill', '10 slow kill', '15 fast exit', '60 slow exit'],
      ...['web', 'fast', 'slow'].flatMap((name) => [`60 ${name} start`, `60 ${name} ready`]),
      'running running running',
    ],
  ],
  'a sidecar whose turn comes when the last main container ends is not started': [
    {
      spec: {
        restartPolicy: 'Never',
        initContainers: [{ name: 'proxy', image: 'nginx', restartPolicy: 'Always' }],
      },
      behaviours: [
        { match: { container: 'proxy' }, run: { exit: { code: 1, afterMs: 10 } } },
        { run: { exit: { code: 0, afterMs: 10_020 } } },
      ],
    },
    [
      ...['0 proxy pull', '0 proxy start', '0 proxy ready', '0 web start', '0 web ready'],
      ...['10 proxy exit', '10 proxy start', '10 proxy ready', '20 proxy exit', '20 proxy back-off'],
      ...['10020 web exit', 'exited exited, over'],
    ],
  ],
  'what had not started when all began again begins again, too': [
    {
      spec: {
        restartPolicy: 'Never',
        containers: [
          { ...web, restartPolicyRules: [{ action: 'RestartAllContainers', exitCodes }] },
          { name: 'late', image: 'late' },
        ],
      },
      behaviours: [
        { match: { container: 'web' }, run: { exit: { code: 88, afterMs: 10 }, times: 1, forever: true } },
        { start: { delayMs: 100 }, run: { forever: true } },
      ],
    },
    [
      ...[
        '0 web pull',
        '0 web start',
        '0 web ready',
        '0 late pull',
        '10 web exit',
        '10 web start',
        '10 web ready',
      ],
      ...['110 late start', '110 late ready', 'running running'],
    ],
  ],
  'a failed init container ends the pod, and with it the sidecars': [
    {
      spec: {
        restartPolicy: 'Never',
        initContainers: [
          { name: 'proxy', image: 'nginx', restartPolicy: 'Always' },
          { name: 'init', image: 'nginx' },
        ],
      },
      behaviours: [{ match: { container: 'init' }, run: { exit: { code: 2, afterMs: 5 } } }],
    },
    [
      ...['0 proxy pull', '0 proxy start', '0 proxy ready', '0 init start', '0 init ready', '5 init exit'],
      ...['5 proxy kill', '5 proxy exit', 'exited exited waiting, over'],
    ],
  ],
  'a sidecar that does not come holds up the others': [
    {
      spec: { initContainers: [{ name: 'proxy', image: 'broken', restartPolicy: 'Always' }] },
      behaviours: [{ match: { image: 'broken' }, pull: { fail: 'gone' } }],
      untilMs: 5000,
    },
    ['0 proxy pull', '0 proxy pull-failed', 'pull-failed waiting'],
  ],
  'a sidecar that waits to be started again holds up no others that have begun': [
    {
      spec: { initContainers: [{ name: 'proxy', image: 'nginx', restartPolicy: 'Always' }] },
      behaviours: [
        { match: { container: 'proxy' }, run: { exit: { code: 1, afterMs: 10 } } },
        { run: { exit: { code: 1, afterMs: 5000 } } },
      ],
      untilMs: 5001,
    },
    [
      ...['0 proxy pull', '0 proxy start', '0 proxy ready', '0 web start', '0 web ready'],
      ...['10 proxy exit', '10 proxy start', '10 proxy ready', '20 proxy exit', '20 proxy back-off'],
      ...['5000 web exit', '5000 web start', '5000 web ready', 'back-off running'],
    ],
  ],
  'what is to start again waits for an image that is pulled': [
    {
      spec: { containers: [web, { name: 'late', image: 'late' }] },
      behaviours: [
        { match: { container: 'web' }, run: { exit: { code: 1, afterMs: 5 }, times: 1 } },
        { pull: { delayMs: 30_000 } },
      ],
    },
    [
      ...['0 web pull', '0 web start', '0 web ready', '0 late pull', '5 web exit'],
      ...['30000 late start', '30000 late ready', '30000 web start', '30000 web ready', 'running running'],
    ],
  ],
  'what would ask for a new beginning does not when the pod is deleted': [
    {
      spec: {
        containers: [{ ...web, restartPolicyRules: [{ action: 'RestartAllContainers', exitCodes }] }],
      },
      behaviours: [{ stop: { exitCode: 88 } }],
      deletion: { atMs: 50, graceMs: 1000 },
    },
    ['0 web pull', '0 web start', '0 web ready', '50 web kill', '50 web exit', 'exited, over'],
  ],
  'active for too long': [
    { activeUntilMs: 2000, behaviours: [{ stop: { delayMs: 5 } }] },
    ['0 web pull', '0 web start', '0 web ready', '2000 web kill', '2005 web exit', 'exited, over'],
  ],
  'done before it took too long': [
    {
      spec: { restartPolicy: 'Never' },
      activeUntilMs: 2000,
      behaviours: [{ run: { exit: { code: 0, afterMs: 5 } } }],
    },
    ['0 web pull', '0 web start', '0 web ready', '5 web exit', 'exited, over'],
  ],
};

for (const [name, [course, lines]] of Object.entries(courses)) {
  test(name, () => {
    expect(transcript(course)).toEqual(lines);
  });
}

test('one decision brings a pod as far as it comes at that moment', () => {
  const containers = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name, image: name }));
  const pod: V1Pod = { metadata: { name: 'web', uid: 'u' }, spec: { containers } };
  const plan = planPod(pod, { behaviours: [], preset: 'instant', images: new NodeImages() });
  const host = new NodeHost(nodeFacts({ name: 'n' }), 'key').hostOf(pod);
  const { state } = decidePod({ plan, host, podText: '', state: restorePod(plan, pod, 0), nowMs: 0 });
  expect(stepsOf(state)).toBe('running running running running running');
  expect(state.sandbox).toBe(true);
});

test('a decision with nothing due leaves the very same state', () => {
  const pod: V1Pod = { metadata: { name: 'web', uid: 'u' }, spec: { containers: [web] } };
  const behaviours: PodBehaviour[] = [{ pull: { delayMs: 100 } }];
  const plan = planPod(pod, { behaviours, preset: 'instant', images: new NodeImages() });
  const host = new NodeHost(nodeFacts({ name: 'n' }), 'key').hostOf(pod);
  const facts = { plan, host, podText: '' };
  const first = decidePod({ ...facts, state: restorePod(plan, pod, 0), nowMs: 0 });
  const second = decidePod({ ...facts, state: first.state, nowMs: 99 });
  expect(second.state).toBe(first.state);
  expect([second.wakeAtMs, second.events, second.notes]).toEqual([100, [], []]);
});

test('what the kubelet finds of a pod when it starts', () => {
  const terminated = { exitCode: 1, reason: 'Error' };
  const found = (status: object, restartPolicy = 'Always'): ContainerState | undefined => {
    const container = { name: 'web', image: 'nginx', imageID: '', ready: false, restartCount: 4, ...status };
    const pod: V1Pod = {
      spec: { containers: [web], restartPolicy },
      status: { containerStatuses: [container] },
    };
    const plan = planPod(pod, { behaviours: [], preset: 'instant', images: new NodeImages() });
    return restorePod(plan, pod, 60_000).containers[0];
  };
  const exited = { step: { at: 'exited', atMs: 60_000, noticed: false }, ends: 0, restartCount: 4 };
  expect(found({ state: { waiting: {} } })).toEqual({ step: { at: 'waiting' }, ends: 0, restartCount: 4 });
  expect(found({ state: { waiting: {} }, lastState: { terminated } })).toEqual({ ...exited, terminated });
  expect(found({ state: { terminated } })).toEqual({ ...exited, terminated });
  expect(
    found({
      state: { running: { startedAt: 'then' } },
      containerID: 'containerd://a',
      lastState: { terminated },
    }),
  ).toEqual({
    ...exited,
    previous: terminated,
    terminated: {
      exitCode: 255,
      reason: 'Unknown',
      startedAt: 'then',
      finishedAt: '1970-01-01T00:01:00Z',
      containerID: 'containerd://a',
    },
  });
});
