import type { SandboxCallback, SandboxRequest } from '../../types.js';
import type { InJson } from '../details.js';
import type { Exchange, Part } from './exchange.js';

export function requestExchange(request: InJson<SandboxRequest>): Exchange {
  return {
    id: request.id,
    line: `${request.method} ${request.path}`,
    at: request.receivedAt,
    ...(request.status !== undefined && { status: request.status }),
    parts: requestParts(request),
  };
}

export function requestParts(request: InJson<SandboxRequest>): Part[] {
  const { headers, body, status, responseHeaders, responseBody } = request;
  const asked: Part = { title: 'Request', headers, body };
  if (status === undefined) return [asked, { title: 'No answer (yet)' }];
  return [
    asked,
    { title: `Answer ${status}`, ...(responseHeaders && { headers: responseHeaders }), body: responseBody },
  ];
}

/** @param place its place among the task's attempts: a callback that is sent twice has one id and one number */
export function callbackExchange(callback: InJson<SandboxCallback>, place: number): Exchange {
  const { attempt, url, sentAt, status, error, headers, body } = callback;
  return {
    id: String(place),
    line: `${attempt}. POST ${url}`,
    at: sentAt,
    ...(status !== undefined && { status }),
    ...(error !== undefined && { error }),
    parts: [{ title: 'Callback', headers, body: pretty(body) }, answerPart(callback)],
  };
}

function answerPart({ status, error, responseBody }: InJson<SandboxCallback>): Part {
  if (status === undefined) return { title: error === undefined ? 'No answer yet' : `No answer: ${error}` };
  return { title: `Answer ${status}`, ...(responseBody && { body: responseBody }) };
}

/** It was signed as it stands in the request; here it is read. */
const pretty = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
};
