import { jsonText } from '../../../apimachinery/index.ts';
import { openApi } from '../../../apiserver/testing/open-api.ts';
import { askGo } from '../kit/ask-go.ts';
import type { OwnershipAnswer, OwnershipCase } from './cases.ts';

/** Asks the Go program beside this file, which needs Go and its modules. */
export async function judge(cases: readonly OwnershipCase[]): Promise<OwnershipAnswer[][]> {
  return askGo(import.meta.dirname, [await publishedSchemas(), ...cases]);
}

/** The schemas that the API server publishes, from which Kubernetes makes the types of its field managers, too. */
async function publishedSchemas(): Promise<Record<string, unknown>> {
  const api = await openApi();
  const schemas: Record<string, unknown> = {};
  for (const path of ['/openapi/v3/api/v1', '/openapi/v3/apis/apps/v1']) {
    const request = {
      method: 'GET' as const,
      path,
      query: {},
      headers: {},
      user: { name: 'tester', groups: [] },
    };
    const { body } = await api.simulation.complete(() => api.server.handle(request));
    const text =
      body.type === 'object'
        ? jsonText(body)
        : Buffer.from(body.type === 'bytes' ? body.bytes : '').toString();
    Object.assign(schemas, (JSON.parse(text) as { components: { schemas: object } }).components.schemas);
  }
  return schemas;
}
