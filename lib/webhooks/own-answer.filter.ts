import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { type HostResponse, isTaken, takeResponse } from './own-answer.js';

/**
 * Answers what guards and interceptors of the host throw before or while a delivery is handled. A filter of
 * the host might make a 200 of it, and the delivery would be lost.
 */
@Catch()
export class OwnAnswerFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<HostResponse>();
    if (isTaken(response)) return;
    const status = error instanceof HttpException ? error.getStatus() : 500;
    takeResponse(response)({ status: status >= 400 ? status : 500 });
  }
}
