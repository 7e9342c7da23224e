import {
  type FieldError,
  type FieldPath,
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  parseDuration,
  RenderedValue,
  validateLabelName,
} from '../../apimachinery/index.ts';
import { nodeSelectorTermErrors } from '../../component-helpers/index.ts';
import type { PluginArgs, ResourceSpec, UtilizationShapePoint } from '../plugins/args.ts';

type Validator<Args> = (args: Args, path: FieldPath) => readonly FieldError[];

/** What is wrong with the arguments of a plugin, which have their defaults. */
export function argsErrors(name: string, args: unknown, path: FieldPath): readonly FieldError[] {
  const validate = Object.hasOwn(validators, name) ? validators[name as keyof PluginArgs] : undefined;
  return validate === undefined ? [] : validate(args as never, path);
}

/** Mirrors kubernetes pkg/scheduler/apis/config/validation (validation_pluginargs.go). */
const validators: { readonly [Name in keyof PluginArgs]: Validator<PluginArgs[Name]> } = {
  DefaultPreemption({ minCandidateNodesPercentage: percentage, minCandidateNodesAbsolute: absolute }, path) {
    const [percentagePath, absolutePath] = [
      path.child('minCandidateNodesPercentage'),
      path.child('minCandidateNodesAbsolute'),
    ];
    const errors = outside(percentage, 0, 100, percentagePath);
    if (absolute < 0) errors.push(fieldInvalid(absolutePath, absolute, 'not in valid range [0, inf)'));
    if (percentage !== 0 || absolute !== 0) return errors;
    const says = 'cannot be zero at the same time as';
    return [
      ...errors,
      fieldInvalid(percentagePath, percentage, `${says} minCandidateNodesAbsolute`),
      fieldInvalid(absolutePath, absolute, `${says} minCandidateNodesPercentage`),
    ];
  },
  DynamicResources({ filterTimeout, bindingTimeout }, path) {
    const errors: FieldError[] = [];
    if (parseDuration(filterTimeout) < 0)
      errors.push(fieldInvalid(path.child('filterTimeout'), filterTimeout, 'must be zero or positive'));
    if (parseDuration(bindingTimeout) < 1_000)
      errors.push(fieldInvalid(path.child('bindingTimeout'), bindingTimeout, 'must be at least 1 second'));
    return errors;
  },
  InterPodAffinity({ hardPodAffinityWeight }, path) {
    return outside(hardPodAffinityWeight, 0, 100, path.child('hardPodAffinityWeight'));
  },
  NodeAffinity({ addedAffinity = {} }, path) {
    const { [required]: selector, [preferred]: preferences = [] } = addedAffinity;
    const at = path.child('addedAffinity');
    const terms = selector?.nodeSelectorTerms ?? [];
    return [
      ...terms.flatMap((term, index) => {
        return nodeSelectorTermErrors(term, at.child(required, 'nodeSelectorTerms').index(index));
      }),
      ...preferences.flatMap(({ weight, preference }, index) => {
        return weight ? nodeSelectorTermErrors(preference ?? {}, at.child(preferred).index(index)) : [];
      }),
    ];
  },
  NodeResourcesBalancedAllocation({ resources }, path) {
    const seen = new Set<string>();
    return resources.flatMap(({ name, weight }, index) => {
      const at = path.child('resources').index(index);
      const errors = seen.has(name) ? [fieldDuplicate(at.child('name'), name)] : [];
      seen.add(name);
      return weight === 1 ? errors : [...errors, fieldInvalid(at.child('weight'), weight, 'must be 1')];
    });
  },
  NodeResourcesFit({ ignoredResources = [], ignoredResourceGroups = [], scoringStrategy }, path) {
    const at = path.child('scoringStrategy');
    const { type, resources, requestedToCapacityRatio: ratio } = scoringStrategy;
    const errors = [
      ...ignoredResources.flatMap((name, index) => {
        return validateLabelName(name, path.child('ignoredResources').index(index));
      }),
      ...ignoredResourceGroups.flatMap((name, index) => {
        return groupErrors(name, path.child('ignoredResourceGroups').index(index));
      }),
      ...(strategies.includes(type) ? [] : [fieldNotSupported(at.child('type'), type, strategies)]),
      ...resources.flatMap((resource, index) => weightErrors(resource, at.child('resources').index(index))),
    ];
    const ratioPath = at.child('requestedToCapacityRatio');
    const ofRatio = type === 'RequestedToCapacityRatio';
    if (ofRatio && ratio !== undefined)
      return [...errors, ...shapeErrors(ratio.shape ?? [], ratioPath.child('shape'))];
    if (ofRatio)
      errors.push(fieldRequired(ratioPath, 'must be specified when type is RequestedToCapacityRatio'));
    else if (ratio !== undefined)
      errors.push(fieldForbidden(ratioPath, 'must be nil when type is not RequestedToCapacityRatio'));
    return errors;
  },
  PodTopologySpread({ defaultingType, defaultConstraints = [] }, path) {
    const at = path.child('defaultConstraints');
    const typePath = path.child('defaultingType');
    const types = ['System', 'List'];
    const errors: FieldError[] = [];
    if (!types.includes(defaultingType)) errors.push(fieldNotSupported(typePath, defaultingType, types));
    else if (defaultingType === 'System' && defaultConstraints.length > 0)
      errors.push(fieldInvalid(typePath, defaultingType, 'when .defaultConstraints are not empty'));
    const seen = new Set<string>();
    for (const [index, constraint] of defaultConstraints.entries()) {
      errors.push(...constraintErrors(constraint, at.index(index)));
      const key = `{${constraint.topologyKey ?? ''}, ${constraint.whenUnsatisfiable ?? ''}}`;
      if (seen.has(key)) errors.push(fieldDuplicate(at.index(index), key));
      seen.add(key);
    }
    return errors;
  },
  VolumeBinding({ bindTimeoutSeconds: seconds, ...more }, path) {
    const { shape } = more as { readonly shape?: readonly Partial<UtilizationShapePoint>[] };
    const errors: FieldError[] = [];
    const says = 'invalid BindTimeoutSeconds, should not be a negative value';
    if (seconds < 0) errors.push(fieldInvalid(path.child('bindTimeoutSeconds'), seconds, says));
    if (shape === undefined) return errors;
    const shown = shape.map(
      ({ utilization = 0, score = 0 }) => `{"Utilization":${utilization},"Score":${score}}`,
    );
    const off = 'unexpected field `shape`, remove it or turn on the feature gate StorageCapacityScoring';
    return [...errors, fieldInvalid(path.child('shape'), new RenderedValue(`[${shown.join(',')}]`), off)];
  },
};

