import type { HttpService } from '@nestjs/axios';
import type { AxiosRequestConfig } from 'axios';
import { isOutcomeUnknown } from 'nestjs-alternative-payments';
import { expect } from 'vitest';
import type { FailedCall } from '../../lib/api/failures/failed-call.js';
import { type Operation, type OperationName, OPERATIONS } from '../../lib/api/calls/operations.js';
import { translateError } from '../../lib/api/failures/translate-error.js';
import { failureOf } from '../support/failure-of.js';

/** A call, described as the client describes it. */
export function callOf(operation: OperationName, secrets: readonly string[] = []): FailedCall {
  const { method, scope, probableScope, isAnswerSecret }: Operation = OPERATIONS[operation];
  return { operation, method, scope, probableScope, isAnswerSecret, account: 'default', secrets, site: {} };
}

/** The call that failed, as the client describes it. */
export async function failureOfCall(
  http: HttpService,
  operation: OperationName,
  config: AxiosRequestConfig = {},
  secrets: readonly string[] = [],
): Promise<Error> {
  const { method, path } = OPERATIONS[operation];
  const given = await failureOf(
    http.axiosRef.request({ method, url: path.replaceAll(/{\w+}/g, 'one'), ...config }),
  );
  const error = translateError(given, callOf(operation, secrets));
  expect(isOutcomeUnknown(error)).toBe(isOutcomeUnknown(given));
  return error;
}
