/** The drivers that have taken the place of Kubernetes' own plugins. Mirrors k8s.io/csi-translation-lib (plugins). */
const drivers: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'kubernetes.io/aws-ebs': 'ebs.csi.aws.com',
    'kubernetes.io/azure-disk': 'disk.csi.azure.com',
    'kubernetes.io/azure-file': 'file.csi.azure.com',
    'kubernetes.io/cinder': 'cinder.csi.openstack.org',
    'kubernetes.io/gce-pd': 'pd.csi.storage.gke.io',
    'kubernetes.io/portworx-volume': 'pxd.portworx.com',
    'kubernetes.io/vsphere-volume': 'csi.vsphere.vmware.com',
  }),
);

/** The driver that does what a plugin of Kubernetes did; undefined for any other provisioner. */
export function csiDriverOf(provisioner: string): string | undefined {
  return drivers.get(provisioner);
}

/** Whether only Kubernetes itself could make such volumes, and does not any more, or never did. */
export function isInTree(provisioner: string): boolean {
  return provisioner.startsWith('kubernetes.io/') && csiDriverOf(provisioner) === undefined;
}
