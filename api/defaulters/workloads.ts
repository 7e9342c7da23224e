import {
  changeWithin,
  type Fields,
  fieldsOf,
  isEmpty,
  isUnset,
  withField,
  withinEach,
  withMissing,
  withUnset,
} from '../fields.ts';
import { podTemplateDefaults } from './pod-spec.ts';

/** A Deployment that rolls does so by quarters. Mirrors kubernetes pkg/apis/apps/v1 (SetDefaults_Deployment). */
export function deploymentDefaults(deployment: Fields): Fields {
  return changeWithin(deployment, 'spec', (spec) => {
    const rolling = { maxSurge: '25%', maxUnavailable: '25%' };
    return changeWithin(withTemplate(spec), 'strategy', (strategy) => withRolling(strategy, rolling));
  });
}

/** How often the template of a DaemonSet has changed; the server counts. */
const templateGeneration = 'deprecated.daemonset.template.generation';

/** Mirrors kubernetes pkg/apis/apps/v1 (SetDefaults_DaemonSet, Convert_apps_DaemonSet_To_v1_DaemonSet). */
export function daemonSetDefaults(daemonSet: Fields): Fields {
  const counted = changeWithin(daemonSet, 'metadata', (metadata) => {
    const annotations = withUnset(fieldsOf(metadata.annotations), { [templateGeneration]: '0' });
    return withField(metadata, 'annotations', annotations);
  });
  return changeWithin(counted, 'spec', (spec) => {
    const rolling = { maxSurge: 0, maxUnavailable: 1 };
    return changeWithin(withTemplate(spec), 'updateStrategy', (strategy) => withRolling(strategy, rolling));
  });
}

/**
 * Only a strategy that nobody chose gets a partition by itself; one that was chosen gets it if it says anything about
 * rolling. Mirrors kubernetes pkg/apis/apps/v1 (SetDefaults_StatefulSet).
 */
export function statefulSetDefaults(statefulSet: Fields): Fields {
  return changeWithin(statefulSet, 'spec', (spec) => {
    const made = withinEach(withTemplate(spec), 'volumeClaimTemplates', (claim) =>
      withField(withField(claim, 'apiVersion', 'v1'), 'kind', 'PersistentVolumeClaim'),
    );
    return changeWithin(made, 'updateStrategy', (strategy) => {
      const chosen = isUnset(strategy.type)
        ? { ...strategy, type: 'RollingUpdate', rollingUpdate: fieldsOf(strategy.rollingUpdate) }
        : strategy;
      if (chosen.type !== 'RollingUpdate') return chosen;
      return changeWithin(chosen, 'rollingUpdate', (rolling) => withUnset(rolling, { partition: 0 }));
    });
  });
}

/** ReplicaSets, PodTemplates' owners and all others that only have a template. */
export function templatedDefaults(object: Fields): Fields {
  return changeWithin(object, 'spec', withTemplate);
}

/** What a selector and labels do not say, the template's labels do. Mirrors SetDefaults_ReplicationController. */
export function replicationControllerDefaults(controller: Fields): Fields {
  const made = templatedDefaults(controller);
  const labels = templateLabels(made);
  if (isEmpty(labels)) return made;
  return withLabels(
    changeWithin(made, 'spec', (spec) => (isEmpty(spec.selector) ? { ...spec, selector: labels } : spec)),
    labels,
  );
}

/** The labels of `spec.template`. */
export function templateLabels(object: Fields): Fields {
  const template = fieldsOf(fieldsOf(object.spec).template);
  return fieldsOf(fieldsOf(template.metadata).labels);
}

/** An object without labels takes these. */
export function withLabels(object: Fields, labels: Fields): Fields {
  const metadata = fieldsOf(object.metadata);
  if (isEmpty(labels) || !isEmpty(metadata.labels)) return object;
  return { ...object, metadata: { ...metadata, labels } };
}

export function withTemplate(spec: Fields): Fields {
  return changeWithin(spec, 'template', podTemplateDefaults);
}

function withRolling(strategy: Fields, defaults: Fields): Fields {
  if (strategy.type !== 'RollingUpdate') return strategy;
  const was = fieldsOf(strategy.rollingUpdate);
  const rollingUpdate = withMissing(was, defaults);
  return rollingUpdate === was ? strategy : { ...strategy, rollingUpdate };
}
