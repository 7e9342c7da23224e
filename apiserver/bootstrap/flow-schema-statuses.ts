import type { V1FlowSchema, V1PriorityLevelConfiguration } from '../../api/index.ts';
import { formatTime, goQuote } from '../../apimachinery/index.ts';
import { OwnWork } from '../own-work.ts';
import type { ServerContext } from '../request/request-context.ts';
import { OwnObjects } from './own-objects.ts';

const group = 'flowcontrol.apiserver.k8s.io';

/**
 * Says in the status of each flow schema whether there is the priority level that it names. Mirrors k8s.io/apiserver
 * pkg/util/flowcontrol (apf_controller).
 */
export class FlowSchemaStatuses {
  readonly #server: ServerContext;
  readonly #levels: OwnObjects<V1PriorityLevelConfiguration>;
  readonly #schemas: OwnObjects<V1FlowSchema>;
  readonly #work: OwnWork;

  constructor(server: ServerContext, levels: OwnObjects<V1PriorityLevelConfiguration>) {
    this.#server = server;
    this.#levels = levels;
    const manager = 'api-priority-and-fairness-config-consumer-v1';
    this.#schemas = new OwnObjects(server, group, 'flowschemas', manager);
    this.#work = new OwnWork(server.environment, 'status of flow schema', (name) => this.#tell(name));
  }

  start(): void {
    this.#schemas.follow((_, current) => this.#look(current));
    this.#levels.follow((previous, current) => {
      if (previous !== undefined && current !== undefined) return;
      for (const schema of this.#schemas.all()) this.#look(schema);
    });
  }

  #look(schema: V1FlowSchema | undefined): void {
    if (schema === undefined || this.#told(schema) === undefined) return;
    this.#work.add(schema.metadata?.name ?? '');
  }

  async #tell(name: string): Promise<void> {
    const schema = this.#schemas.get(name);
    const told = schema === undefined ? undefined : this.#told(schema);
    if (told !== undefined) await this.#schemas.applyStatus(told);
  }

  /** What is to be said of it; undefined where it is said. */
  #told({ apiVersion, kind, metadata, spec, status }: V1FlowSchema): V1FlowSchema | undefined {
    const level = spec?.priorityLevelConfiguration.name ?? '';
    const isThere = this.#levels.get(level) !== undefined;
    const named = `This FlowSchema references the PriorityLevelConfiguration object named ${goQuote(level)}`;
    const condition = isThere
      ? { status: 'False', reason: 'Found', message: `${named} and it exists` }
      : { status: 'True', reason: 'NotFound', message: `${named} but there is no such object` };
    const old = status?.conditions?.find(({ type }) => type === 'Dangling');
    if (
      old?.status === condition.status &&
      old.reason === condition.reason &&
      old.message === condition.message
    )
      return undefined;
    const lastTransitionTime = formatTime(this.#server.environment.clock.now());
    return {
      ...(apiVersion !== undefined && { apiVersion }),
      ...(kind !== undefined && { kind }),
      metadata: { name: metadata?.name ?? '' },
      status: { conditions: [{ type: 'Dangling', ...condition, lastTransitionTime }] },
    };
  }
}
