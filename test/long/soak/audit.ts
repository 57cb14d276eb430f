import axios, { type AxiosAdapter, AxiosHeaders, type AxiosResponse } from 'axios';
import type { JournalEntry, Simulator } from 'nestjs-alternative-payments/testing';

/** The machine may pause between the decision to send a token and the sending. */
const PAUSE_MS = 100;

/** Looks for what must never happen, and forgets what it has looked at. */
export class Audit {
  readonly violations: string[] = [];
  tokenRequests = 0;
  private pending: JournalEntry[] = [];
  private lastTokenRequest?: JournalEntry;
  /** When each of the latest tokens expires, in milliseconds of `performance.now()`. */
  private readonly expiries = new Map<string, number>();
  /** The statuses with which the sendings of a POST were answered. */
  private readonly posts = new Map<string, Array<number | undefined>>();

  constructor(private readonly simulator: Simulator) {}

  /** Sends by real sockets, and notes on the way which token goes out when. */
  readonly adapter: AxiosAdapter = async (config) => {
    const sentAt = performance.now();
    const token = /^Bearer (.*)$/.exec(String(config.headers.get('Authorization')))?.[1];
    if (token !== undefined) this.checkExpiry(token, sentAt);
    const response = await axios.getAdapter('http')({
      ...config,
      headers: AxiosHeaders.from(config.headers),
    });
    return config.url === '/oauth/token' ? this.noteToken(response, sentAt) : response;
  };

  /** Looks through what the journal has taken down since the last time. */
  look(): void {
    const entries = [...this.pending, ...this.simulator.journal.requests].toSorted(
      (a, b) => a.arrived - b.arrived,
    );
    this.simulator.journal.clear();
    this.pending = entries.filter((entry) => entry.outcome === 'open');
    for (const entry of entries) {
      if (entry.path === '/oauth/token') this.checkTokenRequest(entry);
      else if (entry.outcome !== 'open' && entry.method === 'POST') this.checkPost(entry);
    }
  }

  /**
   * Tells the client half of the real lifetime: a token that is sent after it must not be caught by a 401 before anybody
   * notices.
   */
  private noteToken(response: AxiosResponse, sentAt: number): AxiosResponse {
    const body = String(response.data);
    if (!/^\{"access_token":"\w/.test(body)) return response;
    const reply = JSON.parse(body) as { access_token: string; expires_in: number };
    const seconds = reply.expires_in / 2;
    this.expiries.set(reply.access_token, sentAt + seconds * 1_000);
    keepLatest(this.expiries, 1_000);
    return { ...response, data: JSON.stringify({ ...reply, expires_in: seconds }) };
  }

  private checkExpiry(token: string, sentAt: number): void {
    const expiry = this.expiries.get(token);
    if (expiry === undefined) this.violations.push('a token was sent that the token endpoint never gave');
    else if (sentAt > expiry + PAUSE_MS)
      this.violations.push(`a token was sent ${sentAt - expiry} ms after its expiry`);
  }

  /** One that was not answered was given up before the next one was made: reset, silent, or timed out. */
  private checkTokenRequest(entry: JournalEntry): void {
    const last = this.lastTokenRequest;
    if (last === entry) return;
    this.tokenRequests += 1;
    this.lastTokenRequest = entry;
    if (last === undefined) return;
    const isOver = last.outcome !== 'open' && (last.answered === undefined || last.answered < entry.arrived);
    if (!isOver) this.violations.push(`token request ${entry.id} arrived while ${last.id} was open`);
  }

  private checkPost(entry: JournalEntry): void {
    const call = String(entry.headers['x-call']);
    const earlier = this.posts.get(call) ?? [];
    if (earlier.some((status) => status !== 401 && status !== 429))
      this.violations.push(`POST ${call} was sent again after ${earlier.join(', ')}`);
    this.posts.set(call, [...earlier, entry.status]);
    keepLatest(this.posts, 5_000);
  }
}

function keepLatest(map: Map<string, unknown>, most: number): void {
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}
