import { parseIp } from '../../../../apimachinery/index.ts';
import type { Pool } from './pool.ts';

/** 10.96.0.0/12, kubeadm's default, without its first 16 addresses, which are kept for services with a known place. */
const firstAddress = (10 << 24) | (96 << 16);
const addressCount = 1 << 20;
const reservedCount = 16;

/** Why a service cannot have an IPv4 address, whoever has it; undefined for one of the range. A dry run tells the range. */
export function rangeError(address: string, isDryRun: boolean): string | undefined {
  const number = (parseIp(address)?.bytes ?? []).reduce((sum, byte) => sum * 256 + byte, 0);
  const place = number - firstAddress;
  if (place > 0 && place < addressCount - 1) return undefined;
  if (!isDryRun) return 'the provided network does not match the current range';
  const range = `${addressText(firstAddress)}/12`;
  return `the provided IP (${address}) is not in the valid range. The range of valid IPs is ${range}`;
}

/** A free address, taken. Undefined only where a million services have taken every one. */
export function firstClusterIp(pool: Pool): string | undefined {
  const usable = addressCount - reservedCount - 1;
  for (let attempt = 0; attempt <= pool.size; attempt++) {
    const address = addressText(firstAddress + reservedCount + ((pool.seed + attempt) % usable));
    if (pool.take(address)) return address;
  }
  return undefined;
}

function addressText(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
}
