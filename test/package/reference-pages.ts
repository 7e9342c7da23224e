import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { makeProgram } from '../../cli/program.ts';
import { programs } from '../../kubelet-sim/exec/commands/index.ts';
import { type BehaviourField, behaviourAnnotation, behaviourFields } from '../../kubelet-sim/index.ts';
import { kwokKinds } from '../../kubelet-sim/kwok/kwok-kinds.ts';
import { commands, loadScenarios, nodesMax } from '../../scenarios/index.ts';
import { conformancePage } from './conformance-page.ts';
import { controllersPage } from './controllers-page.ts';
import { fidelityPage } from './fidelity-page.ts';
import { printed } from './printed.ts';

/** Pages of docs/reference/ that are printed from what the program runs on; by file name. */
export async function referencePages(): Promise<Readonly<Record<string, string>>> {
  return {
    'scenarios.md': scenariosPage(),
    'behaviours.md': behavioursPage(),
    'cli.md': cliPage(),
    'controllers.md': await controllersPage(),
    'fidelity.md': fidelityPage(),
    'client-conformance.md': conformancePage(),
  };
}

function scenariosPage(): string {
  const sections = commands.map(({ name, help, example, schema }) =>
    [`### ${name}`, '', help, '', '```yaml', `- ${example}`, '```', ...fieldLines(schema), ''].join('\n'),
  );
  return `# Scenarios

A scenario is a YAML file: a cluster, and steps that run one after the other until one fails. The same file runs in
virtual time, where a seed decides everything left to chance, and in real time (\`--real\`).

\`\`\`yaml
apiVersion: homeostat.dev/v1alpha1
kind: Scenario
metadata: {name: example}
spec:
  description: what it shows
  cluster:
    nodes: 3                      # the default; 0 to ${nodesMax}
    capacity: {cpu: "2"}          # of each node
    behaviours: []                # see behaviours.md
    devices: []                   # see behaviours.md
    nodeUsage: []                 # see behaviours.md
    kubeletConfiguration: {}      # see behaviours.md
    staticPods: []                # see behaviours.md
    metrics: {}                   # see behaviours.md
    controllers: ["*"]            # the default; "*" all, NAME this one, -NAME not this one, [] none
    scheduler: true               # the default
    schedulers:                   # how they work; default: one as kube-scheduler is without a file
    - apiVersion: kubescheduler.config.k8s.io/v1
      kind: KubeSchedulerConfiguration   # or {file: scheduler.yaml}; see scheduler-configuration.md
    allocateNodeCidrs:            # nodes get networks for their pods from a controller; default: they bring them along
      clusterCidr: 10.244.0.0/16  # one, or one of each family: A,B; also nodeCidrMaskSize, -Ipv4, -Ipv6
  steps:
  - description: shown in the timeline
    apply: {file: web.yaml}       # relative to the scenario's file
\`\`\`

Durations are written as \`500ms\`, \`30s\`, \`2m\` or \`1h30m\`. Objects without a namespace are in \`default\`.
Everything is read and checked before the first step runs; a mistake is told as \`file:line:column\`.

## What is expected

\`assert\`, \`error\` and \`wait\` look at objects as they are, and again after each change, until it holds or time is up.

* A field that is not named does not matter. One that is absent is as good as \`0\`, \`false\`, \`""\` or \`null\`.
* Of a list, each item described must be found, each time another one; the list may have more. So an \`error\` finds the
  taint it names beside others. Objects, and what Kubernetes calls a set (finalizers), are found in any order; other texts
  and numbers (arguments) in the order described. Only \`[]\` says that there are none. (Chainsaw and kuttl want lists of the
  same length and order.)
* Quantities and times are compared whatever way they are written: \`1000m\` is \`1\`.
* A status counts once whoever writes it has seen the object as it is: \`status.observedGeneration\` must have reached
  \`metadata.generation\`, for all kinds whose status has it. So an assertion right after a change does not hold of the status
  before it, nor an \`error\` or a condition. With \`staleStatus: true\` a step takes the status as it is; so it is taken where the
  object is being deleted, and of a pod that no kubelet has seen. Where the controller of a kind does not run, whoever
  patches its status sets \`observedGeneration\` too.

## What is written

The API server drops without a word what a request does not write. \`apply\`, \`create\` and \`patch\` do not: a \`status\` without
\`subresource: status\` is told before anything runs, and a step fails when the answer lacks something of what it asked for.

## Steps

Each step is one of these words, and an optional \`description\`.

${sections.join('\n')}
## Those that ship

\`npx homeostat run scenarios/NAME.yaml\` runs one.

${shippedScenarios().join('\n')}

${printed}
`;
}

