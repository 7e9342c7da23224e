// What the operator may do. `npm run generate` writes it to config/rbac/role.yaml.
import { appsV1, coreV1, rbac, readAndWrite } from 'homeostat';
import { websites } from './website.ts';

export const role = rbac({
  name: 'website-operator',
  permissions: [
    // Update: its finalizer is among the metadata.
    { resources: [websites], verbs: ['get', 'list', 'update', 'watch'] },
    { resources: [websites], subresources: ['status'], verbs: ['update'] },
    // Who makes something that blocks the deletion of its owner must be able to finalize the owner.
    { resources: [websites], subresources: ['finalizers'], verbs: ['update'] },
    { resources: [appsV1.deployments, coreV1.services], verbs: readAndWrite },
    { resources: [{ group: 'coordination.k8s.io', resource: 'leases' }], verbs: ['create', 'get', 'update'] },
    { resources: [coreV1.events], verbs: ['create', 'patch'] },
  ],
});
