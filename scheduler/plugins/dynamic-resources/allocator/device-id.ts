/** What a device is known by in the whole cluster. Mirrors structured/schedulerapi (DeviceID). */
export function deviceId(driver: string, pool: string, device: string): string {
  return `${driver}/${pool}/${device}`;
}
