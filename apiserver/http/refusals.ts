import type { FastifyError, FastifyReply } from 'fastify';
import { badRequest, requestEntityTooLarge, StatusError } from '../../apimachinery/index.ts';
import { noSuchMethod } from '../documents.ts';

/** What the HTTP server itself refuses, before the API sees it, told as the API tells of errors. */
export function refuse(error: FastifyError, reply: FastifyReply, bodyBytesMax: number): void {
  const { status } =
    error.statusCode === 413 ? requestEntityTooLarge(`limit is ${bodyBytesMax}`) : badRequest(error.message);
  reply
    .code(status.code ?? 400)
    .header('content-type', 'application/json')
    .send(JSON.stringify(status));
}

export function refuseMethod(reply: FastifyReply): void {
  const { status } = new StatusError(noSuchMethod);
  reply.code(405).header('content-type', 'application/json').send(JSON.stringify(status));
}
