/**
 * Follows a real Kubernetes API server and ours with our informers, election and events, and compares what each told.
 *
 *   tsx test/oracles/informers/check.ts [KUBECONFIG]
 *
 * What is made is in a namespace of its own, which goes at the end. Exit code 1 when anything differs. Without a kubeconfig,
 * here or in $REAL_KUBECONFIG, it says so and asks nothing.
 */
import { isDeepStrictEqual } from 'node:util';
import { coreV1 } from '../../../api/index.ts';
import { type ClusterAccess, connect, findCluster } from '../../../client/index.ts';
import { realEnvironment } from '../../../environment/real/index.ts';
import { startCluster } from '../../../index.ts';
import { type Play, plays } from './plays.ts';

const path = process.argv[2] ?? process.env.REAL_KUBECONFIG;
if (path === undefined)
  process.stdout.write('no kubeconfig of a real API server is given: nothing is asked\n');
else await compare(findCluster({ kubeconfig: path }));

async function compare(access: ClusterAccess): Promise<void> {
  const ours = await startCluster({ nodes: 0, controllers: ['namespace'], scheduler: false });
  try {
    for (const [name, play] of Object.entries(plays)) {
      const toldThere = await played(access, play);
      const toldHere = await played({ ...access, transport: { baseUrl: ours.url } }, play);
      const alike = isDeepStrictEqual(toldThere, toldHere);
      process.stdout.write(`${alike ? 'alike  ' : 'differs'} ${name}: ${toldThere.length} things told\n`);
      if (alike) continue;
      process.exitCode = 1;
      process.stdout.write(
        `  Kubernetes: ${JSON.stringify(toldThere)}\n  homeostat:  ${JSON.stringify(toldHere)}\n`,
      );
    }
  } finally {
    await ours.stop();
  }
}

/** What a play told of a server, in a namespace that is there for it alone. */
async function played(access: ClusterAccess, play: Play): Promise<readonly string[]> {
  const failures: unknown[] = [];
  const environment = realEnvironment({ onFailure: (error) => void failures.push(error) });
  const { client, transport } = connect(environment, access, { userAgent: 'informers-check', qps: 0 });
  const namespace = `informers-${process.pid}-${environment.ids.suffix(5)}`;
  await client.create(coreV1.namespaces, { metadata: { name: namespace } });
  try {
    const told = await play({ environment, client, transport, namespace });
    return [...told, ...failures.map(String)];
  } finally {
    await client.delete(coreV1.namespaces, { name: namespace });
    environment.close();
    transport.close();
  }
}
