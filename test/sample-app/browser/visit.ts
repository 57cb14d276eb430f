import type { Browser, Locator, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';

/** A page that somebody looks at, and what its browser complains about. */
export class Visit {
  /** Errors and warnings of the console, errors of the script, requests that failed. */
  readonly complaints: string[] = [];

  private constructor(readonly page: Page) {
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('requestfailed', (request) =>
      this.complaints.push(`${request.method()} ${request.url()} failed`),
    );
    page.on('response', (response) => {
      if (response.status() >= 400) this.complaints.push(`${response.status()} for ${response.url()}`);
    });
  }

  /** Opens a page by itself, which is closed when the test ends. */
  static async to(url: string, browser: Browser): Promise<Visit> {
    const context = await browser.newContext();
    onTestFinished(() => context.close());
    const visit = new Visit(await context.newPage());
    await visit.page.goto(url);
    return visit;
  }

  /** The part of the page that is about an account. */
  account(name: string): Locator {
    return this.page.getByRole('region', { name: `Account ${name}` });
  }

  /** Presses a button by its name, once it is there. */
  press(name: string, within: Locator | Page = this.page): Promise<void> {
    return within.getByRole('button', { name, exact: true }).click();
  }

  /** Waits for a text. */
  see(text: string | RegExp, within: Locator | Page = this.page): Promise<void> {
    return within.getByText(text).first().waitFor();
  }

  /** How much of the life of an account's token is over, as a share of the bar. */
  async lived(name: string): Promise<number> {
    return (await this.width(name, '.lived')) / (await this.width(name, '.life'));
  }

  /** Where on the bar the next renewal is shown, as a share of it, once it has moved there. */
  async renewalAt(name: string): Promise<number> {
    const style = await this.account(name).locator('.life').getAttribute('style');
    return Number(/--renewal: ([\d.]+)/.exec(style ?? '')?.[1]);
  }

  private async width(name: string, part: string): Promise<number> {
    return (await this.account(name).locator(part).boundingBox())?.width ?? NaN;
  }
}
