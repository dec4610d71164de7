// Preloaded (`node --import`) into every server that is measured, so that each is asked in the same way and none needs
// a line for it: says over the channel to the bench what its process has used. Ends the server with the bench.
process.on('message', async ({ collect }) => {
  if (collect) {
    // A second collection frees what the first one's finalizers let go of.
    for (let round = 0; round < 3; round += 1) {
      globalThis.gc();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed, external } = process.memoryUsage();
  process.send({ cpuUs: user + system, rss, heap: heapUsed + external });
});
process.once('disconnect', () => process.exit());
process.channel.unref();
