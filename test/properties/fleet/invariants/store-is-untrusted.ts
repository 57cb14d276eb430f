import { elapsedMs } from '../../engine/clock.js';
import { SECRET } from '../../engine/key-ring.js';
import { TOKEN_MARK } from '../../engine/issuer.js';
import type { ProcessInvariant } from '../invariant.js';

/** What is written to the store is a token that this process obtained, for no longer than it has left. */
export const theStoreGetsGoodTokens: ProcessInvariant = (view, violate) => ({
  storeAsked: ({ action, handed, ttlMs }) => {
    if (action === 'acquireLease' && ttlMs !== view.settings.leaseMs) violate(`a lease is for ${ttlMs} ms`);
    if (action !== 'write') return;
    const grant = view.model.grantOf(handed.hash ?? '');
    if (grant === undefined) return violate('a token was shared that was never obtained');
    const leftMs = grant.lifetimeMs - elapsedMs(grant.requestedAt, view.clock.read());
    if (ttlMs === undefined || !(ttlMs > 0 && ttlMs <= leftMs + 0.001))
      violate(`a token was shared for ${ttlMs} ms that has ${leftMs} ms left`);
  },
});

/** No secret is ever handed to the store, and no token unless somebody wants it to be readable there. */
export const theStoreSeesNoSecret: ProcessInvariant = (view, violate) => ({
  storeAsked: ({ action, key, handed }) => {
    const { value = '', ...others } = handed;
    const isReadable = view.settings.encryption === 'plaintext';
    const open = [key, ...Object.values(others), ...(isReadable ? [] : [value])];
    if (open.some((text) => shows(text, TOKEN_MARK))) violate(`${action} shows a token`);
    if ([...open, value].some((text) => shows(text, SECRET))) violate(`${action} shows a secret`);
  },
});

/** As it is, or behind an encoding that hides nothing. */
function shows(text: string, mark: string): boolean {
  const parts = text.split(/[:\s]/);
  return (
    text.includes(mark) || parts.some((part) => Buffer.from(part, 'base64').toString('latin1').includes(mark))
  );
}
