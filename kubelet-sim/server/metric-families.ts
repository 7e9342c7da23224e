import { goFloat, goQuote } from '../../apimachinery/index.ts';

/** Samples of one name, as Prometheus reads them. */
export interface MetricFamily {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge';
  readonly samples: readonly Sample[];
}

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** Absent: when it is read. */
  readonly atMs?: number;
}

/** In the text format of Prometheus, by name. Mirrors prometheus/common expfmt. */
export function familiesText(families: readonly MetricFamily[]): string {
  return families
    .filter(({ samples }) => samples.length > 0)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, help, type, samples }) => {
      const lines = samples.map((sample) => `${name}${sampleText(sample)}\n`);
      return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
    })
    .join('');
}

function sampleText({ labels, value, atMs }: Sample): string {
  const names = Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const told = names.map(([name, text]) => `${name}=${goQuote(text)}`).join(',');
  return `${told === '' ? '' : `{${told}}`} ${goFloat(value)}${atMs === undefined ? '' : ` ${atMs}`}`;
}
