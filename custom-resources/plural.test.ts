import { expect, test } from 'vitest';
import { pluralOf } from './index.ts';

test.each([
  ['Website', 'websites'],
  ['BackupPolicy', 'backuppolicies'],
  ['Gateway', 'gateways'],
  ['Ingress', 'ingresses'],
  ['Mailbox', 'mailboxes'],
  ['Branch', 'branches'],
  ['MyEndpoints', 'myendpoints'],
])('several of %s are %s', (kind, plural) => {
  expect(pluralOf(kind)).toBe(plural);
});
