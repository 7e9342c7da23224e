import { expect, test } from 'vitest';
import { schemaFor } from '../../../../api/index.ts';
import { applyDefaults, fieldErrorText, type KubeObject } from '../../../../apimachinery/index.ts';
import { podValidator } from './pod-validator.ts';

const container = { name: 'c', image: 'i', imagePullPolicy: 'Always' };

function told(spec: object): readonly string[] {
  const object = { kind: 'Pod', apiVersion: 'v1', spec: { containers: [container], ...spec } };
  const pod = applyDefaults(schemaFor('', 'v1', 'Pod') ?? {}, object) as KubeObject;
  return podValidator.create(pod, { namespaceLabels: () => undefined }).map(fieldErrorText);
}

const first = 'spec.containers[0]';
const resources = (given: object) => ({ containers: [{ ...container, resources: given }] });
const port = (hostPort: number, more: object = {}) => ({ containerPort: 80, hostPort, ...more });
const ports = (...lists: object[][]) => ({
  containers: lists.map((list, at) => ({ ...container, name: `c${at}`, ports: list })),
});
const probe = { exec: { command: ['x'] } };
const volumes = [{ name: 'v', emptyDir: {} }];
const mounted = (mount: object) => ({
  volumes,
  containers: [{ ...container, volumeMounts: [{ name: 'v', mountPath: '/v', ...mount }] }],
});

test.each<[string, object, readonly string[]]>([
  [
    'less than nothing',
    resources({ requests: { cpu: '-100m' } }),
    [`${first}.resources.requests[cpu]: Invalid value: "-100m": must be greater than or equal to 0`],
  ],
  ['nothing', resources({ requests: { cpu: '0' }, limits: { memory: '0' } }), []],
  [
    'a resource there is not',
    resources({ limits: { gpu: '1' } }),
    [
      `${first}.resources.limits[gpu]: Invalid value: "gpu": must be a standard resource type or fully qualified`,
      `${first}.resources.limits[gpu]: Invalid value: "gpu": must be a standard resource for containers`,
    ],
  ],
  [
    'a resource of namespaces',
    resources({ limits: { pods: '1' } }),
    [`${first}.resources.limits[pods]: Invalid value: "pods": must be a standard resource for containers`],
  ],
  [
    'huge pages as quotas name them',
    resources({ limits: { 'requests.hugepages-2Mi': '2Mi', cpu: '1' } }),
    [
      `${first}.resources.limits[requests.hugepages-2Mi]: Invalid value: "requests.hugepages-2Mi": must be a standard resource for containers`,
    ],
  ],
  [
    'half a device',
    resources({ limits: { 'example.com/g': '500m' } }),
    [`${first}.resources.limits[example.com/g]: Invalid value: "500m": must be an integer`],
  ],
  [
    'fewer devices than at most',
    resources({ limits: { 'example.com/g': '2' }, requests: { 'example.com/g': '1' } }),
    [`${first}.resources.requests: Invalid value: "1": must be equal to example.com/g limit of 2`],
  ],
  [
    'devices without a limit',
    resources({ requests: { 'example.com/g': '1' } }),
    [`${first}.resources.limits: Required value: Limit must be set for non overcommitable resources`],
  ],
  [
    'more than at most',
    resources({ requests: { cpu: '2' }, limits: { cpu: '1500m' } }),
    [`${first}.resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1500m`],
  ],
  [
    'large pages alone',
    resources({ limits: { 'hugepages-2Mi': '4Mi' }, requests: { 'hugepages-2Mi': '4Mi' } }),
    [`${first}.resources: Forbidden: HugePages require cpu or memory`],
  ],
  [
    'one port of the node twice, but for another protocol',
    ports([port(80), port(80, { protocol: 'UDP' })], [port(80)]),
    ['spec.containers[1].ports[0].hostPort: Duplicate value: "TCP//80"'],
  ],
  [
    'another port in the network of the node',
    { hostNetwork: true, ...ports([port(81), port(80)]) },
    [
      'spec.containers[0].ports[0].hostPort: Invalid value: 81: must match `containerPort` when `hostNetwork` is true',
    ],
  ],
  [
    'a probe of what runs once',
    { initContainers: [{ ...container, name: 'i', readinessProbe: probe, lifecycle: {} }] },
    ['lifecycle', 'readinessProbe'].map(
      (field) =>
        `spec.initContainers[0].${field}: Forbidden: may not be set for init containers without restartPolicy=Always`,
    ),
  ],
  [
    'a probe of a sidecar',
    { initContainers: [{ ...container, name: 'i', restartPolicy: 'Always', readinessProbe: probe }] },
    [],
  ],
  [
    'one gate twice',
    { schedulingGates: [{ name: 'a' }, { name: 'b' }, { name: 'a' }] },
    ['spec.schedulingGates[2]: Duplicate value: "a"'],
  ],
  [
    'a gate and a node',
    { schedulingGates: [{ name: 'a' }], nodeName: 'node-1' },
    ['spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared'],
  ],
  [
    'two handlers',
    { containers: [{ ...container, livenessProbe: { ...probe, httpGet: { port: 80 } } }] },
    [`${first}.livenessProbe.httpGet: Forbidden: may not specify more than 1 handler type`],
  ],
  [
    'a life that is asked for twice',
    { containers: [{ ...container, livenessProbe: { ...probe, successThreshold: 2 } }] },
    [`${first}.livenessProbe.successThreshold: Invalid value: 2: must be 1`],
  ],
  [
    'rules for restarts alone',
    {
      containers: [
        {
          ...container,
          restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'In', values: [1] } }],
        },
      ],
    },
    [`${first}.restartPolicy: Required value: must specify restartPolicy when restart rules are used`],
  ],
  [
    'two volumes in one',
    { volumes: [{ name: 'v', hostPath: { path: '/a' }, emptyDir: {} }] },
    ['spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type'],
  ],
  [
    'a way out of the volume',
    mounted({ subPath: 'a/../..' }),
    [`${first}.volumeMounts.subPath: Invalid value: "a/../..": must not contain '..'`],
  ],
  [
    'a path that begins again',
    mounted({ subPathExpr: '/a' }),
    [`${first}.volumeMounts.subPathExpr: Invalid value: "/a": must be a relative path`],
  ],
  ['a name with dots', mounted({ subPath: '..data/a..b' }), []],
])('of %s Kubernetes says', (_, spec, says) => {
  expect(told(spec)).toEqual(says);
});

const hook = (seconds: number) => ({ lifecycle: { preStop: { sleep: { seconds } } } });

test.each([
  [30, {}, true],
  [31, {}, false],
  [5, { terminationGracePeriodSeconds: 5 }, true],
  [6, { terminationGracePeriodSeconds: 5 }, false],
  [0, { terminationGracePeriodSeconds: 5 }, true],
  [-1, { terminationGracePeriodSeconds: 5 }, false],
])('a hook may sleep %i s of %o: %s', (seconds, grace, may) => {
  const texts = told({ ...grace, containers: [{ ...container, ...hook(seconds) }] });
  expect(texts.filter((text) => text.includes('preStop.sleep'))).toHaveLength(may ? 0 : 1);
});
