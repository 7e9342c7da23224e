// A webhook as others write one for Node, with nothing of ours in it: it gives ConfigMaps a size, and refuses those that are too large.
import { createServer } from 'node:https';

interface Review {
  readonly apiVersion: string;
  readonly kind: string;
  readonly request: Request;
}

interface Request {
  readonly uid: string;
  readonly object: { readonly data?: Readonly<Record<string, string>> };
}

export interface SizeWebhookOptions {
  readonly key: string;
  readonly cert: string;
  readonly port: number;
}

const tooLarge = 4;

/** Resolves with the server when it listens. */
export async function startSizeWebhook({ key, cert, port }: SizeWebhookOptions) {
  const server = createServer({ key, cert }, async (request, response) => {
    const url = new URL(request.url ?? '', 'https://localhost');
    if (url.pathname === '/never') return;
    if (url.pathname === '/healthz') {
      response.end('ok');
      return;
    }
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const review: Review = JSON.parse(Buffer.concat(pieces).toString());
    const answer = url.pathname === '/mutate' ? mutate(review.request) : validate(review.request);
    // As if it asked somebody.
    await new Promise((resolve) => setTimeout(resolve, 10 * Math.random()));
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ ...review, request: undefined, response: answer }));
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, resolve));
  return server;
}

function sizeOf({ data = {} }: Request['object']): number {
  return Object.keys(data).filter((key) => key !== 'size').length;
}

function mutate({ uid, object }: Request) {
  const patch =
    object.data === undefined
      ? [{ op: 'add', path: '/data', value: { size: '0' } }]
      : [{ op: 'add', path: '/data/size', value: `${sizeOf(object)} at ${new Date().toISOString()}` }];
  const encoded = Buffer.from(JSON.stringify(patch)).toString('base64');
  return { uid, allowed: true, patchType: 'JSONPatch', patch: encoded };
}

function validate({ uid, object }: Request) {
  const size = sizeOf(object);
  if (size < tooLarge) return { uid, allowed: true };
  return { uid, allowed: false, status: { code: 403, message: `${size} keys are too many` } };
}
