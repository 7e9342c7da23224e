// All that the operator does. The program and the tests start the same.
import type { Manager } from 'homeostat';
import type { DnsRecords } from './dns-records.ts';
import { addWebsiteController } from './website-controller.ts';
import { addWebsiteWebhooks } from './website-webhooks.ts';

export function addOperator(manager: Manager, records: DnsRecords): void {
  addWebsiteController(manager, records);
  addWebsiteWebhooks(manager);
}
