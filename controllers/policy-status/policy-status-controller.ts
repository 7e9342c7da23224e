import { admissionregistrationV1, type V1ValidatingAdmissionPolicy } from '../../api/index.ts';
import { makeKey, parseApiVersion } from '../../apimachinery/index.ts';
import { type Client, createRestMapper, type Indexer, type RestMapper } from '../../client/index.ts';
import {
  type Controller,
  controllerManagedBy,
  type Manager,
  type ReconcileContext,
  type ReconcileResult,
  type Reconciler,
  type Request,
} from '../../controller-runtime/index.ts';
import { expressionWarnings, type KindSchema } from './check-types.ts';
import { kindSchema } from './kind-schemas.ts';
import { kindsToCheck } from './kinds-to-check.ts';

const fieldManager = 'validatingadmissionpolicy-status';

/**
 * Adds the controller that tells in the status of a ValidatingAdmissionPolicy what is wrong with its types. Mirrors kubernetes
 * pkg/controller/validatingadmissionpolicystatus.
 */
export function addPolicyStatusController(manager: Manager): Controller {
  const type = admissionregistrationV1.validatingAdmissionPolicies;
  const name = `${fieldManager}-controller`;
  const reconciler = new PolicyStatusReconciler(
    manager.informers.informer(type).indexer,
    createRestMapper(manager.clientFor(name)),
  );
  return controllerManagedBy(manager).named(name).for(type).complete(reconciler);
}

class PolicyStatusReconciler implements Reconciler {
  readonly #policies: Indexer<V1ValidatingAdmissionPolicy>;
  readonly #mapper: RestMapper;

  constructor(policies: Indexer<V1ValidatingAdmissionPolicy>, mapper: RestMapper) {
    this.#policies = policies;
    this.#mapper = mapper;
  }

  async reconcile({ name }: Request, { client }: ReconcileContext): Promise<ReconcileResult> {
    const policy = this.#policies.get(makeKey('', name));
    if (policy === undefined) return undefined;
    const { generation = 0 } = policy.metadata ?? {};
    if (generation <= (policy.status?.observedGeneration ?? 0)) return undefined;
    const warnings = await this.#check(policy, client);
    await client.apply(
      admissionregistrationV1.validatingAdmissionPolicies,
      {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingAdmissionPolicy',
        metadata: { name },
        status: {
          observedGeneration: generation,
          typeChecking: warnings.length === 0 ? {} : { expressionWarnings: warnings },
        },
      },
      { fieldManager, force: true, subresource: 'status' },
    );
    return undefined;
  }

  async #check(policy: V1ValidatingAdmissionPolicy, client: Client) {
    const resources = await kindsToCheck(policy, this.#resourcesNamed());
    const kinds: KindSchema[] = [];
    for (const resource of resources) {
      const known = await kindSchema(resource, client);
      if (known !== undefined) kinds.push(known);
    }
    const { paramKind } = policy.spec ?? {};
    const params =
      paramKind === undefined
        ? undefined
        : await kindSchema(
            { ...parseApiVersion(paramKind.apiVersion ?? ''), kind: paramKind.kind ?? '' },
            client,
          );
    return expressionWarnings(policy, kinds, params);
  }

  /** Discovers again when something is not known, once for a policy. */
  #resourcesNamed() {
    let isFresh = false;
    return async (group: string, version: string, name: string) => {
      const find = () =>
        this.#mapper.resources.filter(
          (one) =>
            (group === '' || one.group === group) &&
            one.version === version &&
            (one.resource === name || one.singularName === name),
        );
      const found = find();
      if (found.length > 0 || isFresh) return found;
      isFresh = true;
      await this.#mapper.refresh();
      return find();
    };
  }
}
