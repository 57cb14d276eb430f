import { readFileSync } from 'node:fs';
import { Controller, Get, Header } from '@nestjs/common';

/** The page runs its own script alone, talks to nobody else, and cannot be shown within another page. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** The page that shows the application at work. Nothing on it is computed here; its script reads the stream. */
@Controller()
export class PageController {
  private readonly page = read('dashboard.html');
  private readonly style = read('dashboard.css');
  private readonly script = read('dashboard.js');

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', POLICY)
  @Header('x-content-type-options', 'nosniff')
  @Header('referrer-policy', 'no-referrer')
  showPage(): string {
    return this.page;
  }

  @Get('dashboard.css')
  @Header('content-type', 'text/css; charset=utf-8')
  showStyle(): string {
    return this.style;
  }

  @Get('dashboard.js')
  @Header('content-type', 'text/javascript; charset=utf-8')
  showScript(): string {
    return this.script;
  }
}

function read(name: string): string {
  return readFileSync(new URL(`page/${name}`, import.meta.url), 'utf8');
}
