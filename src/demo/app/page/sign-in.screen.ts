import type { Person } from './account.js';
import { element, show } from './screen.js';
import { texts } from './texts.js';

/** The people whom the server listed in the page. */
function people(): Person[] {
  const list = document.querySelector<HTMLTemplateElement>('template#people')?.content.querySelectorAll('data') ?? [];
  return Array.from(list, (data) => ({
    id: data.value,
    name: data.textContent,
    phoneEnding: data.dataset['phoneEnding'] ?? '',
  }));
}

/** Who is signing in to the app? */
export function askPerson(): Promise<Person> {
  return new Promise((resolve) => {
    const entries = people().map((person) => {
      const entry = element(
        'button',
        { type: 'button', class: 'person' },
        element('span', { class: 'face', 'aria-hidden': 'true' }, person.name.slice(0, 1)),
        element('strong', {}, person.name),
        element('small', {}, texts.phoneEnding(person.phoneEnding)),
      );
      entry.addEventListener('click', () => resolve(person));
      return element('li', {}, entry);
    });
    show(
      'sign-in',
      element('h1', {}, texts.signInTitle),
      element('p', { class: 'hint' }, texts.signInHint),
      element('ul', { class: 'people' }, ...entries),
    );
  });
}