/** What each teaches, in its own words. */
function shippedScenarios(): readonly string[] {
  return loadScenarios(fileURLToPath(new URL('../../scenarios', import.meta.url))).map(
    ({ name, description }) => `* [${name}](../../scenarios/${name}.yaml): ${description}`,
  );
}

interface ArgumentSchema {
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly required?: readonly string[];
  readonly maxProperties?: number;
  readonly oneOf?: readonly { readonly required: readonly string[] }[];
}

interface FieldSchema extends ArgumentSchema {
  readonly type?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly items?: FieldSchema;
}

function fieldLines(schema: ArgumentSchema): readonly string[] {
  const fields = Object.entries(schema.properties ?? {});
  if (fields.length === 0) return [];
  const rows = fields.map(([name, field]) => {
    return `| \`${name}\` | ${typeText(field)} | ${neededText(schema, name)} |`;
  });
  return ['', '| field | what | |', '|---|---|---|', ...rows];
}

function neededText({ required, oneOf = [] }: ArgumentSchema, name: string): string {
  if (required?.includes(name)) return 'required';
  const ways = oneOf.map((way) => way.required[0]);
  if (!ways.includes(name)) return '';
  return `required, unless ${ways
    .filter((way) => way !== name)
    .map((way) => `\`${way}\``)
    .join(' or ')} is given`;
}

function typeText(field: FieldSchema): string {
  if (field.enum !== undefined) return `one of ${field.enum.map((value) => `\`${value}\``).join(', ')}`;
  if (field.items !== undefined) return `a list: each ${typeText(field.items)}`;
  if (field.pattern !== undefined) return 'a duration';
  if (field.maxProperties === 1)
    return `exactly one of ${Object.entries(field.properties ?? {})
      .map(shapeText)
      .join(', ')}`;
  if (field.properties !== undefined) {
    const names = Object.keys(field.properties).map((name) =>
      field.required?.includes(name) ? `\`${name}\`` : `\`${name}\` (optional)`,
    );
    return `names an object: ${names.join(', ')}`;
  }
  if (field.required?.includes('kind')) return 'an object, or as much of it as matters';
  return (
    { string: 'text', integer: 'a whole number', boolean: 'true or false', object: 'an object' }[
      field.type ?? ''
    ] ?? 'anything'
  );
}

/** `condition: {name, value}`. */
function shapeText([name, { properties = {} }]: readonly [string, FieldSchema]): string {
  return `\`${name}: {${Object.keys(properties).join(', ')}}\``;
}

/** The example names some fields of each part; whoever renames one sees the test that reads the page fail. */
const behaviourExample = `spec:
  cluster:
    nodes: 3
    behaviours:
    - match: {labels: {app: web}, image: "*:broken"}
      pull: {fail: manifest unknown}
    - match: {name: "web-*"}
      run: {exit: {code: 1, afterMs: [200, 900]}, times: 2}
      stop: {delayMs: 3000}`;

export const annotationExample = `kubectl run crash --image nginx --annotations '${behaviourAnnotation}={"run": {"exit": {"code": 1, "afterMs": 2000}}}'`;

