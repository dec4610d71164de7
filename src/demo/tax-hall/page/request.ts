/** The page that comes next says what the person decided. Told anew after a broken line, since it may have happened then. */
const events = new EventSource('request/events');
events.addEventListener('decided', () => location.reload());
