import 'reflect-metadata';
import type { HttpService } from '@nestjs/axios';
import { NestFactory } from '@nestjs/core';
import { AlternativePaymentsModule } from '../../alternative-payments.module.js';
import { getHttpServiceToken } from '../../alternative-payments.tokens.js';
import { adapterOfAccount } from '../../axios/carrier.js';
import { textOf } from '../../errors/text-of.js';
import { TokenUnavailableError } from '../../errors/token.errors.js';
import type { AccountToAsk } from './account.js';
import type { Answer, QuestionName, Seen } from './answers.js';
import { isPassing } from './fact.js';
import { QUESTIONS } from './questions.js';
import { Recorder } from './recorder.js';

/**
 * Asks the API everything, through an application that consists of the module alone.
 *
 * @throws TokenUnavailableError without a token, and Error if the API does not answer
 */
export async function askEverything({ name, options }: AccountToAsk): Promise<Seen> {
  const { http } = options;
  const recorder = new Recorder(adapterOfAccount(http ?? {}));
  const account = AlternativePaymentsModule.forRoot({
    ...options,
    name,
    warmUp: false,
    http: { ...http, adapter: recorder.adapter },
  });
  const application = await NestFactory.createApplicationContext(
    { module: CheckModule, imports: [account] },
    { logger: false, abortOnError: false },
  );
  try {
    const service = application.get<HttpService>(getHttpServiceToken(name));
    return { ...(await answersFrom(service)), token: recorder.token, exchanges: recorder.exchanges };
  } finally {
    await application.close();
  }
}

class CheckModule {}

async function answersFrom({ axiosRef }: HttpService): Promise<Pick<Seen, 'answers' | 'unanswered'>> {
  const answers = new Map<QuestionName, Answer>();
  const unanswered = new Set<QuestionName>();
  let failure: unknown;
  for (const { name, request } of QUESTIONS) {
    const asked = request(answers);
    if (asked === undefined) continue;
    try {
      const { status, data } = await axiosRef.get<string>(asked.path, {
        params: asked.params,
        responseType: 'text',
        transformResponse: (body: string) => body,
        validateStatus: () => true,
      });
      answers.set(name, { status, text: data, json: parsed(data) });
    } catch (error) {
      if (error instanceof TokenUnavailableError) throw error;
      unanswered.add(name);
      failure = error;
      // Where even the first question is not answered, there is no point in asking on.
      if (answers.size === 0) break;
    }
  }
  if ([...answers.values()].every(isPassing)) {
    const reason = failure === undefined ? 'every answer was 429 or 5xx' : textOf(failure);
    throw new Error(
      `The API answered no question (${reason}). ` +
        'Check the network, the proxy and the address, and try again later.',
    );
  }
  return { answers, unanswered };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
