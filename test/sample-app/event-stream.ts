import { onTestFinished } from 'vitest';
import type { DashboardView } from '../../sample-app/dashboard/dashboard.js';

/** A client of the dashboard's stream, which is no browser. */
export class EventStream {
  /** All that was received. */
  text = '';
  private readonly views: DashboardView[] = [];
  private read = 0;

  private constructor(private readonly reader: ReadableStreamDefaultReader<string>) {}

  /** It ends with the test, if not before. */
  static async of(url: string): Promise<EventStream> {
    const { body } = await fetch(`${url}/dashboard/events`);
    if (body === null) throw new Error('The answer has no body.');
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    onTestFinished(() => reader.cancel().catch(() => undefined));
    return new EventStream(reader);
  }

  /** The next view that is as wanted. It fails if the stream ends before. */
  async view(isWanted: (view: DashboardView) => boolean = () => true): Promise<DashboardView> {
    for (;;) {
      const view = this.views.shift();
      if (view !== undefined && isWanted(view)) return view;
      if (view === undefined && !(await this.receive())) throw new Error(`The stream ended:\n${this.text}`);
    }
  }

  /** Settles when the stream ends as it should, and fails if its connection is cut. */
  async end(): Promise<void> {
    while (await this.receive());
  }

  private async receive(): Promise<boolean> {
    const { done, value = '' } = await this.reader.read();
    this.text += value;
    for (
      let end = this.text.indexOf('\n\n', this.read);
      end !== -1;
      end = this.text.indexOf('\n\n', this.read)
    ) {
      const event = this.text.slice(this.read, end);
      this.read = end + 2;
      const [, data] = /^event: view\n(?:.*\n)*data: (.*)/m.exec(event) ?? [];
      if (data !== undefined) this.views.push(JSON.parse(data) as DashboardView);
    }
    return !done;
  }
}