/** A container that serves after twenty seconds, and hangs for a while later. */
const probesExample = `spec:
  cluster:
    behaviours:
    - match: {labels: {app: web}}
      probes:
        startup: [[0, {fail: "connection refused"}], [20000, ok]]
        readiness: [[60000, slow], [90000, ok]]
        liveness: {takesMs: 300}`;

/** A load that pods share, and metrics of other things. */
const usageExample = `spec:
  cluster:
    behaviours:
    - match: {labels: {app: web}}
      usage: {cpu: {shared: true, points: [[0, 200m], [60000, "2"]]}, memory: 64Mi}
    metrics:
      external:
      - {name: queue_length, labels: {queue: orders}, value: {ramp: true, points: [[0, "0"], [600000, "300"]]}}
      custom:
      - {name: requests_per_second, resource: pods, labels: {app: web}, value: {shared: true, points: [[0, "80"]]}}`;

/** One on a node, and one on all. */
const staticPodsExample = `spec:
  cluster:
    staticPods:
    - {node: node-1, file: manifests/etcd.yaml}
    - pod:
        apiVersion: v1
        kind: Pod
        metadata: {name: proxy, namespace: kube-system}
        spec: {hostNetwork: true, containers: [{name: proxy, image: "haproxy:3"}]}`;

/** A disk that fills, and when pods have to go for it. */
const pressureExample = `spec:
  cluster:
    capacity: {memory: 1Gi, ephemeral-storage: 20Gi}
    nodeUsage:
    - {node: node-1, usage: {memory: 200Mi, ephemeralStorage: {ramp: true, points: [[0, 1Gi], [3600000, 20Gi]]}, pids: "300"}, pidsMax: 1000}
    kubeletConfiguration:
      evictionHard: {memory.available: 100Mi, nodefs.available: 10%, pid.available: 5%}
      evictionSoft: {memory.available: 30%}
      evictionSoftGracePeriod: {memory.available: 1m30s}
      evictionMaxPodGracePeriod: 60`;

/** A node with two GPUs, one of which several claims may share. */
const devicesExample = `spec:
  cluster:
    devices:
    - driver: gpu.example.com
      node: node-1
      devices:
      - {name: gpu-0, attributes: {model: {string: a100}}, capacity: {memory: {value: 40Gi}}}
      - {name: gpu-1, allowMultipleAllocations: true, capacity: {memory: {value: 80Gi}}}
      prepare: {delayMs: [200, 800]}`;

const rulesExample = `# kubectl set image deploy/web web=nginx:doesnotexist
- match: {image: "*:doesnotexist"}
  pull: {fail: manifest unknown}
- match: {image: "registry.example.com/*"}
  pull: {secret: true, delayMs: [2000, 8000]}`;

const processExample = `- match: {image: "*/api:dev"}
  process: {command: [node, server.js, "--port", "8080"], workDir: /src/api, env: {MODE: dev}}`;

const stageExample = `apiVersion: kwok.x-k8s.io/v1alpha1
kind: Stage
metadata: {name: pod-ready}
spec:
  resourceRef: {apiGroup: v1, kind: Pod}
  selector:
    matchExpressions:
    - {key: .metadata.deletionTimestamp, operator: DoesNotExist}
    - {key: .status.phase, operator: In, values: [Pending]}
  delay: {durationMilliseconds: 1000, jitterDurationMilliseconds: 5000}
  steps:
  - patch:
      subresource: status
      root: status
      template: |
        phase: Running
        podIP: {{ PodIPWith .spec.nodeName false .metadata.uid .metadata.name .metadata.namespace | Quote }}
        conditions:
        - {type: Ready, status: "True", lastTransitionTime: {{ Now | Quote }}}`;

const kwokExample = `apiVersion: kwok.x-k8s.io/v1alpha1
kind: ClusterResourceUsage
metadata: {name: grows}
spec:
  selector: {matchNamespaces: [default]}
  usages:
  - usage:
      cpu: {value: 100m}
      memory: {expression: 'Quantity("1Mi") * (pod.SinceSecond() / 60.0)'}
---
apiVersion: kwok.x-k8s.io/v1alpha1
kind: Exec
metadata: {name: web, namespace: default}
spec:
  execs:
  - local: {workDir: /tmp, envs: [{name: MODE, value: test}]}`;

