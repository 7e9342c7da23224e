import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import {
  goNetworkError,
  goQuote,
  JsonSyntaxError,
  parseJson,
  parseYaml,
  unexpectedResponse,
  writeJson,
  YamlSyntaxError,
} from '../../apimachinery/index.ts';
import { type Webhooks, type WebhookTarget, webhookTimeoutSeconds, webhookUrl } from '../request/webhooks.ts';
import { readAnswer } from './read-answer.ts';

/** What a webhook may answer with at most: more than any list of the largest objects there may be. */
const answerBytesMax = 128 * 1024 * 1024;

/** It takes longer to read than JSON. */
const yamlBytesMax = 3 * 1024 * 1024;

/** Where the services of webhooks are, by `namespace/name`: `https://127.0.0.1:9443`, without a path. */
export type WebhookServices = Readonly<Record<string, string>>;

/** Has a connection to where a URL leads; nothing is encrypted on it. */
export type ConnectWebhook = (url: URL) => Socket;

/**
 * Webhooks that are called over HTTP, by `connect` where it is given. A service is where `services` says; others are not found. Mirrors k8s.io/apiserver
 * pkg/util/webhook (ClientManager), in whose words calls fail.
 */
export function httpWebhooks(services: WebhookServices = {}, connect?: ConnectWebhook): Webhooks {
  return {
    async call(target, body, limits) {
      const { timeoutSeconds, signal } = limits ?? {
        timeoutSeconds: webhookTimeoutSeconds,
        signal: AbortSignal.timeout(webhookTimeoutSeconds * 1000),
      };
      const url = webhookUrl(target, timeoutSeconds);
      try {
        const address = addressOf(target, services, timeoutSeconds);
        return await post(address, target.caBundle, body, signal, connect);
      } catch (error) {
        throw error instanceof CallError ? new Error(`Post ${goQuote(url)}: ${error.message}`) : error;
      }
    },
  };
}

/** No answer came. */
class CallError extends Error {}

function addressOf(target: WebhookTarget, services: WebhookServices, timeoutSeconds: number): URL {
  const { service } = target;
  if (service === undefined) return new URL(webhookUrl(target, timeoutSeconds));
  const address = services[`${service.namespace}/${service.name}`];
  if (address === undefined) throw new CallError(`service ${goQuote(service.name)} not found`);
  return new URL(`${address}${service.path ?? ''}?timeout=${timeoutSeconds}s`);
}

/** `over`: the answer, and all of it, must have come by then. */
async function post(
  url: URL,
  caBundle: string | undefined,
  body: object,
  over: AbortSignal,
  connect: ConnectWebhook | undefined,
): Promise<unknown> {
  const text = `${writeJson(body)}\n`;
  const ca = caBundle === undefined || caBundle.trim() === '' ? undefined : Buffer.from(caBundle, 'base64');
  const headers = {
    accept: 'application/json, */*',
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'user-agent': 'kube-apiserver-admission',
  };
  const send = connect !== undefined || url.protocol === 'http:' ? httpRequest : httpsRequest;
  const way =
    connect === undefined
      ? { ...(ca && { ca }) }
      : { protocol: 'http:', createConnection: () => connect(url) };
  const exchange = async () => {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = send(url, { method: 'POST', headers, signal: over, ...way });
      request.on('error', reject);
      request.on('response', resolve);
      request.end(text);
    });
    const { statusCode = 0, headers: answered } = response;
    return [statusCode, answered['content-type'] ?? '', await readAnswer(response, answerBytesMax)] as const;
  };
  const [code, type, bytes] = await exchange().catch((error: Error) => {
    if (over.aborted) throw new CallError('context deadline exceeded');
    throw new CallError(goNetworkError(error, url));
  });
  return answered(code, type, bytes);
}

/** As YAML, too, can an answer be read; only texts are told of a failure. */
function answered(code: number, type: string, body: Buffer): unknown {
  if (code < 200 || code > 206) {
    const serverMessage = type === '' || type.startsWith('text/') ? body.toString().trim() : 'unknown';
    throw unexpectedResponse({
      code,
      verb: 'POST',
      resource: { group: '', resource: '' },
      name: '',
      serverMessage,
    });
  }
  if (body.length === 0) {
    throw new Error(`0-length response with status code: ${code} and content type: ${type}`);
  }
  try {
    return parseJson(body).value;
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    return asYaml(body, error);
  }
}

function asYaml(body: Buffer, asJson: JsonSyntaxError): unknown {
  try {
    if (body.length > yamlBytesMax) throw asJson;
    return parseYaml(body, { firstOnly: true })[0]?.value ?? null;
  } catch (error) {
    if (!(error instanceof YamlSyntaxError) && error !== asJson) throw error;
    throw new Error(`couldn't get version/kind; json parse error: ${asJson.reason}`);
  }
}
