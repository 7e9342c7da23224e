import { storageV1, type V1CSIDriver, type V1StorageClass } from '../../api/index.ts';
import { ignoreAlreadyExists } from '../../apimachinery/index.ts';
import type { Client } from '../../client/index.ts';
import { storageAnnotations } from '../../component-helpers/index.ts';
import type { Manager } from '../../controller-runtime/index.ts';
import { addAttacher } from './attacher.ts';
import { addDeleter } from './deleter.ts';
import { driver } from './driver.ts';
import { addModifier } from './modifier.ts';
import { addNodePlugins } from './node-plugins.ts';
import { addProvisioner } from './provisioner.ts';
import { addResizer } from './resizer.ts';

/** How soon it is tried again while the API server cannot be reached. */
const retryMs = 1_000;

/** The class of claims that say none, as every ready-made cluster has one. */
const standard: V1StorageClass = {
  metadata: { name: 'standard', annotations: { [storageAnnotations.isDefaultClass]: 'true' } },
  provisioner: driver,
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'WaitForFirstConsumer',
  allowVolumeExpansion: true,
};

const csiDriver: V1CSIDriver = {
  metadata: { name: driver },
  spec: { attachRequired: false, podInfoOnMount: false, volumeLifecycleModes: ['Persistent'] },
};

/**
 * Adds storage drivers that make volumes of nothing: what a cloud's or a vendor's driver does beside Kubernetes' own controllers,
 * with a default StorageClass. How long it takes and what goes wrong stands in the parameters of a class.
 */
export function addSimulatedStorage(manager: Manager): void {
  const client = manager.clientFor('simulated-storage');
  const { clock } = manager.environment;
  manager.add({
    name: 'simulated-storage',
    async run(signal) {
      while (!signal.aborted && !(await isThere(client)))
        await clock.sleep(retryMs, { signal }).catch(() => {});
    },
  });
  addProvisioner(manager);
  addDeleter(manager);
  addResizer(manager);
  addModifier(manager);
  addAttacher(manager);
  addNodePlugins(manager);
}

/** Makes both, unless they are there already; whether they are now. */
async function isThere(client: Client): Promise<boolean> {
  try {
    await client.create(storageV1.storageClasses, standard).catch(ignoreAlreadyExists);
    await client.create(storageV1.csiDrivers, csiDriver).catch(ignoreAlreadyExists);
    return true;
  } catch {
    return false;
  }
}
