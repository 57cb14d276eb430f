import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { AxiosError, AxiosHeaders, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import type { Answer } from './server.js';

/** What axios' adapter for Node makes of an answer that breaks off: an error that holds the head of the answer. */
export function breakOff(
  config: InternalAxiosRequestConfig,
  answer: Answer,
  request: object,
  resolve: (response: AxiosResponse) => void,
  reject: (error: Error) => void,
): void {
  if (answer.cut === 'end') return deliver(config, answer, request, resolve, reject);
  const { data: _none, ...head } = responseOf(config, answer, request);
  const text = 'stream has been aborted';
  // Node's answer is not complete, by which the account knows that it broke off.
  const broken = { ...request, res: new IncomingMessage(new Socket()) };
  reject(new AxiosError(text, AxiosError.ERR_BAD_RESPONSE, config, broken, head as AxiosResponse));
}

function responseOf(config: InternalAxiosRequestConfig, answer: Answer, request: object): AxiosResponse {
  const { status = 0, body = '', headers = {} } = answer;
  return { status, statusText: '', data: body, headers: new AxiosHeaders(headers), config, request };
}

export function deliver(
  config: InternalAxiosRequestConfig,
  answer: Answer,
  request: object,
  resolve: (response: AxiosResponse) => void,
  reject: (error: Error) => void,
): void {
  const response = responseOf(config, answer, request);
  const { status } = response;
  if (!config.validateStatus || config.validateStatus(status)) return resolve(response);
  const code = status >= 500 ? AxiosError.ERR_BAD_RESPONSE : AxiosError.ERR_BAD_REQUEST;
  reject(new AxiosError(`Request failed with status code ${status}`, code, config, request, response));
}
