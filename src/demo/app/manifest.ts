import { type Language, LANGUAGE_TAGS } from '../web/language.js';
import type { DemoApp } from './apps.js';

/** Behind the system's own bars: the page's header, in the light and in the dark. */
export const THEME_COLOURS = { light: '#ffffff', dark: '#19222c' } as const;

/**
 * What a phone needs to install an app's page as an app. The same app in either language.
 * @see https://www.w3.org/TR/appmanifest/
 */
export function manifestOf({ path, names }: DemoApp, language: Language): object {
  const start = `${path}/`;
  const icon = { src: 'icon.svg', sizes: 'any', type: 'image/svg+xml' };
  return {
    id: start,
    start_url: start,
    scope: start,
    lang: LANGUAGE_TAGS[language],
    dir: 'ltr',
    name: names[language],
    short_name: names[language],
    display: 'standalone',
    theme_color: THEME_COLOURS.light,
    background_color: THEME_COLOURS.light,
    icons: [
      { ...icon, purpose: 'any' },
      { ...icon, purpose: 'maskable' },
    ],
  };
}
