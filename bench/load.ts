// The other side of the HTTP benchmarks, in a process of its own: `creates PORT COUNT CONNECTIONS`, the
// same with `custom`, or `watches PORT COUNT`.
import { connect, type Socket } from 'node:net';

const [, , mode, port, count, connections] = process.argv;

function open(): Socket {
  const socket = connect(Number(port), '127.0.0.1');
  socket.setNoDelay(true);
  return socket;
}

/** Each connection sends its next create when the last was acknowledged. */
function creates(total: number, sockets: number, path: string, object: object): void {
  let next = 0;
  let done = 0;
  const startedMs = performance.now();
  for (let at = 0; at < sockets; at++) {
    const socket = open();
    let received = '';
    const send = (): void => {
      if (next >= total) return void socket.end();
      const name = `c-${process.pid}-${next++}`;
      const body = JSON.stringify({ ...object, metadata: { name } });
      socket.write(
        `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      );
    };
    socket.on('connect', send);
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      const head = received.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(received)?.[1]);
      if (received.length < head + 4 + length) return;
      if (!received.startsWith('HTTP/1.1 201')) throw new Error(received);
      received = '';
      if (++done === total) console.log((total / (performance.now() - startedMs)) * 1000);
      else send();
    });
  }
}

/** Counts lines of all watches; tells how many when the parent says `stop`. */
function watches(total: number): void {
  let events = 0;
  let ready = 0;
  for (let at = 0; at < total; at++) {
    const socket = open();
    socket.write('GET /api/v1/configmaps?watch=true&resourceVersion=0 HTTP/1.1\r\nhost: localhost\r\n\r\n');
    socket.once('data', () => {
      if (++ready === total) console.log('ready');
    });
    socket.on('data', (chunk) => {
      for (let from = chunk.indexOf('}\n'); from >= 0; from = chunk.indexOf('}\n', from + 2)) events++;
    });
  }
  process.stdin.on('data', () => {
    console.log(events);
  });
}

const value = 'x'.repeat(512);
const configMap = { apiVersion: 'v1', kind: 'ConfigMap', data: { value } };
const thing = { apiVersion: 'bench.example.com/v1', kind: 'Thing', spec: { value } };

if (mode === 'creates') {
  creates(Number(count), Number(connections), '/api/v1/namespaces/default/configmaps', configMap);
} else if (mode === 'custom') {
  creates(Number(count), Number(connections), '/apis/bench.example.com/v1/namespaces/default/things', thing);
} else watches(Number(count));
