import { describe, expect, it } from 'vitest';
import { nameAndCreation } from './kinds/plain.ts';
import { deployment } from './kinds/workloads.ts';
import { type TableOptions, tableFor } from './table.ts';

const now = Date.parse('2026-01-01T00:10:00Z');
const metadataOnly: TableOptions = { includeObject: 'Metadata', nowMs: now };

const web = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', resourceVersion: '7', creationTimestamp: '2026-01-01T00:00:00Z' },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: 'web' } },
    template: { spec: { containers: [{ name: 'nginx', image: 'nginx:1.27' }] } },
  },
  status: { readyReplicas: 2, updatedReplicas: 3, availableReplicas: 2 },
};

describe('a table', () => {
  it('has the columns of the kind, documented, and a row for each object', () => {
    const table = tableFor(deployment, [web], { ...metadataOnly, listMeta: { resourceVersion: '9' } });
    expect(table).toMatchObject({ kind: 'Table', apiVersion: 'meta.k8s.io/v1' });
    expect(table.metadata).toEqual({ resourceVersion: '9' });
    expect(table.columnDefinitions?.map(({ name, priority }) => `${name}:${priority}`)).toEqual([
      'Name:0',
      'Ready:0',
      'Up-to-date:0',
      'Available:0',
      'Age:0',
      'Containers:1',
      'Images:1',
      'Selector:1',
    ]);
    expect(table.columnDefinitions?.every(({ description }) => description !== '')).toBe(true);
    expect(table.rows[0]?.cells).toEqual(['web', '2/3', 3, 2, '10m', 'nginx', 'nginx:1.27', 'app=web']);
  });

  it('carries the metadata of each object, shared with it', () => {
    const object = tableFor(deployment, [web], metadataOnly).rows[0]?.object;
    expect(object).toMatchObject({ kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1' });
    expect(object?.metadata).toBe(web.metadata);
  });

  it('carries the whole object or none when asked to', () => {
    const rowOf = (includeObject: 'Object' | 'None') =>
      tableFor(deployment, [web], { ...metadataOnly, includeObject }).rows[0];
    expect(rowOf('Object')?.object).toBe(web);
    expect(rowOf('None')?.object).toBeNull();
  });

  it('of one object has its resourceVersion, and no columns after the first event of a watch', () => {
    const table = tableFor(deployment, [web], { ...metadataOnly, noHeaders: true });
    expect(table.metadata).toEqual({ resourceVersion: '7' });
    expect(table.columnDefinitions).toBeNull();
  });

  it('keeps the mark of the bookmark that ends the initial events', () => {
    const bookmark = { metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } };
    const table = tableFor(deployment, [bookmark], { ...metadataOnly, includeObject: 'None' });
    expect(table.rows[0]?.object?.metadata?.annotations).toEqual(bookmark.metadata.annotations);
  });

  it('of a kind without columns of its own has the name and the moment of creation', () => {
    const table = tableFor(nameAndCreation, [web], metadataOnly);
    expect(table.columnDefinitions?.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'Name string',
      'Created At date',
    ]);
    expect(table.rows[0]?.cells).toEqual(['web', '2026-01-01T00:00:00Z']);
  });
});
