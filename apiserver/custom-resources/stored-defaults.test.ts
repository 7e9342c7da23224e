import { expect, test } from 'vitest';
import { definitionsPath, widgetDefinition, widgetsPath, widgetVersion } from '../testing/definitions.ts';
import { openApi } from '../testing/open-api.ts';

/** A version whose spec has a color with this default, if any. */
function version(name: string, color?: string) {
  const property = { type: 'string', ...(color === undefined ? {} : { default: color }) };
  const spec = { type: 'object', properties: { color: property, size: { type: 'integer' } } };
  return {
    ...widgetVersion(name),
    schema: { openAPIV3Schema: { type: 'object', properties: { spec } } },
    subresources: {},
    selectableFields: [],
  };
}

test('what is read has the defaults of the version that it is stored in', async () => {
  const api = await openApi();
  const versions = (stored?: string, served?: string) => [version('v1', stored), version('v2', served)];
  const definition = widgetDefinition({ versions: versions() });
  const made = await api.call('POST', definitionsPath, definition);
  await api.simulation.runFor(50);
  const path = widgetsPath.replace('/v1/', '/v2/');
  const widget = { apiVersion: 'example.com/v2', kind: 'Widget', metadata: { name: 'w' }, spec: { size: 1 } };
  expect((await api.call('POST', path, widget)).status).toBe(201);
  const colorWith = async (stored?: string, served?: string) => {
    const at = `${definitionsPath}/${definition.metadata?.name}`;
    const { body } = await api.call('GET', at);
    const spec = { ...body.spec, versions: versions(stored, served) };
    expect((await api.call('PUT', at, { ...body, spec })).status).toBe(200);
    await api.simulation.runFor(50);
    return (await api.call('GET', `${path}/w`)).body.spec.color;
  };
  expect(made.status).toBe(201);
  expect(await colorWith('red')).toBe('red');
  expect(await colorWith(undefined, 'blue')).toBeUndefined();
});

test('metadata within a resource may have a default as a whole, without what metadata do not have', async () => {
  const api = await openApi();
  const metadata = { type: 'object', default: { name: 'inner', unknown: 'x' } };
  const inner = { type: 'object', 'x-kubernetes-embedded-resource': true, properties: { metadata } };
  const schema = { openAPIV3Schema: { type: 'object', properties: { inner } } };
  const one = {
    ...widgetVersion(),
    schema,
    subresources: {},
    selectableFields: [],
    additionalPrinterColumns: [],
  };
  await api.call('POST', definitionsPath, widgetDefinition({ versions: [one] }));
  await api.simulation.runFor(50);
  const widget = { metadata: { name: 'w' }, inner: { apiVersion: 'v1', kind: 'Pod' } };
  const { body } = await api.call('POST', widgetsPath, {
    apiVersion: 'example.com/v1',
    kind: 'Widget',
    ...widget,
  });
  expect(body.inner.metadata).toEqual({ name: 'inner' });
});
