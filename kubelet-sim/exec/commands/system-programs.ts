import { hostnameOf } from '../files/base-files.ts';
import type { Process, Program } from '../shell/process.ts';

export const pwd: Program = async ({ state, stdout }) => {
  await stdout(`${state.cwd}\n`);
  return 0;
};

export const hostname: Program = async ({ machine, words, stdout }) => {
  const isAddress = words.includes('-i');
  await stdout(`${isAddress ? (machine.pod.status?.podIP ?? '') : hostnameOf(machine.pod)}\n`);
  return 0;
};

/** Who the container's programs run as; nobody has a name but root. */
export const id: Program = async (call) => {
  const { user, group } = whoOf(call);
  const [, option] = call.words;
  if (option === '-u') await call.stdout(`${user}\n`);
  else if (option === '-g') await call.stdout(`${group}\n`);
  else await call.stdout(`uid=${named(user)} gid=${named(group)} groups=${named(group)}\n`);
  return 0;
};

export const whoami: Program = async (call) => {
  const { user } = whoOf(call);
  await call.stdout(user === 0 ? 'root\n' : `${user}\n`);
  return 0;
};

function whoOf({ machine }: Process): { readonly user: number; readonly group: number } {
  const { container, pod } = machine;
  const { securityContext: ofPod } = pod.spec ?? {};
  const { runAsUser = ofPod?.runAsUser ?? 0, runAsGroup = ofPod?.runAsGroup ?? 0 } =
    container.securityContext ?? {};
  return { user: Number(runAsUser), group: Number(runAsGroup) };
}

function named(id: number): string {
  return id === 0 ? '0(root)' : String(id);
}

export const uname: Program = async ({ words, machine, stdout }) => {
  const all = ['Linux', hostnameOf(machine.pod), '6.1.0', 'x86_64'];
  const places: Readonly<Record<string, number>> = { '-s': 0, '-n': 1, '-r': 2, '-m': 3 };
  const [, option = '-s'] = words;
  await stdout(`${option === '-a' ? all.join(' ') : (all[places[option] ?? 0] ?? '')}\n`);
  return 0;
};

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** In UTC. */
export const date: Program = async ({ machine, words, stdout }) => {
  const now = new Date(machine.clock.now());
  const format = words.find((word) => word.startsWith('+'))?.slice(1) ?? '%a %b %e %H:%M:%S UTC %Y';
  await stdout(`${format.replace(/%(.)/g, (found, letter: string) => dateParts[letter]?.(now) ?? found)}\n`);
  return 0;
};

const two = (value: number) => String(value).padStart(2, '0');

const dateParts: Readonly<Record<string, (now: Date) => string>> = {
  a: (now) => days[now.getUTCDay()] ?? '',
  b: (now) => months[now.getUTCMonth()] ?? '',
  d: (now) => two(now.getUTCDate()),
  e: (now) => String(now.getUTCDate()).padStart(2),
  F: (now) => now.toISOString().slice(0, 10),
  H: (now) => two(now.getUTCHours()),
  M: (now) => two(now.getUTCMinutes()),
  m: (now) => two(now.getUTCMonth() + 1),
  N: (now) => `${String(now.getUTCMilliseconds()).padStart(3, '0')}000000`,
  S: (now) => two(now.getUTCSeconds()),
  s: (now) => String(Math.floor(now.getTime() / 1000)),
  T: (now) => now.toISOString().slice(11, 19),
  Y: (now) => String(now.getUTCFullYear()),
  Z: () => 'UTC',
  '%': () => '%',
};
