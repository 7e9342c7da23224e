import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { jsonText } from '../../../apimachinery/index.ts';
import { openApi } from '../../../apiserver/testing/open-api.ts';
import type { OwnershipAnswer, OwnershipCase } from './cases.ts';

const answerBytesMax = 256 * 1024 * 1024;

/** Asks the Go program beside this file, which needs Go and its modules. */
export async function judge(cases: readonly OwnershipCase[]): Promise<OwnershipAnswer[][]> {
  const schemas = await publishedSchemas();
  const output = execFileSync('go', ['run', '.'], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    input: [schemas, ...cases].map((line) => `${JSON.stringify(line)}\n`).join(''),
    maxBuffer: answerBytesMax,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as OwnershipAnswer[]);
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
