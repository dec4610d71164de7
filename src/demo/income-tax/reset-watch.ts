/** Runs in the page where a person proves who they are: once their time is over, the page says so. */
document.addEventListener('saoma-problem', (event) => {
  // Anything else is the element's own to tell.
  if ((event as Event & { readonly problem?: { readonly code: string } }).problem?.code === 'reset_over') {
    location.reload();
  }
});
