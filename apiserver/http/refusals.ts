import type { FastifyError, FastifyReply } from 'fastify';
import { badRequest, requestEntityTooLarge, type Status } from '../../apimachinery/index.ts';
import { noSuchMethod } from '../documents.ts';

/** What the HTTP server itself refuses, before the API sees it, told as the API tells of errors. */
export function refuse(error: FastifyError, reply: FastifyReply, bodyBytesMax: number): void {
  const { status } =
    error.statusCode === 413 ? requestEntityTooLarge(`limit is ${bodyBytesMax}`) : badRequest(error.message);
  send(reply, status);
}

export function refuseMethod(reply: FastifyReply): void {
  send(reply, noSuchMethod);
}

function send(reply: FastifyReply, status: Status): void {
  reply.code(status.code).header('content-type', 'application/json').send(JSON.stringify(status));
}
