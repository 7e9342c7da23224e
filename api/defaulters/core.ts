import {
  changeWithin,
  type Fields,
  fieldsOf,
  isEmpty,
  isFields,
  isUnset,
  listOf,
  withField,
  withinEach,
  withMissing,
  withUnset,
} from '../fields.ts';

const nameLabel = 'kubernetes.io/metadata.name';

/** Every namespace can be selected by its name. Mirrors SetDefaults_Namespace. */
export function namespaceDefaults(namespace: Fields): Fields {
  const { name } = fieldsOf(namespace.metadata);
  if (typeof name !== 'string' || name === '') return namespace;
  return changeWithin(namespace, 'metadata', (metadata) => {
    const labels = fieldsOf(metadata.labels);
    return labels[nameLabel] === name ? metadata : { ...metadata, labels: { ...labels, [nameLabel]: name } };
  });
}

/** Of a node that does not reserve anything all can be allocated. Mirrors SetDefaults_NodeStatus. */
export function nodeDefaults(node: Fields): Fields {
  const made = changeWithin(node, 'spec', withPodCIDRs);
  return changeWithin(made, 'status', (status) =>
    isFields(status.capacity) ? withUnset(status, { allocatable: status.capacity }) : status,
  );
}

/** The one range of pod addresses and the first of many are the same, whichever was given. */
function withPodCIDRs(spec: Fields): Fields {
  const [first] = listOf(spec.podCIDRs);
  if (isUnset(spec.podCIDR)) return isUnset(first) ? spec : { ...spec, podCIDR: first };
  return first === spec.podCIDR ? spec : { ...spec, podCIDRs: [spec.podCIDR] };
}

/** Only a volume of its own, not one within an attachment. Mirrors SetDefaults_PersistentVolume. */
export function persistentVolumeDefaults(volume: Fields): Fields {
  return changeWithin(volume, 'spec', (spec) =>
    withMissing(withUnset(spec, { persistentVolumeReclaimPolicy: 'Retain' }), { volumeMode: 'Filesystem' }),
  );
}

/** Text goes into data; `stringData` can be written but never read. Mirrors Convert_v1_Secret_To_core_Secret. */
export function secretDefaults(secret: Fields): Fields {
  const { stringData, ...rest } = secret;
  if (stringData === undefined || stringData === null) return secret;
  if (!isFields(stringData) || !Object.values(stringData).every((text) => typeof text === 'string')) {
    return secret;
  }
  const encoded = Object.entries(stringData).map(
    ([key, text]) => [key, Buffer.from(text as string, 'utf8').toString('base64')] as const,
  );
  return encoded.length === 0
    ? rest
    : { ...rest, data: { ...fieldsOf(rest.data), ...Object.fromEntries(encoded) } };
}

/** For containers a maximum is a default limit, and a default limit or a minimum a default request. */
export function limitRangeDefaults(limitRange: Fields): Fields {
  return changeWithin(limitRange, 'spec', (spec) => withinEach(spec, 'limits', limitDefaults));
}

/** Mirrors SetDefaults_LimitRangeItem. */
function limitDefaults(limit: Fields): Fields {
  if (limit.type !== 'Container') return limit;
  const limits = withUnset(fieldsOf(limit.default), fieldsOf(limit.max));
  const requests = withUnset(withUnset(fieldsOf(limit.defaultRequest), limits), fieldsOf(limit.min));
  const withLimits = isEmpty(limits) ? limit : withField(limit, 'default', limits);
  return isEmpty(requests) ? withLimits : withField(withLimits, 'defaultRequest', requests);
}
