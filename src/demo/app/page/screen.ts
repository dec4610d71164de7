type Child = Node | string | undefined;

/** An element with attributes and children. Texts are set as text, never as markup. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** A button that answers its screen's question. */
export function button(label: string, kind: 'primary' | 'plain' | 'quiet', onPress: () => void): HTMLButtonElement {
  const made = element('button', { type: 'button', class: kind }, label);
  made.addEventListener('click', onPress);
  return made;
}

/** Replaces what the phone shows, and lets a screen reader begin at its heading. */
export function show(name: string, heading: HTMLHeadingElement, ...rest: readonly Child[]): void {
  const main = document.querySelector('main');
  if (!main) throw new Error('The page has no main.');
  main.dataset['screen'] = name;
  main.replaceChildren(heading, ...rest.filter((child) => child !== undefined));
  heading.tabIndex = -1;
  heading.focus();
}
