import { type Abstract, type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import {
  type AlternativePaymentsError,
  isAlternativePaymentsError,
} from '../errors/alternative-payments.error.js';
import { quietly } from '../logging/quietly.js';
import { toHttpException } from './to-http-exception.js';

/** What the answers of Express and of Fastify have in common. */
interface Answer {
  /** Express tells so whether the headers were sent. */
  readonly headersSent?: boolean;
  /** Fastify tells so whether an answer was given. */
  readonly sent?: boolean;
  readonly raw?: { readonly headersSent?: boolean };
  status(status: number): Answer;
  header(name: string, value: string): Answer;
  send(body: unknown): unknown;
}

/**
 * Stands for the errors of every copy of the package. Nest compares with `instanceof`, which recognizes those
 * of one copy only.
 */
const OURS = {
  [Symbol.hasInstance]: isAlternativePaymentsError,
} as unknown as Abstract<AlternativePaymentsError>;

/**
 * Answers requests that end with an error of this package as `toHttpException()` says, and logs those that
 * become a 5xx. Other errors are left to Nest and to your own filters. Where there is no HTTP answer, as in a
 * microservice, the error itself is thrown on.
 *
 * @example
 * // in a module, for the whole application
 * providers: [{ provide: APP_FILTER, useClass: ApiExceptionFilter }]
 */
@Catch(OURS)
export class ApiExceptionFilter implements ExceptionFilter<AlternativePaymentsError> {
  private readonly logger = new Logger('AlternativePayments');

  /** @throws the given error, in contexts other than HTTP */
  catch(error: AlternativePaymentsError, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw error;
    const exception = toHttpException(error);
    const status = exception.getStatus();
    if (status >= 500) quietly(() => this.logger.error(error.message, error.stack));

    const answer = host.switchToHttp().getResponse<Answer>();
    if (answer.headersSent || answer.sent || answer.raw?.headersSent) return;
    const body = exception.getResponse() as { readonly retryAfter?: number };
    if (body.retryAfter !== undefined) answer.header('Retry-After', String(body.retryAfter));
    // The handler may have announced something else, such as a file.
    answer.header('Content-Type', 'application/json; charset=utf-8');
    answer.status(status).send(body);
  }
}
