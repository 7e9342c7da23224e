import { printed } from './printed.ts';

/** Something that a program could tell this server from Kubernetes by. */
export interface Difference {
  readonly says: string;
  /** The test that shows it: `file: its name`. Absent where none does yet. */
  readonly shownBy?: string;
}

const notYet: readonly Difference[] = [
  {
    says: 'Authentication, authorization, TLS: everybody on the loopback interface is the administrator. The parts of the cluster have their own users (`system:kube-scheduler`, ...), who may do everything too. Therefore requests by other hosts than those it is served at, and of web pages of other hosts, get 403 `Forbidden` (`--accept-hosts`), as from `kubectl proxy`.',
    shownBy: 'apiserver/http/accepted-callers.test.ts: the host %s is refused',
  },
  {
    says: 'API priority and fairness.',
  },
  {
    says: 'Nobody asks priority levels, API services, and the roles and bindings of RBAC: `homeostat up` has and keeps those that every cluster has. Answers over the network name the flow schema and priority level of a request, unless it is refused before, and none waits for another because of them; no request is handed on to the service of an APIService, which is told to be unavailable.',
    shownBy:
      'apiserver/bootstrap/api-services.test.ts: a cluster has an API service for each group version that it answers itself',
  },
  {
    says: 'Controllers other than those of [controllers.md](controllers.md): other kinds are stored and validated, but nothing acts on them.',
  },
  {
    says: 'Admission by pod security (of its labels only the words are judged); what an admission configuration limits; `kubectl create token`.',
    shownBy:
      'apiserver/pipeline/admission/pod-security-labels.test.ts: a namespace says in known words how safe its pods must be',
  },
  {
    says: 'Volumes of plugins that Kubernetes once had (`awsElasticBlockStore`, `gcePersistentDisk`, ...) are not taken for those of their CSI drivers; those of the plugins it has left need no attachment, and `iscsi` and `fc` are not told in the status of nodes either. The selinux-warning controller, which Kubernetes does not run by default.',
  },
  {
    says: 'Kubelets: an ephemeral container begins also where its `targetContainerName` has not been there yet; a preStop hook that is cut short by the grace period does not fail later; of resources admission counts cpu, memory, ephemeral storage and pods only, nothing of less priority gives way to a critical pod, and sysctls are not looked at; a node without any memory left kills no containers for that, it evicts pods; events `Evicted` have no annotations; where a pod is rejected as its node can attach no more volumes (`VolumeAttachmentLimitExceeded`), and at every `nodeAllocatableUpdatePeriodSeconds`, no driver is asked how many it takes by now: the count in the CSINode of the simulated one is always as the node says.',
  },
];