const required = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';
const strategies = ['LeastAllocated', 'MostAllocated', 'RequestedToCapacityRatio'];

function outside(value: number, min: number, max: number, path: FieldPath): FieldError[] {
  return value >= min && value <= max
    ? []
    : [fieldInvalid(path, value, `not in valid range [${min}, ${max}]`)];
}

function groupErrors(name: string, path: FieldPath): FieldError[] {
  const slashed = name.includes('/')
    ? [fieldInvalid(path, name, "resource group name can't contain '/'")]
    : [];
  return [...slashed, ...validateLabelName(name, path)];
}

function weightErrors({ name, weight }: ResourceSpec, path: FieldPath): FieldError[] {
  if (weight > 0 && weight <= 100) return [];
  return [
    fieldInvalid(path.child('weight'), weight, `resource weight of ${name} not in valid range (0, 100]`),
  ];
}

type Constraint = NonNullable<PluginArgs['PodTopologySpread']['defaultConstraints']>[number];

function constraintErrors(constraint: Partial<Constraint>, path: FieldPath): FieldError[] {
  const { maxSkew = 0, topologyKey = '', whenUnsatisfiable: action = '', labelSelector } = constraint;
  const errors: FieldError[] = [];
  const [actionPath, actions] = [path.child('whenUnsatisfiable'), ['DoNotSchedule', 'ScheduleAnyway']];
  if (maxSkew <= 0) errors.push(fieldInvalid(path.child('maxSkew'), maxSkew, 'not in valid range (0, inf)'));
  if (topologyKey === '') errors.push(fieldRequired(path.child('topologyKey'), 'can not be empty'));
  else errors.push(...validateLabelName(topologyKey, path.child('topologyKey')));
  if (action === '') errors.push(fieldRequired(actionPath, 'can not be empty'));
  else if (!actions.includes(action)) errors.push(fieldNotSupported(actionPath, action, actions));
  const says = 'constraint must not define a selector, as they deduced for each pod';
  if (labelSelector !== undefined) errors.push(fieldForbidden(path.child('labelSelector'), says));
  return errors;
}

/** Mirrors validateFunctionShape. */
function shapeErrors(
  shape: readonly Partial<UtilizationShapePoint>[],
  path: FieldPath,
): readonly FieldError[] {
  if (shape.length === 0) return [fieldRequired(path, 'at least one point must be specified')];
  const points = shape.map(({ utilization = 0, score = 0 }) => ({ utilization, score }));
  const falls = points.findIndex(
    ({ utilization }, at) => at > 0 && (points[at - 1]?.utilization ?? 0) >= utilization,
  );
  const says = 'values must be sorted in increasing order';
  const unsorted = path.index(falls).child('utilization');
  return [
    ...(falls < 0 ? [] : [fieldInvalid(unsorted, points[falls]?.utilization, says)]),
    ...points.flatMap(({ utilization, score }, at) => [
      ...outside(utilization, 0, 100, path.index(at).child('utilization')),
      ...outside(score, 0, 10, path.index(at).child('score')),
    ]),
  ];
}
