/** How often what waits is looked at again: kube-controller-manager's --pvclaimbinder-sync-period. */
export const resyncMs = 15_000;
