import { type ConformanceRule, type ConformanceSection, conformance } from '../conformance/index.ts';
import { printed } from './printed.ts';

/** docs/reference/client-conformance.md. */
export function conformancePage(): string {
  const rules = conformance.reduce((sum, section) => sum + section.rules.length, 0);
  return `# Client machinery: upstream's rules and our tests

Reflectors, informers, queues, elections, events and controllers behave as client-go's of Kubernetes 1.36 and
controller-runtime's. Below stands each of their rules or tests (in brackets, by its name), ${rules} in all, and the tests that show it here.

\`npx tsx test/oracles/informers/check.ts KUBECONFIG\` follows a real API server and this one with the same informers, elections and
events, over connections that break, too, and compares what they told.

Where client-go asks for protobuf, the client here asks for JSON, which is read faster: Node's JSON.parse is native, a decoder of protobuf
is not. \`bench/encodings.ts\` measures both, for lists of 1,000 and 10,000 pods over HTTP.

${conformance.map(section).join('\n\n')}

${printed}
`;
}

function section({ title, source, rules, leftOut }: ConformanceSection): string {
  const rows = ['| rule | shown by |', '|---|---|', ...rules.map(row)];
  return [
    `## ${title}`,
    '',
    `${source}.`,
    '',
    ...rows,
    '',
    'Left out:',
    '',
    ...leftOut.map((what) => `* ${what}`),
  ].join('\n');
}

/** The file once, then its tests. */
function row({ says, shownBy }: ConformanceRule): string {
  const parts = shownBy.map((one) => one.split(/: (.*)/));
  const [file = ''] = parts[0] ?? [];
  const titles = parts.map(([, title]) => title).join('; ');
  return `| ${says} | [${file.slice(file.lastIndexOf('/') + 1)}](../../${file}): ${titles.replaceAll('|', '\\|')} |`;
}
