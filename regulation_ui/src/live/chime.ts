/** A short rising chime: another centre waits for an answer. */

const NOTES_HZ = [660, 880];
const NOTE_S = 0.16;
const LOUDNESS = 0.12;

/** Silent where the browser has no sound, or lets no page sound before somebody has touched it. */
export function chime(): void {
  if (typeof AudioContext === "undefined") return;
  const context = new AudioContext();
  const loudness = context.createGain();
  loudness.gain.value = LOUDNESS;
  loudness.connect(context.destination);
  NOTES_HZ.forEach((hz, index) => {
    const note = context.createOscillator();
    note.frequency.value = hz;
    note.connect(loudness);
    note.start(context.currentTime + index * NOTE_S);
    note.stop(context.currentTime + (index + 1) * NOTE_S);
    if (index === NOTES_HZ.length - 1) note.onended = () => void context.close();
  });
}
