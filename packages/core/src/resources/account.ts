import type { Send } from '../http/call.js';
import { checkRequestOptions, REQUEST_OPTIONS, type RequestOptions, toCall } from '../http/request.js';
import type { ResolvedOptions } from '../options.js';
import { readAnswer } from './read-answer.js';

/** Whose API key it is. Fields that the service sends beyond these are kept. */
export interface AccountInfo {
  id: string;
  name: string;
  email: string;
  account: { id: string; name: string };
}

/** What is left, and what was spent, in cents. Fields that the service sends beyond these are kept. */
export interface AccountBalance {
  /** All that is left: what was paid in, and what was given. */
  balance_cents: number;
  /** What is left of what was paid in. */
  paid_balance_cents: number;
  /** What is left of what was given. */
  bonus_balance_cents: number;
  /** Spent today. */
  spent_cents_today: number;
  /** Spent in all. */
  spent_cents_total: number;
}

/** The account behind the API key. Reached as `client.account`. */
export class Account {
  readonly #options: ResolvedOptions;
  readonly #send: Send;

  /** @internal */
  constructor(options: ResolvedOptions, send: Send) {
    this.#options = options;
    this.#send = send;
  }

  /**
   * Whose API key it is.
   * @throws AuthenticationError for a key that is not valid; InvalidResponseError for what is no answer; or any
   *   other error of the SDK
   */
  async info(options: RequestOptions = {}): Promise<AccountInfo> {
    return this.#get('/api/v1/me', { id: 'string or number' }, options);
  }

  /**
   * What is left, and what was spent: ask before a long run whether the balance will do.
   * @throws AuthenticationError, InvalidResponseError, or any other error of the SDK
   */
  async balance(options: RequestOptions = {}): Promise<AccountBalance> {
    return this.#get('/api/v1/me/balance', { balance_cents: 'number' }, options);
  }

  async #get<Answer>(path: string, needed: Record<string, string>, options: RequestOptions): Promise<Answer> {
    checkRequestOptions(options, REQUEST_OPTIONS);
    return readAnswer(await this.#send(toCall(this.#options, { method: 'GET', path }, options)), needed);
  }
}
