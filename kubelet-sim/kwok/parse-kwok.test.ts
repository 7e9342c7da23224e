import { expect, test } from 'vitest';
import type { V1Container, V1Pod } from '../../api/index.ts';
import { type BehaviourPart, declaredFor } from '../behaviours/behaviours.ts';
import { isKwok, parseKwok } from './parse-kwok.ts';

const apiVersion = 'kwok.x-k8s.io/v1alpha1';
const metadata = { name: 'web', namespace: 'shop' };

function rules(kind: string, spec: object, of: object = metadata) {
  return parseKwok({ apiVersion, kind, metadata: of, spec });
}

function declared(behaviours: ReturnType<typeof rules>['behaviours'], part: BehaviourPart, container = 'c') {
  const pod: V1Pod = { metadata };
  return declaredFor(behaviours, pod, { name: container } as V1Container, part)?.[part];
}

test.each([
  [
    'Logs',
    { logs: [{ logsFile: 'a', previousLogsFile: 'b', follow: true }] },
    { localLogs: { file: 'a', previousFile: 'b' } },
  ],
  ['Attach', { attaches: [{ logsFile: 'a' }] }, { localAttach: { file: 'a' } }],
  [
    'Exec',
    {
      execs: [
        {
          local: {
            workDir: '/tmp',
            envs: [{ name: 'A', value: 'b' }, { name: 'C' }],
            securityContext: { runAsUser: 1, runAsGroup: 2 },
          },
        },
      ],
    },
    { localExec: { workDir: '/tmp', env: { A: 'b', C: '' }, user: 1, group: 2 } },
  ],
  [
    'PortForward',
    {
      forwards: [
        { command: ['nc', '-l'] },
        { ports: [80, 81], target: { port: 8080, address: 'localhost' } },
      ],
    },
    {
      http: [
        { port: 80, localPort: 8080, localHost: 'localhost' },
        { port: 81, localPort: 8080, localHost: 'localhost' },
        { localCommand: ['nc', '-l'] },
      ],
    },
  ],
  [
    'ResourceUsage',
    { usages: [{ usage: { cpu: { value: 1, expression: 'Rand()' }, memory: { expression: 'Rand()' } } }] },
    { usage: { cpu: '1', memory: { expression: 'Rand()' } } },
  ],
])('%s and its form for many pods are behaviours that leave the rest to others', (kind, spec, says) => {
  const named = rules(kind, spec);
  expect(named.named).toBe(true);
  expect(named.behaviours[0]).toEqual({ match: metadata, partial: true, ...says });
  const selector = { matchNamespaces: ['shop', 'bar'], matchNames: ['web'] };
  const many = rules(`Cluster${kind}`, { selector, ...spec }, { name: 'all' });
  expect(many.named).toBe(false);
  const match = { namespace: ['shop', 'bar'], name: ['web'] };
  expect(many.behaviours).toEqual([{ match, partial: true, ...says }]);
});

test('a group that names the container comes before the first that names none', () => {
  const { behaviours } = rules('ClusterLogs', {
    logs: [{ logsFile: 'all' }, { containers: ['c'], logsFile: 'c' }, { logsFile: 'never' }],
  });
  expect(declared(behaviours, 'localLogs')).toEqual({ file: 'c' });
  expect(declared(behaviours, 'localLogs', 'd')).toEqual({ file: 'all' });
  expect(behaviours).toHaveLength(2);
});

test('what names a pod keeps the rules for many from its other containers', () => {
  const own = rules('ResourceUsage', { usages: [{ containers: ['c'], usage: { cpu: { value: '1' } } }] });
  const many = rules('ClusterResourceUsage', { usages: [{ usage: { cpu: { value: '2' } } }] });
  const both = [...own.behaviours, ...many.behaviours];
  expect(declared(both, 'usage')).toEqual({ cpu: '1' });
  expect(declared(both, 'usage', 'd')).toEqual({});
});

test('documents that mean nothing here are taken, and say so', () => {
  const document = { apiVersion: 'config.kwok.x-k8s.io/v1alpha1', kind: 'KwokConfiguration', options: {} };
  expect(isKwok(document)).toBe(true);
  expect(parseKwok(document)).toEqual({
    named: false,
    behaviours: [],
    note: 'options are those of the command line',
  });
  expect(isKwok({ apiVersion: 'v1', kind: 'Pod' })).toBe(false);
});

test.each([
  [{ apiVersion: 'kwok.x-k8s.io/v1', kind: 'Logs' }, 'apiVersion: must be kwok.x-k8s.io/v1alpha1'],
  [{ apiVersion, kind: 'Log' }, 'kind: must be one of Logs, ClusterLogs, Attach, '],
  [{ apiVersion, kind: 'Logs', metadata, spec: { log: [] } }, 'spec.log: unknown field; there are logs'],
  [{ apiVersion, kind: 'Logs', spec: { logs: [] } }, 'metadata.name: must be the name of a pod'],
  [
    { apiVersion, kind: 'Logs', metadata, spec: { selector: {} } },
    'spec.selector: unknown field; there are logs',
  ],
  [
    { apiVersion, kind: 'Logs', metadata, spec: { logs: [{ logFile: 'a' }] } },
    'spec.logs[0].logFile: unknown field; there are containers, logsFile, previousLogsFile, follow',
  ],
  [
    { apiVersion, kind: 'ClusterPortForward', spec: { forwards: [{ ports: [80] }] } },
    'spec.forwards[0].target: is missing, and so is command',
  ],
  [
    { apiVersion, kind: 'ClusterResourceUsage', spec: { usages: [{ usage: { cpu: { value: 'x' } } }] } },
    'spec.usages[0].usage.cpu.value: quantities must match',
  ],
])('%j is told where it is wrong', (document, says) => {
  expect(() => parseKwok(document)).toThrow(says);
});
