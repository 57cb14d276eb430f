import type { ClientCredentials } from '../../config/client-credentials.js';
import { addFacts } from '../../observation/add-facts.js';
import type { Observation } from '../../observation/observation.js';
import type { Subject, TokenRequestRecord } from '../../observation/observer.js';
import { FAILURE_CODES, type TokenFailure } from './token-failure.js';
import type { KeyedTerms, TokenAttempt, TokenSource } from './token-source.js';

/** Has each request for a token observed. */
export class ObservedSource implements TokenSource<KeyedTerms> {
  constructor(
    private readonly inner: TokenSource<KeyedTerms>,
    private readonly observation: Observation,
    private readonly subject: Subject,
  ) {}

  obtain(terms: KeyedTerms): Promise<TokenAttempt> {
    const { reason, cause } = terms;
    const record: TokenRequestRecord = { ...this.subject, reason, cause };
    return this.observation.tokenRequest(record, async () => {
      const attempt = await this.inner.obtain(terms);
      const { value, problem } = attempt;
      addFacts(record, (facts) => {
        if (value !== undefined) facts.source = value.source;
        else if (terms.signal.aborted) facts.isGivenUp = true;
        else facts.code = FAILURE_CODES[problem.kind];
      });
      return attempt;
    });
  }

  mayRecheck(failure: Pick<TokenFailure, 'kind'>): boolean {
    return this.inner.mayRecheck?.(failure) === true;
  }

  /** It mostly finds nothing new and requests nothing, so nobody observes it. */
  async recheck(terms: KeyedTerms, refused?: ClientCredentials): Promise<TokenAttempt | undefined> {
    return this.inner.recheck?.(terms, refused);
  }

  discard(token: string): void {
    this.inner.discard?.(token);
  }
}
