import { type ArgumentsHost, Catch, HttpException } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import { isAxiosError } from 'axios';
import { AlternativePaymentsError, TenantNotFoundError } from 'nestjs-alternative-payments';

/**
 * Passes on what the API says about the client's request, such as a duplicate `external_id`. Failures that
 * the client cannot fix (no token, no network, a 5xx) become 502 or 503 without details. The details are in
 * the log.
 */
@Catch()
export class ApiErrorFilter extends BaseExceptionFilter {
  override catch(error: unknown, host: ArgumentsHost): void {
    // oxlint-disable-next-line promise/valid-params -- this catch is no promise's
    super.catch(toHttpException(error), host);
  }
}

function toHttpException(error: unknown): unknown {
  if (error instanceof TenantNotFoundError)
    return new HttpException({ statusCode: 404, message: 'There is no such partner', code: error.code }, 404);

  if (error instanceof AlternativePaymentsError) {
    return new HttpException(
      { statusCode: 503, message: 'Billing is not available at present', code: error.code },
      503,
    );
  }
  if (!isAxiosError(error)) return error;
  const status = error.response?.status ?? 502;
  if (status !== 400 && status !== 404 && status !== 422)
    return new HttpException({ statusCode: 502, message: 'The billing API did not answer as expected' }, 502);

  return new HttpException(error.response?.data as string | Record<string, unknown>, status);
}
