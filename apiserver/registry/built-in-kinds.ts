import { defaulters, fieldSelectors, type ServedResource, scales, servedResources } from '../../api/index.ts';
import {
  fieldLabelNotSupported,
  groupResource,
  groupVersionKind,
  notAKnownFieldSelector,
} from '../../apimachinery/index.ts';
import { strategies } from '../pipeline/strategies/index.ts';
import { deprecations, warners } from '../pipeline/warnings/index.ts';
import { printers } from '../respond/tables/index.ts';
import { subresources } from '../subresources/index.ts';
import type { KindDefinition } from './served-kind.ts';

/**
 * The kinds that are there before anybody asks, in the order of discovery. Each gets what the tables say of it; every table is
 * read here and nowhere else.
 */
export function builtInKinds(): readonly KindDefinition[] {
  definitions ??= servedResources.map(builtInKind);
  return definitions;
}

/** Pure values, made when first needed: a process may open many servers. */
let definitions: readonly KindDefinition[] | undefined;

export function builtInKind(resource: ServedResource): KindDefinition {
  const name = groupResource(resource);
  const found = {
    strategy: strategies[name],
    printer: printers[name],
    scale: scales[name],
    subresources: subresources[name],
    selectableFields: fieldSelectors[name],
    unknownField: unknownFieldOf(resource),
    triggerField: triggerFields[name],
    defaulter: defaulters[groupVersionKind(resource)],
    warnings: warners[name],
    deprecation: deprecations[name],
    returnsDeleted: returnsDeleted.has(name),
    ttlMs: ttls[name],
  };
  // What no table says is absent.
  const said = Object.entries(found).filter(([, value]) => value !== undefined);
  return { resource, ...Object.fromEntries(said) };
}

/** Mirrors kubernetes apiserver (--event-ttl) and pkg/registry/core/event. */
const eventTtlMs = 3_600_000;

const ttls: Readonly<Record<string, number>> = { events: eventTtlMs, 'events.events.k8s.io': eventTtlMs };

/** The field that watches are dispatched by. Mirrors kubernetes pkg/registry/core/pod (NodeNameTriggerFunc). */
const triggerFields: Readonly<Record<string, string>> = { pods: 'spec.nodeName' };

/** Mirrors ReturnDeletedObject of the stores of kubernetes pkg/registry. */
const returnsDeleted: ReadonlySet<string> = new Set([
  'pods',
  'services',
  'serviceaccounts',
  'persistentvolumes',
  'persistentvolumeclaims',
  'podtemplates',
  'resourcequotas',
]);

/** Mirrors the conversion functions of kubernetes pkg/apis, which each have words of their own. */
function unknownFieldOf(resource: ServedResource): (field: string) => string {
  const { group, version } = resource;
  switch (groupResource(resource)) {
    case 'jobs.batch':
      return (field) => `field label "${field}" not supported for Job`;
    case 'resourceslices.resource.k8s.io':
      return (field) => `field label not supported for ${group}/${version}, Kind=ResourceSlice: ${field}`;
    default:
      return groupResource(resource) in fieldSelectors ? fieldLabelNotSupported : notAKnownFieldSelector;
  }
}
