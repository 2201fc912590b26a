/** The case looked at: what it is, what was decided, who goes, what happened. */
import { useEffect } from "react";
import { readCase } from "../api/room";
import { useWords } from "../i18n/words";
import { useAct } from "../live/act";
import { useMay, useSelect, useStore } from "../live/store";
import { AttachTask, FileTask } from "./call_tasks";
import { CaseCentres } from "./case_centres";
import { CaseDecisions } from "./case_decisions";
import { CaseEntry } from "./case_entry";
import { CaseHead } from "./case_head";
import { CaseLog } from "./case_log";
import { CaseMissions } from "./case_missions";
import { CaseOpinions } from "./case_opinions";
import { CaseTasks } from "./case_tasks";
import { Decide } from "./decide";
import { Engage } from "./engage";
import { Identity } from "./identity";
import { InquestButton } from "./inquest_button";
import { Orientations } from "./osnp";
import { Reflex } from "./reflex";
import { OpenRestricted, RestrictionChoice } from "./restricted";
import { VerbalOrder } from "./verbal_order";

export function CasePanel() {
  const words = useWords();
  const row = useSelect((state) => (state.view.caseId ? state.cases.get(state.view.caseId) : undefined));
  const task = useSelect((state) => state.view.task);
  const may = useMay();
  useCaseFile();
  return (
    <section className="panel case" id="case" aria-label={words.bar.regions.file} data-testid="case-panel">
      {row ? (
        <>
          <CaseHead row={row} />
          <div className="case-body" key={row.id}>
            <CaseCentres row={row} />
            {row.withheld ? <OpenRestricted row={row} /> : <CaseEntry row={row} />}
            {task?.kind === "identity" && <Identity key={task.patientId} row={row} patientId={task.patientId} />}
            {task?.kind === "attach" && <AttachTask row={row} />}
            {task?.kind === "file" && <FileTask row={row} />}
            {task?.kind === "reflex" && <Reflex row={row} />}
            {task?.kind === "verbal" && <VerbalOrder row={row} />}
            <CaseOpinions row={row} />
            <CaseDecisions row={row} />
            <Orientations row={row} />
            {task?.kind === "decide" && <Decide row={row} />}
            {task?.kind === "engage" && (
              <Engage key={task.decisionId} row={row} decisionId={task.decisionId} vehicleId={task.vehicleId} />
            )}
            <CaseMissions row={row} />
            <CaseTasks row={row} />
            <RestrictionChoice row={row} />
            {may("case.inquest") && !row.withheld && <InquestButton row={row} />}
            <CaseLog row={row} />
          </div>
        </>
      ) : (
        <div className="case-none">
          <p>{words.case.none}</p>
          <p className="dim">{words.case.none_hint}</p>
        </div>
      )}
    </section>
  );
}

/** Reads the case with its log, again each time the case or one of its missions changes. */
function useCaseFile() {
  const store = useStore();
  const act = useAct();
  const caseId = useSelect((state) => state.view.caseId);
  const versions = useSelect((state) => {
    const row = caseId ? state.cases.get(caseId) : undefined;
    return row?.mission_ids.reduce((sum, id) => sum + (state.missions.get(id)?.version ?? 0), row.version);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: `versions` says when to read again
  useEffect(() => {
    if (caseId === null) return;
    let left = false;
    void act(async () => {
      const file = await readCase(caseId);
      if (!left) store.dispatch({ type: "case_file", file });
    });
    return () => {
      left = true;
    };
  }, [caseId, versions, act, store]);
}
