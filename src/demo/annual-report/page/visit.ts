/** Whoever is signed out while the page is open is told so by the page that then comes. */
new EventSource('visit').addEventListener('ended', () => location.reload());
