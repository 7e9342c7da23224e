import { expect, test } from 'vitest';
import { openApi } from '../testing/open-api.ts';

const merge = { 'content-type': 'application/merge-patch+json' };

test('what a condition does not say is empty, not missing', async () => {
  const api = await openApi();
  await api.call('POST', '/api/v1/nodes', { metadata: { name: 'n' } });
  const patch = { status: { conditions: [{}], addresses: [{ address: '10.0.0.1' }] } };
  const { body } = await api.call('PATCH', '/api/v1/nodes/n/status', patch, merge);
  const never = { lastHeartbeatTime: null, lastTransitionTime: null };
  expect(body.status.conditions).toEqual([{ type: '', status: '', ...never }]);
  expect(body.status.addresses).toEqual([{ type: '', address: '10.0.0.1' }]);
  const add = { status: { conditions: [{ type: 'A', status: 'True' }] } };
  const strategic = { 'content-type': 'application/strategic-merge-patch+json' };
  const merged = await api.call('PATCH', '/api/v1/nodes/n/status', add, strategic);
  expect(merged.body.status.conditions.map(({ type }: { type: string }) => type)).toEqual(['A', '']);
});

test('addresses of a pod that are no addresses cannot be told apart', async () => {
  const api = await openApi();
  const spec = { containers: [{ name: 'a', image: 'b' }] };
  await api.call('POST', '/api/v1/namespaces/default/pods', { metadata: { name: 'p' }, spec });
  const patch = {
    status: { hostIPs: [{ ip: '' }, { ip: '10.0.0.1' }], conditions: [{ type: '', status: 'True' }] },
  };
  const { body } = await api.call('PATCH', '/api/v1/namespaces/default/pods/p/status', patch, merge);
  const causes: { field: string; message: string }[] = body.details.causes;
  const of = (field: string) => causes.filter((one) => one.field === field).map(({ message }) => message);
  expect(of('status.hostIPs')).toEqual([
    'Internal error: failed to check for dual stack with error:invalid IP[0]: ',
    expect.stringContaining('may specify no more than one IP for each IP family'),
  ]);
  expect(of('status.conditions[0].Type')[0]).toBe('Invalid value: "": name part must be non-empty');
});
