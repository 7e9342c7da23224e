import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { startOurServer } from '../our-server.ts';
import { type Outcome, runWebhookCases } from './run-cases.ts';

/** What a Kubernetes 1.36 API server sent and answered (`record.ts`). */
function recorded(): readonly Outcome[] {
  const vectors = readFileSync(new URL('../../../vectors/webhooks.jsonl', import.meta.url), 'utf8');
  return vectors
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Outcome);
}

test('webhooks are sent what Kubernetes sends them, and what they answer is taken as there', async () => {
  const server = await startOurServer();
  try {
    const outcomes = await runWebhookCases(server);
    for (const [at, outcome] of recorded().entries()) expect(outcomes[at], outcome.name).toEqual(outcome);
    expect(outcomes.length).toBe(recorded().length);
    expect(outcomes.length).toBeGreaterThan(70);
  } finally {
    await server.stop();
  }
});
