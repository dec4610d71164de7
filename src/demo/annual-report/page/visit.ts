/** Whoever is signed out while the page is open is told so by the page that then comes. */
const events = new EventSource('visit');
events.addEventListener('ended', () => location.reload());
// Who signs out here is on their way already.
document.addEventListener('submit', () => events.close());
