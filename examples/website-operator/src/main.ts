// The program: in a cluster by the account of its pod, elsewhere by the kubeconfig that kubectl would take.
import {
  connect,
  createInformerFactory,
  createManager,
  environmentLogger,
  findCluster,
  realEnvironment,
  WebhookServer,
} from 'homeostat';
import { httpDnsRecords } from './dns-records.ts';
import { addOperator } from './operator.ts';

// Whoever started it starts it again.
const onFailure = (err: Error) => {
  environmentLogger(environment).error({ err }, 'failed');
  process.exit(1);
};
const environment = realEnvironment({ onFailure });
const { client } = connect(environment, findCluster(), { userAgent: 'website-operator' });
const { POD_NAMESPACE: namespace, WEBHOOK_CERTIFICATES: certDir, DNS_URL: dnsUrl } = process.env;
if (dnsUrl === undefined) throw new Error('DNS_URL says where the name service is');
const manager = createManager(environment, {
  client,
  informers: createInformerFactory(environment, client),
  metrics: { bindAddress: ':8080' },
  healthProbeBindAddress: ':8081',
  // Without certificates nobody could ask.
  ...(certDir !== undefined && { webhookServer: new WebhookServer(environment, { certDir }) }),
  // Several may run in a cluster; one works.
  ...(namespace !== undefined && {
    leaderElection: { id: 'website-operator', namespace, releaseOnCancel: true },
  }),
});
addOperator(manager, httpDnsRecords(dnsUrl));

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());
await manager.run(stop.signal);
