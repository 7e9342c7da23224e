import { expect, test } from 'vitest';
import { coreV1 } from '../api/index.ts';
import { builtInManagers, faultRule, openTestWorld } from '../testing/index.ts';
import { webPod } from './testing/open-node.ts';

test('a node that was cut off for longer than it may be is ready again seconds after it is back', async () => {
  const { control, network, run } = await openTestWorld({ managers: builtInManagers, nodes: 2 });
  await run((user) => user.create(coreV1.pods, webPod('web', { nodeName: 'node-1' })));
  const look = async () => {
    const node = await run((user) => user.get(coreV1.nodes, { name: 'node-1' }));
    const pod = await run((user) => user.get(coreV1.pods, { namespace: 'default', name: 'web' }));
    const isReady = ({ type }: { readonly type: string }) => type === 'Ready';
    const statuses = [node, pod].map(({ status }) => status?.conditions?.find(isReady)?.status);
    return [...statuses, ...(node.spec?.taints ?? []).map(({ key }) => key)];
  };
  await control.runFor(33_000);
  expect(await look()).toEqual(['True', 'True']);
  const kubelet = 'kubelet/node-1';
  const cuts = [{ from: kubelet }, { to: kubelet }].map((match) =>
    faultRule('cut', match, { fail: 'cut off' }),
  );
  const heals = cuts.map((cut) => network.addRule(cut));
  await control.runFor(70_000);
  expect(await look()).toEqual([
    'Unknown',
    'False',
    'node.kubernetes.io/unreachable',
    'node.kubernetes.io/unreachable',
  ]);
  for (const heal of heals) heal();
  await control.runFor(21_000);
  expect((await look())[0]).toBe('True');
  // Watches come back with pauses of up to half a minute.
  await control.runFor(40_000);
  expect(await look()).toEqual(['True', 'True']);
});
