import {
  authorizerType,
  boolType,
  type CelEnvironment,
  type CelType,
  celEnvironment,
  dynType,
  intType,
  listType,
  mapType,
  resourceCheckType,
  stringType,
  structType,
  timestampType,
} from '../../apimachinery/index.ts';

/** What expressions of a policy may name besides what all may. */
export interface PolicyDeclarations {
  readonly params: boolean;
  readonly authorizer: boolean;
  /** Whether they make mutations of objects. */
  readonly mutates?: boolean;
  /** The policy's own variables that come before the expression, with their types; undefined: there are none. */
  readonly variables?: ReadonlyMap<string, CelType> | undefined;
  /** Of expressions whose types are checked: those of the object and of the params. They do not know the resource of the request. */
  readonly types?: { readonly object: CelType; readonly params: CelType };
}

/** The environment of a policy's expressions. Mirrors kubernetes apiserver pkg/admission/plugin/cel (createEnvForOpts). */
export function policyEnvironment({
  params,
  authorizer,
  mutates = false,
  variables,
  types,
}: PolicyDeclarations): CelEnvironment {
  return celEnvironment({
    mutates,
    variables: {
      object: types?.object ?? dynType,
      oldObject: types?.object ?? dynType,
      namespaceObject: namespaceType,
      request: requestType,
      ...(variables === undefined
        ? {}
        : { variables: structType('kubernetes.variables', (name) => variables.get(name)) }),
      ...(params ? { params: types?.params ?? dynType } : {}),
      ...(authorizer ? { authorizer: authorizerType } : {}),
      ...(authorizer && types === undefined ? { 'authorizer.requestResource': resourceCheckType } : {}),
    },
  });
}

/** The type that a policy's variable has for other expressions. Mirrors convertCelTypeToDeclType. */
export function variableType(type: CelType): CelType {
  const [first = dynType, second = dynType] = type.parameters;
  switch (type.kind) {
    case 'list':
      return listType(variableType(first));
    case 'map':
      return mapType(variableType(first), variableType(second));
    case 'any':
    case 'bool':
    case 'bytes':
    case 'double':
    case 'duration':
    case 'int':
    case 'null':
    case 'string':
    case 'timestamp':
    case 'uint':
      return type;
    default:
      return dynType;
  }
}

function struct(name: string, fields: Readonly<Record<string, CelType>>): CelType {
  return structType(`kubernetes.${name}`, (field) =>
    Object.hasOwn(fields, field) ? fields[field] : undefined,
  );
}

const strings = listType(stringType);

const groupVersionKind = struct('GroupVersionKind', {
  group: stringType,
  version: stringType,
  kind: stringType,
});

const groupVersionResource = struct('GroupVersionResource', {
  group: stringType,
  version: stringType,
  resource: stringType,
});

const requestType = struct('AdmissionRequest', {
  kind: groupVersionKind,
  resource: groupVersionResource,
  subResource: stringType,
  requestKind: groupVersionKind,
  requestResource: groupVersionResource,
  requestSubResource: stringType,
  name: stringType,
  namespace: stringType,
  operation: stringType,
  userInfo: struct('UserInfo', {
    username: stringType,
    uid: stringType,
    groups: strings,
    extra: mapType(stringType, strings),
  }),
  dryRun: boolType,
  options: dynType,
});

const namespaceType = struct('Namespace', {
  metadata: struct('NamespaceMetadata', {
    name: stringType,
    generateName: stringType,
    namespace: stringType,
    labels: mapType(stringType, stringType),
    annotations: mapType(stringType, stringType),
    UID: stringType,
    creationTimestamp: timestampType,
    deletionGracePeriodSeconds: intType,
    deletionTimestamp: timestampType,
    generation: intType,
    resourceVersion: stringType,
    finalizers: strings,
  }),
  spec: struct('NamespaceSpec', { finalizers: strings }),
  status: struct('NamespaceStatus', {
    conditions: listType(
      struct('NamespaceCondition', {
        status: stringType,
        type: stringType,
        lastTransitionTime: timestampType,
        message: stringType,
        reason: stringType,
      }),
    ),
    phase: stringType,
  }),
});
