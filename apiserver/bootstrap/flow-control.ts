import { internalEqual, type V1FlowSchema, type V1PriorityLevelConfiguration } from '../../api/index.ts';
import type { KubeObject } from '../../apimachinery/index.ts';
import { OwnWork } from '../own-work.ts';
import { mandatoryLevels, mandatorySchemas } from '../pipeline/validation/flowcontrol/mandatory.ts';
import type { ServerContext } from '../request/request-context.ts';
import { suggestedLevels, suggestedSchemas } from './flow-control-objects.ts';
import { FlowSchemaStatuses } from './flow-schema-statuses.ts';
import { OwnObjects } from './own-objects.ts';

const group = 'flowcontrol.apiserver.k8s.io';
const manager = 'api-priority-and-fairness-config-producer-v1';
const annotation = 'apf.kubernetes.io/autoupdate-spec';
const intervalMs = 60_000;

interface Configuration extends KubeObject {
  readonly spec?: object;
}

/**
 * Keeps the flow schemas and priority levels that every cluster has, now and every minute: what is missing is made again, and what
 * was changed is put right, unless it says that it is kept as it is. Says of every flow schema whether its level is there.
 * Nothing here asks them. Mirrors kubernetes pkg/registry/flowcontrol (ensurer, rest).
 */
export async function keepFlowControl(server: ServerContext): Promise<void> {
  const levels = new OwnObjects<V1PriorityLevelConfiguration>(
    server,
    group,
    'prioritylevelconfigurations',
    manager,
  );
  const schemas = new OwnObjects<V1FlowSchema>(server, group, 'flowschemas', manager);
  const kept = [
    new KeptObjects(server, levels, 'PriorityLevelConfiguration', suggestedLevels, {
      ...mandatoryLevels,
      exempt: { ...mandatoryLevels.exempt, exempt: { nominalConcurrencyShares: 0, lendablePercent: 0 } },
    }),
    new KeptObjects(server, schemas, 'FlowSchema', suggestedSchemas, mandatorySchemas),
  ];
  const ensure = async () => {
    for (const objects of kept) await objects.ensure();
  };
  const work = new OwnWork(server.environment, 'flow control', ensure);
  const schedule = () => {
    const again = () => {
      work.add('as every minute');
      schedule();
    };
    server.environment.clock.setTimer(intervalMs, again, { background: true });
  };
  await ensure();
  if (server.environment.isRevoked) return;
  new FlowSchemaStatuses(server, levels).start();
  schedule();
}

type Specs = Readonly<Record<string, object>>;

/** Those of one kind. */
class KeptObjects {
  readonly #server: ServerContext;
  readonly #objects: OwnObjects<Configuration>;
  readonly #kind: string;
  readonly #suggested: Specs;
  readonly #mandatory: Specs;

  constructor(
    server: ServerContext,
    objects: OwnObjects<Configuration>,
    kind: string,
    suggested: Specs,
    mandatory: Specs,
  ) {
    this.#server = server;
    this.#objects = objects;
    this.#kind = kind;
    this.#suggested = suggested;
    this.#mandatory = mandatory;
  }

  async ensure(): Promise<void> {
    for (const [name, spec] of Object.entries({ ...this.#suggested, ...this.#mandatory })) {
      await this.#ensureOne(name, spec);
      await this.#server.environment.turn();
      if (this.#server.environment.isRevoked) return;
    }
    for (const { metadata = {} } of [...this.#objects.all()]) {
      const { name = '', annotations = {} } = metadata;
      const isKnown = name in this.#suggested || name in this.#mandatory;
      if (!isKnown && isTrue(annotations[annotation]) === true) await this.#objects.delete(name);
    }
  }

  async #ensureOne(name: string, spec: object): Promise<void> {
    const current = this.#objects.get(name);
    if (current === undefined) {
      const apiVersion = `${group}/v1`;
      const metadata = { name, annotations: { [annotation]: 'true' } };
      await this.#objects.create({ apiVersion, kind: this.#kind, metadata, spec });
      return;
    }
    const revised = this.#revised(current, spec, name in this.#mandatory);
    if (revised !== current) await this.#objects.update(revised);
  }

  /** The very same where it is as it should be. */
  #revised(current: Configuration, spec: object, isMandatory: boolean): Configuration {
    const { annotations = {}, generation } = current.metadata ?? {};
    const asked = isTrue(annotations[annotation]);
    const updates = isMandatory || (asked ?? generation === 1);
    const wanted = withShares(spec, current.spec);
    const isRight = !updates || internalEqual(`${this.#kind}Spec`, wanted, current.spec);
    if (isRight && asked === updates) return current;
    const metadata = { ...current.metadata, annotations: { ...annotations, [annotation]: String(updates) } };
    return { ...current, metadata, ...(isRight ? {} : { spec: wanted }) };
  }
}

/** How much the level without limits lends may be changed. */
function withShares(spec: object, { exempt }: { readonly exempt?: unknown } = {}): object {
  return exempt === undefined || !('type' in spec) || spec.type !== 'Exempt' ? spec : { ...spec, exempt };
}

/** As Go's strconv.ParseBool reads it; undefined for what is neither. */
function isTrue(text = ''): boolean | undefined {
  if (/^(?:1|t|T|TRUE|true|True)$/.test(text)) return true;
  return /^(?:0|f|F|FALSE|false|False)$/.test(text) ? false : undefined;
}
