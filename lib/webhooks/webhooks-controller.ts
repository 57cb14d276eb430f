import {
  Controller,
  HttpCode,
  Inject,
  Post,
  Req,
  Res,
  type Type,
  UseFilters,
  VERSION_NEUTRAL,
} from '@nestjs/common';
import { OwnAnswerFilter } from './own-answer.filter.js';
import type { HostResponse } from './own-answer.js';
import type { HostRequest } from './request-body.js';
import { WebhookRoute } from './webhook-route.js';

/**
 * Makes the controller of a registration: routes are static, and each class has one path.
 *
 * @param decorators of the host, such as those that exempt the class from its guards
 */
export function webhooksController(path: string, decorators: readonly ClassDecorator[]): Type {
  @Controller({ path, version: VERSION_NEUTRAL })
  @UseFilters(OwnAnswerFilter)
  class AlternativePaymentsWebhooksController {
    constructor(@Inject(WebhookRoute) private readonly route: WebhookRoute) {}

    @Post()
    @HttpCode(200)
    receive(@Req() request: HostRequest, @Res() response: HostResponse): Promise<void> {
      return this.route.answer(request, response);
    }
  }
  for (const decorate of decorators) decorate(AlternativePaymentsWebhooksController);
  return AlternativePaymentsWebhooksController;
}
