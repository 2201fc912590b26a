/** How long the page worked, for who measures it: told to a PerformanceObserver, kept nowhere. */
export function timed<Value>(name: string, work: () => Value): Value {
  const start = performance.now();
  const value = work();
  performance.measure(name, { start });
  performance.clearMeasures(name);
  return value;
}
