import { expect, test } from 'vitest';
import type { V1Container, V1Probe } from '../../api/index.ts';
import type { ContainerBehaviour } from '../behaviours/behaviours.ts';
import { probesOf } from './probe-plan.ts';
import { failureText, probeProblem, timeoutText } from './probe-texts.ts';

const container: V1Container = { name: 'web', ports: [{ name: 'http', containerPort: 8080 }] };
const behaviour = { probes: { takesMs: 0 } } as ContainerBehaviour;

function planOf(livenessProbe: V1Probe) {
  const [plan] = probesOf({ ...container, livenessProbe }, behaviour);
  if (plan === undefined) throw new Error('no probe');
  return plan;
}

/** As Kubernetes 1.36 says them of a pod with the address 10.0.0.9. */
test.each<[string, V1Probe, string, string]>([
  [
    'http',
    { httpGet: { path: '/healthz?full=1', port: 'http' }, timeoutSeconds: 2 },
    'HTTP probe failed with statuscode: 500',
    'Get "http://10.0.0.9:8080/healthz?full=1": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
  ],
  [
    'https elsewhere',
    { httpGet: { host: 'fd00::1', path: 'up', port: 443, scheme: 'HTTPS' } },
    'HTTP probe failed with statuscode: 500',
    'Get "https://[fd00::1]:443/up": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
  ],
  [
    'tcp',
    { tcpSocket: { port: '9090' } },
    'dial tcp 10.0.0.9:9090: connect: connection refused',
    'dial tcp 10.0.0.9:9090: i/o timeout',
  ],
  [
    'grpc',
    { grpc: { port: 5000 }, timeoutSeconds: 3 },
    'service unhealthy (responded with "NOT_SERVING")',
    'timeout: health rpc did not complete within 3s',
  ],
  [
    'exec',
    { exec: { command: ['cat', '/tmp/ok'] } },
    '',
    'command timed out: "cat /tmp/ok" timed out after 1s',
  ],
])('what is told of a probe by %s', (_name, probe, failure, timeout) => {
  const plan = planOf(probe);
  expect([failureText(plan, '10.0.0.9'), timeoutText(plan, '10.0.0.9')]).toEqual([failure, timeout]);
  expect(probeProblem(plan)).toBeUndefined();
});

test.each([
  ['https', 'strconv.Atoi: parsing "https": invalid syntax'],
  [70_000, 'invalid port number: 70000'],
])('a port that is none: %s', (port, problem) => {
  expect(probeProblem(planOf({ tcpSocket: { port } }))).toBe(problem);
});
