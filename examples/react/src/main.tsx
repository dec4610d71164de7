import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { SignIn } from './SignIn.js';
import { SignInElement } from './SignInElement.js';

const page = document.body.appendChild(document.createElement('main'));

createRoot(page).render(
  <StrictMode>{location.pathname === '/element' ? <SignInElement /> : <SignIn startUrl="/login/start" />}</StrictMode>,
);
