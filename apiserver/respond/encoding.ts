import {
  type ApiRequest,
  type ApiResponse,
  type Encoder,
  jsonEncoder,
  type Status,
} from '../../apimachinery/index.ts';
import { negotiate } from './accept.ts';
import { rawJsonResponse, statusResponse } from './responses.ts';

/** The answer in an encoding. Answers are made as JSON, and what has a type of its own keeps it. */
export function inEncoding(response: ApiResponse, encoder: Encoder): ApiResponse {
  const { body, headers } = response;
  if (encoder === jsonEncoder || !isEncodable(response)) return response;
  const type = body.type === 'watch' ? encoder.stream?.mediaType : encoder.mediaType;
  if (type === undefined) return response;
  return { ...response, encoder, headers: { ...headers, 'content-type': type } };
}

function isEncodable({ body, headers }: ApiResponse): boolean {
  return (
    (body.type === 'object' || body.type === 'watch') && headers['content-type'] === jsonEncoder.mediaType
  );
}

/** What tells of groups is behind no router. */
const ofGroups = /^\/apis(\/[^/]+)?\/?$/;

/** A document in the encoding that the client asks for. Throws a 406 StatusError where it asks for none that there is. */
export function documentInAskedEncoding(
  { path, headers }: ApiRequest,
  response: ApiResponse,
  encoders: readonly Encoder[],
): ApiResponse {
  if (!isEncodable(response)) return response;
  return inEncoding(
    response,
    negotiate(headers.accept, { isRouted: !ofGroups.test(path) }, encoders).encoder,
  );
}

/** A refusal in the encoding that the client asks for; where it asks for none that there is, as JSON for people. */
export function refusal(
  { headers: { accept } }: ApiRequest,
  status: Status,
  encoders: readonly Encoder[],
): ApiResponse {
  const response = statusResponse(status);
  try {
    return inEncoding(response, negotiate(accept, {}, encoders).encoder);
  } catch {
    return { ...response, body: rawJsonResponse(status).body };
  }
}
