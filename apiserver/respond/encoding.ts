import { type ApiRequest, type ApiResponse, type Encoder, jsonEncoder } from '../../apimachinery/index.ts';
import { type Endpoint, negotiate } from './accept.ts';

/**
 * The answer, with the encoder that the client asks for. Answers are made as JSON, and what has a type of its own keeps
 * it. A refusal of the header itself is JSON.
 */
export function inAskedEncoding(
  request: ApiRequest,
  response: ApiResponse,
  encoders: readonly Encoder[],
): ApiResponse {
  const { accept } = request.headers;
  const { body, headers } = response;
  if (accept === undefined || accept === jsonEncoder.mediaType) return response;
  if (body.type !== 'object' && body.type !== 'watch') return response;
  if (headers['content-type'] !== jsonEncoder.mediaType) return response;
  const encoder = askedEncoder(accept, body.type, encoders);
  const type = body.type === 'watch' ? encoder.stream?.mediaType : encoder.mediaType;
  if (encoder === jsonEncoder || type === undefined) return response;
  return { ...response, encoder, headers: { ...headers, 'content-type': type } };
}

function askedEncoder(accept: string, endpoint: Endpoint, encoders: readonly Encoder[]): Encoder {
  try {
    return negotiate(accept, endpoint, encoders).encoder;
  } catch {
    return jsonEncoder;
  }
}
