import { customKind } from '../custom-resources/custom-kinds.ts';
import type { KindDefinition } from '../registry/served-kind.ts';
import { widgetDefinition, widgetVersion } from './definitions.ts';

/** A kind that Kubernetes does not have, with all that a custom resource can have, but no subresources. */
export function widgets(version = 'v1'): KindDefinition {
  const served = widgetVersion(version, { subresources: {} });
  const definition = widgetDefinition({ versions: [widgetVersion(), served] });
  const conditions = [{ type: 'Established', status: 'True' }];
  const names = { ...definition.spec.names, singular: 'widget', listKind: 'WidgetList' };
  return customKind({ ...definition, status: { conditions } }, served, names);
}

export function widget(name: string, spec: object = {}, more: object = {}): object {
  return { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name, ...more }, spec };
}
