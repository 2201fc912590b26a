/** A doctor's decision in three strokes: a letter for what, a digit for when, Enter to sign. */
import { useState } from "react";
import { decide } from "../api/room";
import { useWords } from "../i18n/words";
import { KeyButton } from "../keys/keys";
import { useAct } from "../live/act";
import { CareLevel, type CaseView, type DecisionType, type Delay, type MeansType } from "../wire";
import { Task, useLeave } from "./task";
import { patientWords } from "./words_of";

type Letter = "C" | "M" | "A" | "V" | "S" | "O" | "L";

const CHOICES: Record<Letter, { type: DecisionType; means: MeansType | null }> = {
  C: { type: "CONSEIL", means: null },
  M: { type: "PMT", means: null },
  A: { type: "INTER", means: "TSU" },
  V: { type: "INTER", means: "SIS" },
  S: { type: "INTER", means: "SMUR" },
  O: { type: "ORIENT", means: "HOSPIT" },
  L: { type: "ORIENT", means: "LIBERAL" },
};
const LETTERS = Object.keys(CHOICES) as Letter[];

/** Digits as one says them: 0 at once, 3 for 30 minutes, 6 for 60. */
const DELAYS: [number, Delay][] = [
  [0, "DEL0"],
  [1, "ASAP"],
  [3, "30M"],
  [4, "45M"],
  [6, "1H"],
  [2, "2H"],
];

/** For a practitioner OSNP find: 4, 8, 12 or 24 hours, as one says the first digit; 0 at the agreed time. */
const SEEN_WITHIN: [number, Delay][] = [
  [4, "4H"],
  [8, "8H"],
  [1, "12H"],
  [2, "24H"],
  [0, "RDV"],
];

export function Decide({ row }: { row: CaseView }) {
  const words = useWords();
  const act = useAct();
  const [letter, setLetter] = useState<Letter | null>(null);
  const [delay, setDelay] = useState<Delay | null>(null);
  const [level, setLevel] = useState<CareLevel | null>(null);
  const [patientId, setPatientId] = useState<string | null>(row.patients[0]?.id ?? null);
  const [text, setText] = useState("");
  const leave = useLeave();
  const sign = async () => {
    if (!letter) return;
    const { type, means } = CHOICES[letter];
    const entry = { type, means, delay, care_level: level, patient_id: patientId, words: text.trim() || null };
    if (await act(() => decide(row.id, entry))) leave();
  };
  const delays = letter === "L" ? SEEN_WITHIN : letter && CHOICES[letter].type === "INTER" ? DELAYS : [];
  return (
    <Task title={words.decision.decide} testid="decide-task">
      {row.patients.length > 1 && (
        <div className="acts">
          <span className="dim">{words.decision.for}</span>
          {row.patients.map((patient) => (
            <KeyButton
              key={patient.id}
              label={`${patient.rank} ${patientWords(patient, words)}`}
              chord={`alt+digit${patient.rank}`}
              pressed={patient.id === patientId}
              onPress={() => setPatientId(patient.id)}
            />
          ))}
        </div>
      )}
      <div className="acts">
        {LETTERS.map((one) => (
          <KeyButton
            key={one}
            label={words.decision.choices[one]}
            chord={one.toLowerCase()}
            pressed={one === letter}
            onPress={() => setLetter(one)}
            testid={`decide-${one}`}
          />
        ))}
      </div>
      {delays.length > 0 && (
        <div className="acts">
          <span className="dim">{words.decision.delay}</span>
          {delays.map(([digit, one]) => (
            <KeyButton
              key={one}
              label={words.decision.delays[one]}
              chord={`digit${digit}`}
              pressed={one === delay}
              onPress={() => setDelay(one === delay ? null : one)}
              testid={`delay-${one}`}
            />
          ))}
        </div>
      )}
      <div className="acts">
        <span className="dim">{words.decision.level}</span>
        {CareLevel.map((one) => (
          <KeyButton
            key={one}
            label={one}
            pressed={one === level}
            onPress={() => setLevel(one === level ? null : one)}
            testid={`level-${one}`}
          />
        ))}
      </div>
      <input
        aria-label={words.decision.words}
        placeholder={words.decision.words}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === "Enter" && void sign()}
        data-testid="decision-words"
      />
      <div className="acts spread">
        <KeyButton
          look="primary"
          label={words.decision.sign}
          chord="Enter"
          disabled={letter === null}
          onPress={() => void sign()}
          testid="sign"
        />
        <KeyButton look="quiet" label={words.decision.cancel} onPress={leave} />
      </div>
    </Task>
  );
}