function behavioursPage(): string {
  return `# Pod behaviours

Pods run nowhere. What their containers would do is declared as a list of behaviours: of those that match a container the
first counts, and what it leaves out is as the defaults say. One that is \`partial\` leaves it to the next that matches.

\`\`\`yaml
${behaviourExample}
\`\`\`

| field | what it holds | meaning | default |
|---|---|---|---|
${behaviourFields.map(behaviourRow).join('\n')}

A delay is a number of milliseconds, or \`[least, most]\`: then the seed picks one of them each time.

## Probes

Startup, liveness and readiness probes of a pod run as its spec has them, by exec, httpGet, tcpSocket or grpc. \`probes\` says what they
meet: \`ok\`; \`fail\`, or \`{fail: text}\` with words of its own for the event \`Unhealthy\`; \`slow\`, which is no answer in time; or
\`{takesMs: 300}\`, an answer that fails where \`timeoutSeconds\` is less. A list has outcomes from so many milliseconds after the
start of the container on; before the first all is well. What is not declared succeeds, a readiness probe as soon as \`ready\` lets it.
A container that a liveness or startup probe gives up is killed and started again, as its restart policy says.

\`\`\`yaml
${probesExample}
\`\`\`

## Hooks and ends

\`postStart\` and \`preStop\` say how the hooks of a pod run; those that sleep need nothing. One after the start that fails has its
container killed and tried again (\`PostStartHookError\`); one before the stop takes its time of the grace period, and if it fails
that is told (\`FailedPreStopHook\`). A container that ends by itself leaves a \`message\` in its status, or the end of its \`log\`. Pods that are not
restarted (\`restartPolicy: Never\`, most Jobs) end by themselves after one to three seconds, which the seed picks: \`run: {forever: true}\` keeps
them, and \`run.exit\` says something else.

## What containers say and do

\`kubectl logs\` shows \`logs\`: lines with their times, which are computed when somebody reads, so that a log of years takes no memory. In
texts stand \`{pod}\`, \`{namespace}\`, \`{container}\`, \`{image}\`, \`{node}\` and \`{ip}\` for what they say, in lines also \`{n}\` (which
line of its row it is), \`{restarts}\` and, at the end, \`{exitCode}\`. \`kubectl exec\` runs \`exec\`, or else a small shell: \`sh\` with \`|\`, \`&&\`,
\`||\`, \`;\`, redirections, variables and \`$(...)\`, and \`${[...programs.keys()].filter((name) => /^[a-z]/.test(name)).join('`, `')}\`.
Requests by \`kubectl port-forward\` and through proxies get what \`http\` says, or a page with the pod's name.

\`\`\`yaml
spec:
  cluster:
    behaviours:
    - match: {labels: {app: web}}
      logs:
      - {text: 'listening on {ip}:80'}
      - {text: 'GET /{n} 200', everyMs: 1500, afterMs: 1000}
      - {text: 'shutting down', atExit: true}
      exec:
      - {command: 'psql *', stdout: "1 row\\n", delayMs: [100, 300]}
      - {command: 'psql', stderr: "no database\\n", exitCode: 2}
      http:
      - {path: /healthz, body: ok}
      - {path: '/api/*', status: 503, body: 'not yet', headers: {retry-after: '5'}}
\`\`\`

In scenarios and files each of these texts may be \`{file: access.log}\`, a path from the file's: \`{text: {file: access.log}, everyMs: 200}\` writes a line
of it five times a second.

\`startCluster({ programs: { exec, http } })\` has functions for both, which come first. \`localPort\` joins a port of a pod with one of this
machine, where something real listens; it may not be declared by a pod's annotation.

## What pods use

\`usage\` is what \`metrics.k8s.io\` tells, and so \`kubectl top\` and autoscalers: gathered every fifteen seconds, of containers that have run
that long. An amount is a quantity, or one over time:

| amount | what it is |
|---|---|
| \`250m\` | always the same |
| \`{points: [[0, 100m], [60000, "1"]]}\` | steps, at milliseconds from the start; before the first it is as there |
| \`{points: [[0, 64Mi], [60000, 1Gi]], ramp: true}\` | in a straight line from point to point |
| \`{file: load.csv}\` | points of a file beside the scenario: a line each, seconds and amount (\`30,250m\`) |
| \`{curve: {least: 100m, most: "2", periodMs: 86400000, mostAtMs: 50400000}}\` | up and down as a sine goes; a period is a day, and highest in its middle, where nothing else is said |
| \`{expression: 'quantity("64Mi")'}\` | what an expression of CEL says, of \`t\` (seconds since the start, a double), \`node\`, \`pod\` and \`container\`: a number (of CPUs, of bytes), a quantity, or the text of one |

Times count from the start of the container. Two more fields go with all but the first: \`shared: true\` is the load of all containers of
the behaviour whose pods are ready, and each has its share of it: then times count from the start of the cluster. \`noise: 0.1\` makes
it a tenth more or less at most, drawn by the seed every ten seconds.

A container gets no more CPU than its limit; where it wants more, its probes take so many times as long (not where an expression, noise or what is
shared says how much). When its memory is above its limit, it is killed at that moment (exit code 137,
\`OOMKilled\`); where an expression, noise or what is shared says how much it is, or the limit is of the whole pod, at the next look, every
ten seconds. An expression that fails is 0 and told by an event of the pod, \`UsageFailed\`, once.

## When a node is short of something

What machines use besides their pods is declared, too, for the nodes that \`node\` names (\`*\` stands for any characters), or for all; times
count from the start of the cluster. Of memory, the disk (\`ephemeral-storage\` of the capacity; one disk has all, images as large as
\`pull.sizeBytes\` too), its files (\`inodesMax\`, one for each 16 KiB where nothing else is said) and processes (\`pidsMax\`,
4194304 where nothing else is said) the kubelet knows how much is left, and evicts pods as \`kubeletConfiguration\` says: fields and
values are those of KubeletConfiguration. What is not said is as there: \`memory.available<100Mi\`, \`nodefs.available<10%\`,
\`imagefs.available<15%\`, \`nodefs.inodesFree<5%\`, \`imagefs.inodesFree<5%\`, conditions that stand for five minutes.

\`\`\`yaml
${pressureExample}
\`\`\`

\`--node-usage FILE\` of \`homeostat up\` and \`homeostat kubelets\` takes the list alone, \`--kubelet-config FILE\` a KubeletConfiguration with these fields.

Every ten seconds, while anything can change, a kubelet looks: then the node gets its condition (and its taint, from the node lifecycle controller), and one pod
is evicted after the other, those first that use more than they asked for, then by priority, then by how much more it is. Critical pods
stay. A pod that uses more \`ephemeral-storage\` than its limit goes without any pressure.

Images that no container has are removed before a pod is evicted for the disk, and every five minutes when the disk is full to
\`imageGCHighThresholdPercent\` (85), until it is down to \`imageGCLowThresholdPercent\` (80): the longest unused first, none that is younger
than \`imageMinimumGCAge\` (2m). Where that does not help, the node has an event \`FreeDiskSpaceFailed\`, and from the second time on
\`ImageGCFailed\`. With \`imageMaximumGCAge\` those go in any case that were unused for so long. A machine whose memory is that of a
\`process\` kills it when none is left and it has more than any container: an event \`SystemOOM\` tells of it, and its \`usage\` begins anew.

\`\`\`yaml
${usageExample}
\`\`\`

\`metrics\` are told by \`custom.metrics.k8s.io\` and \`external.metrics.k8s.io\`, with times from the start of the cluster. A custom metric is
one of the objects of a \`resource\`, all or those that \`namespace\`, \`object\` (a name) and \`labels\` fit; shared, it is shared by the
pods that are ready.

## Static pods

Manifests that lie on a node are run by its kubelet, with an object in the API server that stands for each (\`NAME-NODE\`, a mirror pod). Who deletes that
sees it made again, and the pod runs on; it is critical, so it is never evicted. They are given with a scenario, with
\`startCluster({ staticPods })\`, or as the files of a directory (\`homeostat up --static-pods DIR\`): for the nodes that \`node\` names, or all; those of
\`DIR/NODE\` for this node.

\`\`\`yaml
${staticPodsExample}
\`\`\`

## Devices

Drivers of devices (dynamic resource allocation) are declared with what they offer: on the nodes that \`node\` names (\`*\` stands for
any characters), or on all. Each offers its \`devices\`, which are written as resource.k8s.io/v1 has them, in ResourceSlices, in a
pool that is called as the node is. \`prepare\` says how long it takes until a pod's claims are prepared (\`delayMs\`), and what goes
wrong then (\`fail\`): the pod waits, with the event FailedPrepareDynamicResources. DeviceClasses and claims are made by the steps.

\`\`\`yaml
${devicesExample}
\`\`\`

\`--devices FILE\` of \`homeostat up\` and \`homeostat kubelets\` takes the list alone.

## Of a whole cluster

\`homeostat up --behaviours FILE\` and \`homeostat kubelets --behaviours FILE\` take files that hold behaviours, one or a list in each document,
and in a scenario \`behaviours\` may have \`{file: behaviours.yaml}\` and documents of kwok among its items. So images can fail by their names, without a word in any pod:

\`\`\`yaml
${rulesExample}
\`\`\`

## Programs of this machine

With \`homeostat up --local-processes\`, or \`startCluster({ localProcesses: true })\`, a container may be a real program, where a file says so:

\`\`\`yaml
${processExample}
\`\`\`

It is started when its container is, what it writes is the log (the newest four megabytes of it), and when it ends the container has ended with
its exit code. It is asked to end with SIGTERM, and killed when the grace period is over, when the container ends and, at the latest, when
homeostat does, in whatever way. \`kubectl exec\` runs commands where it runs, and its ports are those of this machine. Probes, hooks and
usage are as they are declared. In virtual time, and in scenarios, this is refused.

## Files of kwok

The same files may hold documents of kwok.x-k8s.io/v1alpha1, as they are: ${kwokKinds.map(({ name }) => `${name} and Cluster${name}`).join(', ')}.
They come before other behaviours, those for one pod before those for many, and each leaves the rest to them, as if it were \`partial\`. What
they say becomes \`localLogs\`, \`localAttach\`, \`localExec\`, \`http\` and \`usage\`. Files and programs of the machine are there in real time only.
Paths are from where homeostat runs. Metric, KwokConfiguration and what is for kwokctl are taken, have no effect, and that is told.

\`\`\`yaml
${kwokExample}
\`\`\`

In expressions of \`usage\`, whoever's they are, \`Now()\`, \`Rand()\`, \`SinceSecond(pod)\`, \`UnixSecond(time)\` and \`Quantity(text)\` can be
called, also as methods (\`pod.SinceSecond()\`), and quantities are added, subtracted, compared, multiplied by numbers and divided. \`Rand()\` is drawn
from whose amount it is and when, as noise is. Differs: a file of plain lines is taken for a log, too, and of a PortForward
the first document for a pod counts for all of its ports.

## Stages

The same files may hold kwok's Stages, as they are, of any kind of objects. Of the stages that an object is selected by, one is drawn by
weight; after its delay it does what its steps, or \`next\`, say. Stages of pods are in the place of what kubelets do with pods: images,
probes and what behaviours say of how containers start, run and end do not count then. Logs, commands, ports and usage of their containers are those
that are declared, by documents of kwok or by behaviours, and what is not declared is refused as kwok refuses it. What a container's status
says, counts: one that waits has no log. Stages of nodes tell how nodes are; kubelets register them and renew their leases.

\`\`\`yaml
${stageExample}
\`\`\`

| part | what runs, and what differs from kwok |
|---|---|
| selectors | labels, annotations, jq (\`key\`, \`operator\`, \`values\`, as before, too) and CEL. In CEL, of pods and nodes, a field that is left out is missing, where Go has it empty, but for maps, lists, times and structs: ask \`has()\` |
| weights and delays | numbers, \`weightFrom\`, \`durationFrom\`, jitter; all of chance is drawn from the seed. What an object goes through again by itself (a heartbeat), or more than three times, and after a delay, goes on in the background: no \`settle\` waits for it |
| jq | the language of gojq and its functions, but modules, \`input\`, \`env\` (which is empty) and rarer functions of mathematics |
| templates | Go's, sprig's functions and kwok's. Without \`env\`, \`expandenv\`, \`getHostByName\` and what makes keys, certificates and passwords. An int64 is an int. \`NodePort\` is 0, and \`NodeName\` where \`homeostat kubelets\` listens, elsewhere empty: kwok's own server is none |
| bounds | a query or template takes a million steps at most, and a text has four megabytes |
| steps | event, finalizers, delete, patch (json, merge, strategic), apply, as somebody else (\`impersonation\`). A patch that changes nothing is sent all the same |
| addresses | pods get those of their node's network, from .1 on |
| nodes | those that homeostat runs, and the pods on them. A Node that somebody else makes is not played for, whatever its annotations say |
| what is wrong | a document is refused with its line; what fails on an object is told in a Warning \`StageFailed\` of it, once. Stages that follow one another without an end are held back to one a second after fifty, with a Warning \`StageLoop\` |
| objects of kind Stage in the API | are not looked at: stages come from files |

## Of one pod

A pod may bring behaviours of its own in the annotation \`${behaviourAnnotation}\`, as JSON: one or a list of them. They
come before those that are declared for all. So a cluster of \`homeostat up\` can be given pods that fail:

\`\`\`sh
${annotationExample}
\`\`\`

A container whose pod says what cannot be read waits with the reason \`CreateContainerConfigError\`, and says why.

${printed}
`;
}

