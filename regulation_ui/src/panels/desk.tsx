/** The desk of a regulation room: calls and queues, map and follow-up, the case looked at. */
import type { Map as LibreMap } from "maplibre-gl";
import { useWords } from "../i18n/words";
import { useMay, useSelect, useSession } from "../live/store";
import { RoomMap } from "../map/room_map";
import { VehicleCard } from "../map/vehicle_card";
import { PartnerDesk } from "../partners/partner_desk";
import { pagesOf } from "../partners/reading";
import type { Viewport } from "../wire";
import { AccountPage } from "./account";
import { AccountsPage } from "./accounts";
import { Board } from "./board";
import { BoxesPage } from "./boxes_page";
import { Calls } from "./calls";
import { CasePanel } from "./case_panel";
import { CaseQueue } from "./case_queue";
import { ConventionsPage } from "./conventions";
import { HandoverPage } from "./handover";
import { HelpStrip } from "./help_strip";
import { MyTasks } from "./my_tasks";
import { ClockBanner, LiveBanner, P0Strip, Refusals } from "./notices";
import { OpinionStrip } from "./opinion_strip";
import { PastPage } from "./past_page";
import { PatientsPage } from "./patients_page";
import { ReliefStrip } from "./relief_strip";
import { RoomsPage } from "./rooms_page";
import { ScopesPage } from "./scopes";
import { SeniorStrip } from "./senior_strip";
import { SignatureStrip } from "./signature_strip";
import { TopBar } from "./top_bar";
import { TransferStrip } from "./transfer_strip";

interface Props {
  onLook: (viewport: Viewport) => void;
  onMap: (map: LibreMap) => void;
}

export function Desk({ onLook, onMap }: Props) {
  const words = useWords();
  const may = useMay();
  const session = useSession();
  const vehicleId = useSelect((state) => state.view.vehicleId);
  const page = useSelect((state) => state.view.page);
  const frozen = useSelect((state) => state.link !== "live");
  if (page === "account") return <AccountPage />;
  if (page === "accounts") return <AccountsPage />;
  if (page === "conventions") return <ConventionsPage />;
  if (page === "boxes") return <BoxesPage />;
  if (page === "scopes") return <ScopesPage />;
  const pages = pagesOf(session);
  if (!may("live.watch") && pages.length > 0) return <PartnerDesk pages={pages} />;
  if (!may("live.watch"))
    return (
      <div className="desk">
        <TopBar />
        <Refusals />
        <p className="no-room">{words.bar.no_room}</p>
      </div>
    );
  if (page === "past" && may("room.replay")) return <PastPage onMap={onMap} />;
  if (page === "handover") return <HandoverPage />;
  if (page === "patients") return <PatientsPage />;
  if (page === "rooms") return <RoomsPage />;
  return (
    <div className={`desk${frozen ? " frozen" : ""}`}>
      <a className="skip" href="#case">
        {words.bar.skip}
      </a>
      <TopBar />
      <div className="notices">
        <LiveBanner />
        <ClockBanner />
        <P0Strip />
        <TransferStrip />
        <OpinionStrip />
        <HelpStrip />
        <ReliefStrip />
        <SeniorStrip />
        <SignatureStrip />
      </div>
      <main className="desk-body">
        <div className="left">
          {!may("decision.decide") && <Calls />}
          <CaseQueue />
          {may("task.do") && <MyTasks />}
        </div>
        <div className="middle">
          <RoomMap onLook={onLook} onMap={onMap} />
          {vehicleId && <VehicleCard id={vehicleId} />}
          <Board />
        </div>
        <CasePanel />
      </main>
      <Refusals />
    </div>
  );
}
