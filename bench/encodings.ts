// What a client gains by asking for lists in protobuf instead of JSON: pods over HTTP, from the request until they are objects.
// Both in turn, in one process that also serves them; CPU time, which other load of the machine hardly changes.
// `npm run build && node scripts/bench.mjs encodings`.
import { Agent, get } from 'node:http';
import { decodeProtobuf, protobufMediaType } from '../apiserver/protobuf/index.ts';
import { type Client, coreV1, startCluster } from '../index.ts';
import { type Figure, isRun, median, print } from './report.ts';

const sizes = [1_000, 10_000];
const runs = 9;
/** By then the engine has compiled what is hot, and the server has each object's bytes. */
const warmUp = 3;

interface Encoding {
  readonly mediaType: string;
  decode(body: Buffer): unknown;
}

const json: Encoding = {
  mediaType: 'application/json',
  decode: (body) => JSON.parse(body.toString('utf8')),
};
const protobuf: Encoding = {
  mediaType: protobufMediaType,
  decode: (body) => decodeProtobuf(body).object,
};

interface Measured {
  readonly wholeMs: number;
  readonly decodeMs: number;
}

/** By number of pods, how many times as fast as JSON protobuf is: above 1 it is faster. */
export async function* encodingFigures(): AsyncGenerator<Figure> {
  const { cluster, url, stop } = await startCluster({ nodes: 0, controllers: [], scheduler: false });
  const agent = new Agent({ keepAlive: true });
  let present = 0;
  for (const size of sizes) {
    for (; present < size; present++) await createPod(cluster.client('bench'), present);
    const measured = { json: [] as Measured[], protobuf: [] as Measured[] };
    for (let run = 0; run < warmUp + runs; run++) {
      const [ofJson, ofProtobuf] = [await list(agent, url, json), await list(agent, url, protobuf)];
      if (run < warmUp) continue;
      measured.json.push(ofJson);
      measured.protobuf.push(ofProtobuf);
    }
    const ratios = (part: keyof Measured) =>
      measured.json.map((one, at) => one[part] / (measured.protobuf[at]?.[part] ?? Number.NaN));
    const times = (part: keyof Measured) =>
      `${median(measured.json.map((one) => one[part])).toFixed(1)} ms of JSON`;
    const figure = (what: string, part: keyof Measured): Figure => ({
      what: `${what} (${times(part)})`,
      values: ratios(part),
      unit: 'times',
      reach: 1.2,
    });
    yield figure(`protobuf, a list of ${size} pods`, 'wholeMs');
    yield figure('  decoding alone', 'decodeMs');
  }
  agent.destroy();
  await stop();
}

async function createPod(client: Client, index: number): Promise<void> {
  const env = Array.from({ length: 8 }, (_, at) => ({
    name: `SETTING_${at}`,
    value: `value ${at} of ${index}`,
  }));
  const probe = { httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 10 };
  const metadata = {
    name: `web-${index}`,
    namespace: 'default',
    labels: { app: 'web', tier: `t${index % 10}` },
  };
  const { metadata: created = metadata, ...pod } = await client.create(coreV1.pods, {
    metadata,
    spec: {
      containers: [
        {
          name: 'main',
          image: 'registry.example.com/web:1.27',
          env,
          ports: [{ containerPort: 8080 }],
          resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
          readinessProbe: probe,
          livenessProbe: probe,
        },
      ],
      volumes: [{ name: 'work', emptyDir: {} }],
    },
  });
  const at = new Date(0).toISOString();
  const conditions = ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({
    type,
    status: 'True' as const,
    lastTransitionTime: at,
  }));
  await client.updateStatus(coreV1.pods, {
    ...pod,
    metadata: created,
    status: { phase: 'Running', conditions, podIP: '10.0.0.1', startTime: at },
  });
}

function list(agent: Agent, url: string, { mediaType, decode }: Encoding): Promise<Measured> {
  const begun = cpuMs();
  return new Promise((resolve, reject) => {
    const headers = { accept: mediaType };
    get(`${url}/api/v1/namespaces/default/pods`, { agent, headers }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece) => pieces.push(piece));
      response.on('error', reject);
      response.on('end', () => {
        const received = cpuMs();
        decode(Buffer.concat(pieces));
        const ended = cpuMs();
        resolve({ wholeMs: ended - begun, decodeMs: ended - received });
      });
    }).on('error', reject);
  });
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

if (isRun('encodings')) for await (const one of encodingFigures()) print(one);
