import { type CoreV1Event, coreV1 } from '../../../api/index.ts';
import type { KubeObject } from '../../../apimachinery/index.ts';
import {
  type Client,
  type DiscoveredResource,
  discoverResources,
  preferredResources,
} from '../../../client/index.ts';
import type { Cluster } from '../../../cluster/index.ts';
import type { WorldControl } from '../../../environment/index.ts';
import { runSteps, type Scenario } from '../../../scenarios/index.ts';
import { knownWords, masked, maskedText } from './masked.ts';
import { judgedNames, type Script } from './scripts.ts';
import { conditionCourses, WatchedObjects } from './watched-objects.ts';

/** What came of a script, without what no two runs have in common: equal for two controllers that do the same. */
export interface Observation {
  /** `StatefulSet default/web: Normal SuccessfulCreate once: create Pod web-0 in StatefulSet web successful`, in the order of text. */
  readonly events: readonly string[];
  /** Of each condition of each object, by `Job default/pi Complete`: what it went through. */
  readonly conditions: Readonly<Record<string, readonly string[]>>;
  /** The objects that were made or changed, and are left. */
  readonly objects: readonly unknown[];
}

/** Where a script is played. */
export interface JudgedWorld {
  readonly cluster: Cluster;
  readonly control: WorldControl;
}

/** What the kubelets and the scheduler, which are ours both times, write by themselves. */
const othersKinds = new Set(['Event', 'Lease', 'Node', 'CSINode']);
/** Those that write nodes: where there are no kubelets, nobody else does. */
const nodeControllers = new Set(['nodeipam', 'ttl', 'nodelifecycle']);
const othersEvents = new Set([
  'kubelet',
  'default-scheduler',
  'csi.homeostat.dev',
  'disk.csi.homeostat.dev',
  'persistentvolume-controller',
  'external-resizer csi.homeostat.dev',
]);

/** That two have written to an object at the same time only tells who was faster. */
const conflict = 'the object has been modified';

/** Runs a script's steps and looks at what came of it. Throws if a step fails. */
export async function observe(
  { scenario, controller }: Script,
  { cluster, control }: JudgedWorld,
): Promise<Observation> {
  await control.settle();
  const client = cluster.client('judge');
  const resources = await control.complete(() => judgedResources(client, controller));
  const before = new Set((await control.complete(() => listAll(client, resources))).map(versionOf));
  const watched = new WatchedObjects();
  await control.complete(() => watched.watch(client, resources));
  const failure = await runSteps(scenario, { cluster, control });
  if (failure !== undefined) throw new Error(failedStep(scenario, failure));
  const left = await control.complete(() => listAll(client, resources));
  const events = await control.complete(() => client.list(coreV1.events));
  const words = knownWords(watched.states);
  return {
    events: events.items
      .filter(({ message }) => !(message ?? '').includes(conflict))
      .filter((event) => isJudgedEvent(event, controller))
      .map((event) => maskedText(eventLine(event), words))
      .sort(),
    // What was there before, and nobody has changed since, has no course.
    conditions: coursesOf(
      watched.states.filter((object) => !before.has(versionOf(object))),
      words,
    ),
    objects: left
      .filter((object) => !before.has(versionOf(object)))
      .map((object) => masked(judgedPart(object), words))
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
  };
}

function failedStep({ file }: Scenario, failure: NonNullable<Awaited<ReturnType<typeof runSteps>>>): string {
  const { step, summary, message, detail } = failure;
  return `${file}: step ${step} (${summary}): ${message}\n${detail}`;
}

function isOthersKind(kind: string, judged: string): boolean {
  const writesNodes = judgedNames(judged).some((name) => nodeControllers.has(name));
  return othersKinds.has(kind) && !(kind === 'Node' && writesNodes);
}

async function judgedResources(client: Client, judged: string): Promise<readonly DiscoveredResource[]> {
  const resources = preferredResources(await discoverResources(client));
  return resources.filter(({ verbs, kind }) => verbs.includes('watch') && !isOthersKind(kind, judged));
}

async function listAll(
  client: Client,
  resources: readonly DiscoveredResource[],
): Promise<readonly KubeObject[]> {
  const lists = await Promise.all(
    resources.map(async (resource) => {
      const { apiVersion, kind } = typeOf(resource);
      const { items } = await client.list(resource);
      return items.map((item) => ({ ...item, apiVersion, kind }));
    }),
  );
  return lists.flat();
}

function typeOf({ group, version, kind }: DiscoveredResource): {
  readonly apiVersion: string;
  readonly kind: string;
} {
  return { apiVersion: group === '' ? version : `${group}/${version}`, kind };
}

function versionOf({ metadata = {} }: KubeObject): string {
  return `${metadata.uid} ${metadata.resourceVersion}`;
}

function isJudgedEvent({ source, reportingComponent, involvedObject }: CoreV1Event, judged: string): boolean {
  const component = source?.component || reportingComponent || '';
  if (component === 'persistentvolume-controller' && judged === 'persistentvolume-binder') return true;
  return !othersEvents.has(component) && !isOthersKind(involvedObject.kind ?? '', judged);
}

function eventLine({ involvedObject, type, reason, count, message }: CoreV1Event): string {
  const { kind, namespace = '', name } = involvedObject;
  // How often what is told again and again was told depends on how quickly controllers answer one another.
  const times = (count ?? 1) > 1 ? 'again and again' : 'once';
  return `${kind} ${namespace}/${name}: ${type} ${reason} ${times}: ${message}`;
}

/** Of a pod, what controllers write. */
function judgedPart(object: KubeObject): KubeObject {
  if (object.kind !== 'Pod') return object;
  const { status, ...rest } = object as KubeObject & { readonly status?: PodStatus };
  const written = status?.conditions?.filter(({ type }) => type === 'DisruptionTarget') ?? [];
  return { ...rest, status: { phase: status?.phase, conditions: written } } as KubeObject;
}

interface PodStatus {
  readonly phase?: string;
  readonly conditions?: readonly { readonly type: string }[];
}

function coursesOf(
  states: readonly KubeObject[],
  words: ReadonlyMap<string, string>,
): Readonly<Record<string, readonly string[]>> {
  const courses = [...conditionCourses(states.filter(({ kind }) => kind !== 'Pod'))];
  const told = courses.map(([name, course]) => [maskedText(name, words), course] as const);
  return Object.fromEntries(told.sort(([a], [b]) => (a < b ? -1 : 1)));
}
