import type { Page } from 'playwright-core';

/** A text of a page with its contrast against what is behind it. */
export interface Contrast {
  readonly text: string;
  readonly ratio: number;
}

/** As WCAG 2.2 defines it. It runs in the page, and is a text because the compiler does not know the types of one. */
const MEASURE = `(() => {
  const numbers = (color) => color.match(/[\\d.]+/g).map(Number);
  const linear = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ([red, green, blue]) => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  const background = (element) => {
    const color = numbers(getComputedStyle(element).backgroundColor);
    return color[3] === 0 ? background(element.parentElement) : color;
  };
  const ownText = (element) =>
    [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data.trim()).join(' ').trim();
  return [...document.body.querySelectorAll('*')]
    .filter((element) => ownText(element) !== '' && element.checkVisibility())
    .map((element) => {
      const [darker, lighter] = [numbers(getComputedStyle(element).color), background(element)]
        .map(luminance)
        .sort((one, other) => one - other);
      return { text: ownText(element), ratio: (lighter + 0.05) / (darker + 0.05) };
    });
})()`;

/** The contrast of every text that can be seen. */
export function contrastsOf(page: Page): Promise<Contrast[]> {
  return page.evaluate<Contrast[]>(MEASURE);
}
