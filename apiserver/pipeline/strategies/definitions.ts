import type { V1CustomResourceDefinition } from '../../../api/index.ts';
import { type KubeObject, setCondition } from '../../../apimachinery/index.ts';
import {
  definitionErrors,
  definitionStatusErrors,
  definitionUpdateErrors,
} from '../../custom-resources/validation/definition-errors.ts';
import { type Strategy, validatorOf, withPart } from './strategy.ts';

/** Holds a definition until all of its objects are gone. */
export const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io';

/** Definitions of custom resources. Mirrors apiextensions-apiserver pkg/registry/customresourcedefinition. */
export const definitionStrategy: Strategy = {
  generation: true,
  unconditionalUpdate: false,
  resetStatus: false,
  validator: validatorOf<V1CustomResourceDefinition>(
    definitionErrors,
    definitionUpdateErrors,
    definitionStatusErrors,
  ),
  prepareForCreate: (object) => withStoredVersion(withPart(object, 'status', newStatus)),
  prepareForUpdate: withStoredVersion,
  firstDeletion: marked,
};

/** What Go's zero status says. */
const newStatus = { conditions: null, acceptedNames: { plural: '', kind: '' }, storedVersions: [] };

/** The version that is stored from now on is among those that were ever stored. */
function withStoredVersion(object: KubeObject): KubeObject {
  const { spec, status = {} } = object as V1CustomResourceDefinition;
  const version = spec?.versions?.find(({ storage }) => storage);
  if (version === undefined) return object;
  // One without a name is refused, but for that alone.
  const { name: stored = '' } = version;
  const storedVersions = status.storedVersions ?? [];
  if (storedVersions.includes(stored)) return object;
  return withPart(object, 'status', { ...status, storedVersions: [...storedVersions, stored] });
}

/** Mirrors REST.Delete: its objects go first. */
function marked(object: KubeObject, now: string): KubeObject {
  const { metadata = {}, status = {} } = object as V1CustomResourceDefinition;
  const { finalizers = [] } = metadata;
  const held = finalizers.includes(cleanupFinalizer) ? finalizers : [...finalizers, cleanupFinalizer];
  const condition = {
    type: 'Terminating',
    status: 'True',
    reason: 'InstanceDeletionPending',
    message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
  };
  return {
    ...object,
    metadata: { ...metadata, deletionTimestamp: now, finalizers: held },
    status: { ...status, conditions: setCondition(status.conditions, condition, now) },
  } as KubeObject;
}
