import { changeWithin, type Fields, isFields, isUnset, withField, withinEach, withUnset } from '../fields.ts';
import { imageTag } from './image-tag.ts';

/**
 * What holds for the spec of every pod, in a template too. Mirrors kubernetes pkg/apis/core/v1 (SetDefaults_Container,
 * SetDefaults_Volume, and the alias of serviceAccountName).
 */
export function podSpecDefaults(spec: Fields): Fields {
  let made = withServiceAccountAlias(spec);
  made = withinEach(made, 'volumes', volumeDefaults);
  for (const field of ['initContainers', 'containers', 'ephemeralContainers']) {
    made = withinEach(made, field, withPullPolicy);
  }
  return made;
}

/** A pod template, wherever it stands. */
export function podTemplateDefaults(template: Fields): Fields {
  return changeWithin(template, 'spec', podSpecDefaults);
}

/** `serviceAccount` is the old name of the field; what is set in one is in both, and the new one wins. */
function withServiceAccountAlias(spec: Fields): Fields {
  const { serviceAccount, serviceAccountName } = spec;
  if (!isUnset(serviceAccountName)) return withField(spec, 'serviceAccount', serviceAccountName);
  return isUnset(serviceAccount) ? spec : { ...spec, serviceAccountName: serviceAccount };
}

function withPullPolicy(container: Fields): Fields {
  if (!isUnset(container.imagePullPolicy)) return container;
  return { ...container, imagePullPolicy: pullPolicyOf(container.image) };
}

/** A volume that says nothing of its source is an empty directory. */
function volumeDefaults(volume: Fields): Fields {
  const hasSource = Object.keys(volume).some((field) => field !== 'name' && !isUnset(volume[field]));
  if (!hasSource) return { ...volume, emptyDir: {} };
  if (!isFields(volume.image)) return volume;
  return changeWithin(volume, 'image', (image) =>
    withUnset(image, { pullPolicy: pullPolicyOf(image.reference) }),
  );
}

function pullPolicyOf(image: unknown): string {
  return typeof image === 'string' && imageTag(image) === 'latest' ? 'Always' : 'IfNotPresent';
}
