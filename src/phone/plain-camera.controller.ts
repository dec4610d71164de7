import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { App, Registry } from '../core/ports.js';
import { REGISTRY } from '../core/tokens.js';

/**
 * What a plain camera opens when it reads a code: a page that says which app to use. It looks nothing up, so that it
 * tells nothing and approves nothing, whoever opens it and however often.
 */
@ApiExcludeController()
@Controller(['Q', 'q'])
export class PlainCameraController {
  constructor(@Inject(REGISTRY) private readonly registry: Registry) {}

  @Get(':code')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
  @Header('referrer-policy', 'no-referrer')
  @Header('cache-control', 'no-store')
  page(): string {
    const apps = this.registry.apps();
    return `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>请用应用扫码 · Scan with the app</title>
<h1>请用应用里的“扫一扫”</h1>
<p>这是登录二维码，用相机打开不会登录任何网站。请打开下列应用之一，用其中的“扫一扫”再扫一次：</p>
<ul>${apps.map((app) => item(app, 'zh')).join('')}</ul>
<p>如果这个二维码是别人发给您的，请不要扫。</p>
<div lang="en">
<h1>Scan it inside the app</h1>
<p>This is a sign-in code. Opening it with the camera signs nobody in. Open one of these apps and scan again from there:</p>
<ul>${apps.map((app) => item(app, 'en')).join('')}</ul>
<p>If somebody sent you this code, do not scan it.</p>
</div>
</html>
`;
  }
}

function item({ names, scanLink }: App, language: 'zh' | 'en'): string {
  const name = escaped(names[language]);
  return `<li>${scanLink === undefined ? name : `<a href="${escaped(scanLink)}" rel="noreferrer">${name}</a>`}</li>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