const onPurpose: readonly Difference[] = [
  {
    says: 'What containers and machines use is declared. A kubelet looks at it every ten seconds, and only while it can have changed. A pod of a static manifest begins to run with the object that stands for it, and the hash in its annotations is another than in Kubernetes.',
    shownBy: 'kubelet-sim/evictions.test.ts: a pod %s is looked at no more often than it must be',
  },
  {
    says: 'Nothing runs in a container: its log is what its behaviour declares, at times that count from the second of its start; commands are what the behaviour declares, or the programs of a small shell without loops and conditions over a file system in memory (64 MiB a pod) with the ConfigMaps, Secrets and fields that are mounted, as they are when somebody looks. A command that is not there ends with 127, as with CRI-O.',
    shownBy:
      'kubelet-sim/exec/exec.test.ts: mounted ConfigMaps, Secrets and fields of the pod are files and variables',
  },
  {
    says: 'Pods that go through stages of kwok have no containers: of their logs, commands, ports and usage there is what is declared, and nothing else. Stages are read from files, and played for the nodes of this process only.',
    shownBy:
      'kubelet-sim/played/played-connections.test.ts: what is not declared is refused in the words of kwok',
  },
  {
    says: 'Proxies pass on whole requests and answers, up to 3 MiB of a body; they rewrite no links in pages, and upgrade no connections. A service is reached at the first of its endpoints that fits. The pages of kubelets for logs and commands (`/containerLogs`, `/exec`, ...) are not reached through the proxies of nodes.',
    shownBy: 'apiserver/subresources/streams/streams.test.ts: the proxy of %s says why it reaches nothing',
  },
  {
    says: 'The API server calls kubelets in this process: no fault of a scenario is between them, and only a node that was killed is out of reach. Those of other nodes (`homeostat kubelets`) it asks over HTTPS, whoever has signed their certificate, in real time only; why they refuse a command or a connection is told over it, and proxies reach no ports of their pods. `kubectl top` tells what was declared to its own process, not what it asks of them.',
    shownBy: 'test/interop/kubelets-elsewhere.test.ts: a kubelet that is not there is told of',
  },
  {
    says: '`/metrics` tells of requests, objects, the storage and the build; not of flow control, admission, watches and the process. `/livez/poststarthook/...` always pass: what has to be done at the start is done before the first answer.',
    shownBy:
      'apiserver/metrics/metrics.test.ts: requests are counted by what they ask for and how they are answered',
  },
  {
    says: 'Whole numbers of 64 bits are kept as they are. `-0.0` is 0; of a RawExtension numbers that no 64 bits hold are doubles; `metadata.deletionGracePeriodSeconds` is a double; a set or map of numbers beyond 2^53 keeps its owners (Kubernetes loses those of some when it reads managedFields).',
    shownBy: 'apiserver/custom-resources/large-numbers.test.ts: a whole number of 64 bits is kept: %s',
  },
  {
    says: 'OpenAPI says of definitions what Kubernetes says, but for texts: a field that is of another definition has the text of that one. The old `/watch/` paths, the root of a group version, and what they answer with are left out; DeleteOptions are of the groups that are served.',
    shownBy: 'test/oracles/server/openapi.test.ts: definitions of OpenAPI say what those of Kubernetes say',
  },
  {
    says: 'YAML is nested at most 200 deep, JSON 500 (Kubernetes: 10,000); quantities have at most 1,000 characters. Aliases of YAML are limited as there, and the texts they repeat to 3 MiB.',
    shownBy:
      'apimachinery/values/quantity.test.ts: has at most a thousand characters, so that nobody computes for long',
  },
  {
    says: 'At most 1,000 errors of one object are told. Of several controllers among more than a hundred owners the first two are told, once.',
    shownBy: 'apimachinery/errors/status-errors.test.ts: tells a thousand of very many errors',
  },
  {
    says: 'A watch over WebSocket needs no `Origin`. What watchers say over it is not kept, up to 64 KiB at a time; more ends it.',
    shownBy:
      'apiserver/http/web-socket.test.ts: a watcher that talks is not listened to, and cut off when it talks too much',
  },
  {
    says: 'The rest of a body that is too large is read for a while (5 s, or a minute where the connection is kept), so that clients that still write see the 413.',
    shownBy: 'apiserver/http/http-server.test.ts: a body over 3 MiB is too large',
  },
  {
    says: 'Kinds are judged as Kubernetes judges them: the same rules in the same order and words (its own code is the judge). A status is looked into for pods, nodes, workloads and claims for devices, in part.',
    shownBy: 'test/oracles/validation/vectors.test.ts',
  },
  {
    says: 'A patch that makes no object of its kind is refused with what it makes. What it does not name has its fields there by their numbers in protobuf, which mostly is the order in which Go writes them.',
    shownBy:
      'apiserver/verbs/strict-patches.test.ts: what a patch names is told sorted, what it puts in the place of a map as it came, all else as it is written',
  },
  {
    says: 'Where a body gives members twice and several of the values are of wrong types, another of them may be told; of items and values that others take the place of unknown fields are not told.',
    shownBy:
      'apimachinery/encoding/parse-json.test.ts: members given again are read into what was there, as Go does',
  },
  {
    says: 'An object is too large to be stored at 1.5 MiB of JSON, as custom ones are there; of built-in kinds Kubernetes measures a shorter form. In-process writes are not measured.',
    shownBy: 'apiserver/verbs/stored-creates.test.ts: what is too large for the storage is refused by it',
  },
  {
    says: "`pod-template-hash`, and the hash that names revisions of DaemonSets, are computed from canonical JSON, so hashes differ from a real cluster's.",
    shownBy: 'apimachinery/values/hash.test.ts: hashes a template by its content',
  },
  {
    says: 'Items of a list carry no kind and apiVersion over HTTP, as in Kubernetes; in process they do.',
  },
  {
    says: "One watch feed serves all resources of the cache, so a list's resourceVersion is always the newest of the whole store.",
  },
  {
    says: 'The watch cache is not compared with the store every five minutes. Kubernetes counts what it finds so (`apiserver_storage_consistency_checks_total`) and mends nothing; the feed here tells of every revision, in order, or ends.',
    shownBy:
      'apiserver/cache/continuity.test.ts: a watch of a late server, however it begins, misses nothing and never goes back (seed %i)',
  },
  {
    says: "Webhooks are called at their URL, or where `startCluster({ webhookServices })` and `homeostat up --webhook-service` say that their service is; nothing of the cluster's own network can be one.",
    shownBy:
      'apiserver/custom-resources/conversion/webhook-conversion.test.ts: what is stored in one version is read and written in another as the webhook says',
  },
  {
    says: 'A custom resource can be created as soon as it is established; Kubernetes lets a create that comes within two seconds wait for two. When a definition changes or goes, its watches end at once, not after a second.',
    shownBy:
      'apiserver/custom-resources/custom-resources.test.ts: a definition has its names accepted and is established, one write after the other',
  },
  {
    says: 'A watch is ended for being slow when its reader has taken nothing for two seconds while 16 MiB wait, or when 128 MiB wait; Kubernetes counts 10 to 1,000 events, and waits for a tenth of a second.',
    shownBy:
      'apiserver/cache/watcher.test.ts: a reader that takes nothing while much waits is ended with an error',
  },
  {
    says: 'Where etcd would end because its disk is full, writes are refused in the words of its quota (`etcdserver: mvcc: database space exceeded`), and taken again as soon as there is space; so they are when the quota is used up and something was deleted or compacted: no alarm has to be disarmed, nothing has to be defragmented. `etcd-readiness` of `/readyz` fails meanwhile.',
    shownBy: 'store/quota.test.ts: past its quota a store refuses puts, and takes deletes and reads',
  },
  {
    says: 'History is kept for one to two of `--etcd-compaction-interval`, but for less where it would take more than half of what objects leave of the quota. `--quota-backend-bytes` counts what is kept, not files.',
    shownBy: 'store/quota.test.ts: history gives way before anything is refused, the older half first',
  },
  {
    says: 'A kubelet tells a back-off at once and once: `CrashLoopBackOff` and `ImagePullBackOff` stand where a real one says `Error` and `ErrImagePull` for some ten seconds more, and their events do not repeat with each synchronization. So it is with what is missing for volumes, claims and environments (`FailedMount`, `CreateContainerConfigError`).',
    shownBy: 'kubelet-sim/restarts.test.ts: between two starts the container waits in CrashLoopBackOff',
  },
  {
    says: 'What a probe meets is declared. A readiness probe runs at once when its container has started and then by its period, not also with each synchronization of its pod; a container without one can be declared ready later all the same.',
    shownBy: 'kubelet-sim/probes/probes.test.ts: after an initial delay a probe runs when it ticks',
  },
  {
    says: 'A pod is told to be ready to start containers with what becomes of its first container, not by a write of its own.',
  },
  {
    says: 'A node is ready from its registration, and its kubelet gives it its pod network. A node that was killed finds its containers ended when it is started again, as after a reboot; those of a cluster that is stopped and started again run on, as machines do while only the control plane and the kubelets are away.',
    shownBy:
      'kubelet-sim/node/kubelet.test.ts: started again, it adopts the node and starts the containers of its pods again',
  },
  {
    says: 'A namespace that is being deleted goes with the last of its objects; Kubernetes looks again after half the time that it estimates.',
  },
  {
    says: "A pod's ServiceAccount must exist, and the volume of its token is mounted, where the cluster's own serviceaccount-controller runs. Without it (`--controllers ''`) a pod is called after `default`, and nothing else: nobody makes accounts then. Tokens hold nothing.",
    shownBy: 'cluster/service-accounts.test.ts: tokens are mounted where the cluster makes accounts: %j',
  },
  {
    says: 'kube-controller-manager holds every request to 20 a second. Here only pods that have to be made again are held to that, after as many as a ReplicaSet asks for.',
    shownBy:
      'controllers/kit/creation-pace.test.ts: what has to be made again comes at 20 a second after a burst of 30',
  },
  {
    says: 'Events `FailedScheduling` are counted, each message by itself, as those of all others; they have no series.',
  },
  {
    says: 'Pods that no node can take because there is none wait for the first one; they are not tried again every ten seconds.',
  },
  {
    says: 'Quantities have no upper bound; negative amounts round away from zero.',
    shownBy: 'apimachinery/values/quantity.test.ts: rounds away from zero to whole units and to thousandths',
  },
  {
    says: 'The seed of a simulation is valid for one version of homeostat and one major version of Node.',
    shownBy:
      'test/determinism/scenarios.test.ts: one seed is one run, in whatever process and after whatever; another seed is another run',
  },
  {
    says: "Where Kubernetes' texts come in the random order of Go's maps, ours come by name.",
  },
  {
    says: "Cluster IPs are of 10.96.0.0/12, kubeadm's range, unless `--service-cluster-ip-range` says otherwise; an address that is refused is told with the range of the cluster.",
    shownBy:
      'apiserver/pipeline/strategies/service/service.test.ts: a dry run gives out ports that nobody could have, and asks for no range',
  },
];

export const differences: readonly Difference[] = [...notYet, ...onPurpose];

/** docs/reference/fidelity.md. */
export function fidelityPage(): string {
  const shown = differences.filter(({ shownBy }) => shownBy !== undefined).length;
  return `# What differs from a real cluster

The reference is Kubernetes 1.36. What is not listed here and differs is a bug. Of ${differences.length} rows ${shown} name the test that shows them.

\`npm run test:server\` asks a real API server and this one the same (\`npm run kubernetes:build\` builds the real one first), and
prints how often they answer alike, with every difference made as small as it gets; it takes folders of manifests.

## Not there yet

${table(notYet)}

## Different on purpose

${table(onPurpose)}

${printed}
`;
}

function table(rows: readonly Difference[]): string {
  return ['| what | shown by |', '|---|---|', ...rows.map(rowOf)].join('\n');
}

function rowOf({ says, shownBy }: Difference): string {
  if (shownBy === undefined) return `| ${says} | |`;
  const [file = '', name] = shownBy.split(/: (.*)/);
  return `| ${says} | [${file.slice(file.lastIndexOf('/') + 1)}](../../${file})${name === undefined ? '' : `: ${name}`} |`;
}
