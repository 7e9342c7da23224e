import { coreV1 } from '../../api/index.ts';
import type { Controller, Manager } from '../../controller-runtime/index.ts';
import { addNamespaceDefault } from './namespace-default.ts';

/**
 * Adds the controller that gives each namespace the ServiceAccount `default`. Mirrors kubernetes
 * pkg/controller/serviceaccount (ServiceAccountsController).
 */
export function addServiceAccountController(manager: Manager): Controller {
  return addNamespaceDefault(manager, {
    userAgent: 'service-account-controller',
    type: coreV1.serviceAccounts,
    objectName: 'default',
    wanted: (found, metadata) => found ?? { metadata },
  });
}