const kinds: Readonly<Record<BehaviourField['kind'], string>> = {
  delay: 'a delay',
  text: 'text',
  patterns: 'a text or several; `*` stands for any characters',
  words: 'a list of words',
  flag: 'true or false',
  count: 'a whole number',
  exitCode: '0 to 255',
  port: 'a port',
  httpStatus: 'an HTTP status',
  texts: 'texts by name',
  amount: 'an amount over time',
  outcomes: 'an outcome, or several over time',
  object: 'the fields below',
  objects: 'a list of the fields below',
};

function behaviourRow({ path, kind, required, meaning, default: byDefault }: BehaviourField): string {
  return `| \`${path}\` | ${kinds[kind]}${required ? ', required' : ''} | ${meaning} | ${byDefault} |`;
}

function cliPage(): string {
  const program = makeProgram();
  const words = [
    [],
    ['up'],
    ['run'],
    ['explain'],
    ['kubelets'],
    ['generate'],
    ['init', 'operator'],
    ['version'],
  ];
  const sections = words.map(
    (path) => `## ${['homeostat', ...path].join(' ')}\n\n\`\`\`\n${helpOf(program, path)}\n\`\`\`\n`,
  );
  return `# The homeostat command

Exit codes: 0 all went well, 1 a scenario failed or nothing is known of a pod, 2 the command cannot be carried out as it was given (one line says why),
130 stopped by a second Ctrl-C.

${sections.join('\n')}
${printed}
`;
}

function helpOf(program: Command, path: readonly string[]): string {
  let [command, text] = [program, ''];
  for (const word of path) command = command.commands.find((one) => one.name() === word) as Command;
  const writeOut = (more: string) => {
    text += more;
  };
  command.configureOutput({ writeOut, getOutHelpWidth: () => 80 }).outputHelp();
  return text.trimEnd();
}
