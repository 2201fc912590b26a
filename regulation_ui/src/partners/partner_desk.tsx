/** Whoever works outside the room lands on their own page; an account with several chooses. */
import { useState } from "react";
import { useWords } from "../i18n/words";
import { CompanyPage } from "./company";
import { CoordinationPage } from "./coordination";
import { CrewPage } from "./crew";
import { EmergencyPage } from "./emergency";
import type { PartnerPage } from "./reading";

const PAGES: Record<PartnerPage, () => React.ReactNode> = {
  company: CompanyPage,
  coordination: CoordinationPage,
  crew: CrewPage,
  emergency: EmergencyPage,
};

export function PartnerDesk({ pages }: { pages: PartnerPage[] }) {
  const words = useWords();
  const [chosen, choose] = useState(pages[0]);
  if (chosen === undefined) return null;
  const Page = PAGES[chosen];
  if (pages.length === 1) return <Page />;
  return (
    <div className="partner-several">
      <nav>
        {pages.map((page) => (
          <button
            key={page}
            type="button"
            className="button"
            aria-pressed={page === chosen}
            onClick={() => choose(page)}
            data-testid={`page-${page}`}
          >
            {words.partners.pages[page]}
          </button>
        ))}
      </nav>
      <Page />
    </div>
  );
}
