import { servedResources, type V1APIService, type V1CustomResourceDefinition } from '../../api/index.ts';
import { isDefinitionTrue } from '../custom-resources/definition.ts';
import { OwnWork } from '../own-work.ts';
import type { ServerContext } from '../request/request-context.ts';
import { OwnObjects } from './own-objects.ts';

const label = 'kube-aggregator.kubernetes.io/automanaged';

/** Groups by what comes first in discovery. Mirrors kubernetes pkg/controlplane/apiserver (DefaultGenericAPIServicePriorities). */
const priorities: Readonly<Record<string, number>> = {
  '': 18_000,
  apps: 17_800,
  'events.k8s.io': 17_750,
  'authentication.k8s.io': 17_700,
  'authorization.k8s.io': 17_600,
  autoscaling: 17_500,
  batch: 17_400,
  'certificates.k8s.io': 17_300,
  'networking.k8s.io': 17_200,
  policy: 17_100,
  'rbac.authorization.k8s.io': 17_000,
  'storage.k8s.io': 16_800,
  'admissionregistration.k8s.io': 16_700,
  'apiextensions.k8s.io': 16_700,
  'scheduling.k8s.io': 16_600,
  'coordination.k8s.io': 16_500,
  'node.k8s.io': 16_300,
  'discovery.k8s.io': 16_200,
  'resource.k8s.io': 16_200,
  'flowcontrol.apiserver.k8s.io': 16_100,
};

/** Of versions those that are not 15. */
const versionPriorities: Readonly<Record<string, number>> = {
  '/v1': 1,
  'autoscaling/v2': 30,
  'flowcontrol.apiserver.k8s.io/v1': 21,
  'resource.k8s.io/v1': 21,
};

/** It has an APIService from elsewhere. */
const notRegistered = 'apiregistration.k8s.io';

type Wanted = NonNullable<V1APIService['spec']>;

/**
 * Keeps an APIService for each group version that this server answers itself: at the start for those that are built in, and as
 * long as they are served for those of definitions. What says no more that it is kept is left alone. Mirrors kube-aggregator
 * pkg/controllers/autoregister and kubernetes pkg/controlplane/controller/crdregistration.
 */
export class LocalApiServices {
  readonly #server: ServerContext;
  readonly #services: OwnObjects<V1APIService>;
  readonly #definitions: OwnObjects<V1CustomResourceDefinition>;
  readonly #work: OwnWork;

  constructor(server: ServerContext) {
    this.#server = server;
    const itself = 'kube-apiserver';
    this.#services = new OwnObjects(server, 'apiregistration.k8s.io', 'apiservices', itself);
    this.#definitions = new OwnObjects(server, 'apiextensions.k8s.io', 'customresourcedefinitions', itself);
    this.#work = new OwnWork(server.environment, 'API services of definitions', (name) =>
      this.#keep(name, this.#ofDefinitions(name), 'true'),
    );
  }

  async start(): Promise<void> {
    for (const [name, spec] of builtIn()) {
      await this.#keep(name, spec, 'onstart');
      await this.#server.environment.turn();
      if (this.#server.environment.isRevoked) return;
    }
    this.#definitions.follow((previous, current) => this.#changed(previous, current));
    this.#services.follow((previous, current) => {
      const { name = '', labels = {} } = (current ?? previous)?.metadata ?? {};
      if (labels[label] === 'true') this.#work.add(name);
    });
  }

  #changed(...definitions: readonly (V1CustomResourceDefinition | undefined)[]): void {
    for (const definition of definitions) {
      const { group = '', versions = [] } = definition?.spec ?? {};
      for (const { name } of versions) this.#work.add(`${name}.${group}`);
    }
  }

  /** Undefined where no definition serves it. */
  #ofDefinitions(name: string): Wanted | undefined {
    const [version = '', ...rest] = name.split('.');
    const group = rest.join('.');
    for (const definition of this.#definitions.all()) {
      const { spec } = definition;
      if (spec.group !== group || !isDefinitionTrue(definition, 'Established')) continue;
      if (!spec.versions.some((one) => one.name === version && one.served)) continue;
      return { group, version, groupPriorityMinimum: 1_000, versionPriority: 100 };
    }
    return undefined;
  }

  async #keep(name: string, spec: Wanted | undefined, mark: 'onstart' | 'true'): Promise<void> {
    const current = this.#services.get(name);
    const metadata = { name, labels: { [label]: mark } };
    if (current === undefined) {
      if (spec === undefined) return;
      await this.#services.create({
        apiVersion: 'apiregistration.k8s.io/v1',
        kind: 'APIService',
        metadata,
        spec,
      });
    } else if (current.metadata?.labels?.[label] === mark) {
      if (spec === undefined) await this.#services.delete(name);
      else if (!isSame(current.spec, spec)) await this.#services.update({ ...current, spec });
    }
  }
}

function builtIn(): ReadonlyMap<string, Wanted> {
  const wanted = new Map<string, Wanted>();
  for (const { group, version } of servedResources) {
    if (group === notRegistered) continue;
    wanted.set(`${version}.${group}`, {
      ...(group !== '' && { group }),
      version,
      groupPriorityMinimum: priorities[group] ?? 1_000,
      versionPriority: versionPriorities[`${group}/${version}`] ?? 15,
    });
  }
  return wanted;
}

function isSame(current: Wanted | undefined, wanted: Wanted): boolean {
  return (
    current?.service === undefined &&
    current?.groupPriorityMinimum === wanted.groupPriorityMinimum &&
    current.versionPriority === wanted.versionPriority
  );
}
